import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import * as format from './format.ts';

/** The formats of numbers and times in the language in force. */
export function useFormat() {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(
    () => ({
      language,
      count: (value: number) => format.formatCount(value, language),
      quantity: (value: number, unit: string) => format.formatQuantity(value, unit, language),
      percent: (value: number) => format.formatPercent(value, language),
      money: (value: number, currency: string) => format.formatMoney(value, currency, language),
      bytes: (value: number) => format.formatBytes(value, language),
      duration: (ms: number) => format.formatDuration(ms, language),
      clock: (at: number) => format.formatClock(at),
      minute: (at: number) => format.formatMinute(at),
      day: (at: number) => format.formatDay(at, language),
      instant: (at: number) => format.formatInstant(at, language),
      fully: (at: number) => format.formatFully(at, language),
    }),
    [language],
  );
}
