import type { StartForecast } from '@trainyard/contracts/standing';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '../../../live/connection.ts';
import { useFormat } from '../../../ui/use-format.ts';

const dayMs = 86_400_000;

/** An instant to come as a clock, with its day once it is not of the next 24 hours. */
export function useSayWhen(): (at: number) => string {
  const format = useFormat();
  return useCallback(
    (at) => (Math.abs(at - connection.now()) < dayMs ? format.minute(at) : format.instant(at)),
    [format],
  );
}

/** "~22:15, by 22:58". */
export function useSayForecast(): (forecast: StartForecast) => string {
  const { t } = useTranslation('jobs');
  const when = useSayWhen();
  return useCallback(({ p50, p90 }) => t('waiting.short', { at: when(p50), latest: when(p90) }), [t, when]);
}
