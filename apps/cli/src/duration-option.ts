import { parseDuration } from '@trainyard/contracts/durations';
import { InvalidArgumentError } from 'commander';

const short = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
const units = [86_400, 3_600, 60, 1];

/** Whole seconds of `90s`, `10m`, `1h30m`, `2d`, or an ISO 8601 duration such as PT10M. Throws InvalidArgumentError on anything else. */
export function seconds(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return Math.round(ms / 1_000);
  const parts = text === '' ? null : short.exec(text);
  if (parts === null) throw new InvalidArgumentError('write a time such as 90s, 10m, 1h30m or PT10M');
  return units.reduce((sum, unit, at) => sum + unit * Number(parts[at + 1] ?? 0), 0);
}
