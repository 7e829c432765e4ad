import type { LogStream } from '@trainyard/contracts/api/logs';
import { InvalidArgumentError } from 'commander';

/** Which streams of a job are meant. */
export interface StreamFilter {
  unit?: number;
  rank?: number;
  attempt?: number;
  fd?: 'stdout' | 'stderr';
  phase?: string;
}

/** What a job prints is in these; the agent's own account is asked for by `--phase agent`. */
const usualPhases = ['preparation', 'run'];

/** The streams meant, of the latest attempt of each unit and later unless one is named. */
export function chooseStreams(
  streams: readonly LogStream[],
  filter: StreamFilter,
  from: ReadonlyMap<number, number>,
): LogStream[] {
  return streams.filter((stream) => {
    const { attempt, unit } = stream;
    if (filter.unit !== undefined && unit !== filter.unit) return false;
    if (filter.attempt === undefined ? attempt < (from.get(unit) ?? 1) : attempt !== filter.attempt) return false;
    if (filter.rank !== undefined && stream.rank !== filter.rank) return false;
    if (filter.fd !== undefined && stream.fd !== filter.fd) return false;
    return filter.phase === undefined ? usualPhases.includes(stream.phase) : stream.phase === filter.phase;
  });
}

/** By unit: shards of an array each count their own. */
export function latestAttempts(streams: readonly LogStream[]): Map<number, number> {
  const latest = new Map<number, number>();
  for (const { unit, attempt } of streams) latest.set(unit, Math.max(latest.get(unit) ?? 1, attempt));
  return latest;
}

/** What stands before each line: whose it is, in the words of `--rank`. */
export function labelOf(stream: LogStream): string {
  const who = stream.rank === null ? `task ${stream.task}` : `rank ${stream.rank}`;
  const unit = stream.unit === 0 ? '' : `unit ${stream.unit} `;
  return stream.phase === 'run' ? `${unit}${who}` : `${unit}${stream.phase} of ${who}`;
}

/** Parser of `--fd`. */
export function fdOption(text: string): 'stdout' | 'stderr' {
  if (text === 'stdout' || text === 'stderr') return text;
  throw new InvalidArgumentError('write stdout or stderr');
}
