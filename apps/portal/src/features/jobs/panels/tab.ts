/** Which part of the job page is shown: kept in the address, so that a link shows the same. */
import { type StreamFd, streamFds } from '@trainyard/contracts/stream-fds';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { type LogKind, logKinds } from './log-streams.ts';

export const tabs = ['live', 'attempts', 'files', 'events', 'configuration'] as const;
export type Tab = (typeof tabs)[number];

export interface TabChoice {
  tab: Tab;
  /** The address of a part, as the search of this page. */
  searchOf: (tab: Tab) => string;
}

/** The part in the address; an unknown one counts as the first. */
export function useTab(): TabChoice {
  const [search] = useSearchParams();
  const asked = search.get('tab');
  const searchOf = (tab: Tab): string => {
    const next = new URLSearchParams(search);
    if (tab === 'live') next.delete('tab');
    else next.set('tab', tab);
    return `?${next}`;
  };
  return { tab: tabs.find((tab) => tab === asked) ?? 'live', searchOf };
}

/** Which part of a log the address asks for; what it does not name is undefined. */
export interface LogAsked {
  attempt?: string;
  rank?: number;
  kind?: LogKind;
  /** Lines to open at, first and last, from 1. */
  lines?: readonly [number, number];
  /** Which output these are of; absent: stdout. */
  fd?: StreamFd;
  /** Which task, where no rank says it. */
  task?: number;
}

const names = ['tab', 'attempt', 'rank', 'log', 'line', 'fd', 'task'];

/** The address of a part of the log, as the search of this page. */
export function useLogSearch(): (of: LogAsked) => string {
  const [search] = useSearchParams();
  return ({ attempt, rank, kind, lines, fd, task }) => {
    const next = new URLSearchParams(search);
    for (const name of names) next.delete(name);
    if (attempt !== undefined) next.set('attempt', attempt);
    if (rank !== undefined) next.set('rank', String(rank));
    if (kind !== undefined) next.set('log', kind);
    if (task !== undefined) next.set('task', String(task));
    if (fd !== undefined && fd !== 'stdout') next.set('fd', fd);
    if (lines !== undefined) next.set('line', lines[0] === lines[1] ? `${lines[0]}` : lines.join('-'));
    return `?${next}`;
  };
}

/** Reads {@link useLogSearch}. */
export function useLogAsked(): LogAsked {
  const [search] = useSearchParams();
  const attempt = search.get('attempt');
  const rank = numberIn(search.get('rank'));
  const task = numberIn(search.get('task'));
  const kind = logKinds.find((one) => one === search.get('log'));
  const fd = streamFds.find((one) => one === search.get('fd'));
  const line = search.get('line');
  return useMemo(() => {
    const lines = line === null ? undefined : linesIn(line);
    return {
      ...(attempt === null ? {} : { attempt }),
      ...(rank === undefined ? {} : { rank }),
      ...(task === undefined ? {} : { task }),
      ...(kind === undefined ? {} : { kind }),
      ...(fd === undefined ? {} : { fd }),
      ...(lines === undefined ? {} : { lines }),
    };
  }, [attempt, rank, task, kind, fd, line]);
}

function numberIn(text: string | null): number | undefined {
  return text !== null && /^\d{1,7}$/.test(text) ? Number(text) : undefined;
}

/** `48212` or `48212-48230`; undefined for anything else. */
export function linesIn(text: string): readonly [number, number] | undefined {
  const found = /^([1-9]\d{0,14})(?:-([1-9]\d{0,14}))?$/.exec(text);
  if (found === null) return undefined;
  const from = Number(found[1]);
  return [from, Math.max(from, Number(found[2] ?? from))];
}

/** The shard of an array that the page is narrowed to; undefined for all, and where the address names none. */
export function useShard(): number | undefined {
  const [search] = useSearchParams();
  const asked = search.get('shard');
  return asked !== null && /^\d{1,7}$/.test(asked) ? Number(asked) : undefined;
}
