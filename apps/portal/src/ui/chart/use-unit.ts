import { useCallback } from 'react';
import { useFormat } from '../use-format.ts';

/** A unit of the series contract, or '' for a number of a job's own. */
export type Unit = 'percent' | 'bytes' | 'bytes/s' | 'watts' | 'celsius' | 'hertz' | '';

/** Says values with their unit, in the language in force. */
export function useUnit(): (value: number, unit: Unit) => string {
  const format = useFormat();
  return useCallback(
    (value, unit) => {
      switch (unit) {
        case 'percent':
          return format.percent(value);
        case 'bytes':
          return format.bytes(value);
        case 'bytes/s':
          return `${format.bytes(value)}/s`;
        case 'watts':
          return format.quantity(value, 'W');
        case 'celsius':
          return format.quantity(value, '°C');
        case 'hertz':
          return value >= 1e9 ? format.quantity(value / 1e9, 'GHz') : format.quantity(value / 1e6, 'MHz');
        case '':
          if (!Number.isFinite(value)) return String(value);
          return Number.isInteger(value) ? format.count(value) : format.quantity(value, '');
      }
    },
    [format],
  );
}
