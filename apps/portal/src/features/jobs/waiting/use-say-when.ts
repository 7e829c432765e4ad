import { useCallback } from 'react';
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
