import { useNow } from '../live/connection.ts';
import { useFormat } from './use-format.ts';

/** How long something takes: counts while `to` is null. Times are the server's, ms. */
export function Elapsed({ from, to }: { from: number; to: number | null }) {
  const now = useNow();
  const format = useFormat();
  return <span>{format.duration(Math.max(0, (to ?? now) - from))}</span>;
}
