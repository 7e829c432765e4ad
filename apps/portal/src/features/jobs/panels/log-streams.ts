/** Which streams an attempt writes, listed by the server or still to come. Pure. */
import type { LogStream } from '@trainyard/contracts/api/logs';
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Hole } from '@trainyard/contracts/log-frame';
import type { StreamFd } from '@trainyard/contracts/stream-fds';
import { blamedRank } from './ranks.ts';

export const logKinds = ['run', 'preparation', 'agent'] as const;
/** What prints: the job's processes, its preparation on each node, or the agent's own account of the task. */
export type LogKind = (typeof logKinds)[number];

export interface AttemptStream {
  stream: string;
  /** Identity of the attempt that writes it. */
  attempt: string;
  kind: LogKind;
  task: number;
  node: string;
  process: number;
  /** Global rank; null for what runs once a node. */
  rank: number | null;
  fd: StreamFd;
  holes: readonly Hole[];
}

/**
 * Streams of an attempt, by rank, then node. Those of its processes are known before their first byte, so that nothing is
 * missed; once the attempt has ended only what was written counts.
 */
export function streamsOf(job: string, attempt: Attempt, listed: readonly LogStream[]): AttemptStream[] {
  const found = new Map<string, AttemptStream>();
  if (attempt.phase !== 'ended') for (const stream of expected(job, attempt)) found.set(stream.stream, stream);
  for (const { stream, phase, task, node, process, rank, fd, holes, ...of } of listed) {
    const kind = logKinds.find((one) => one === phase);
    if (kind === undefined || of.unit !== attempt.unit || of.attempt !== attempt.number) continue;
    found.set(stream, {
      stream,
      attempt: attempt.uid,
      kind,
      task,
      node,
      process,
      rank: kind === 'run' ? rank : null,
      fd,
      holes,
    });
  }
  const order = ({ rank, task, process, fd }: AttemptStream): number[] => [
    rank ?? -1,
    task,
    process,
    fd === 'stdout' ? 0 : 1,
  ];
  return [...found.values()].sort((a, b) => compare(order(a), order(b)));
}

/** What is chosen instead of one attempt, to see them one after the other. */
export const allAttempts = 'all';

/** Several attempts of one unit may stand one after the other; those of many units run at once and are looked at one by one. */
export function canShowAll(attempts: readonly Attempt[]): boolean {
  return attempts.length > 1 && new Set(attempts.map(({ unit }) => unit)).size === 1;
}

/** The attempts that are shown, in the order in which they ran: the chosen one, all of them, or the newest. */
export function shownAttempts(attempts: readonly Attempt[], asked: string | undefined): Attempt[] {
  if (asked === allAttempts && canShowAll(attempts)) return [...attempts].sort((a, b) => a.number - b.number);
  const one = attempts.find(({ uid }) => uid === asked) ?? newest(attempts);
  return one === undefined ? [] : [one];
}

/** Of several units the newest attempt is that of the highest number, then of the first unit. */
function newest(attempts: readonly Attempt[]): Attempt | undefined {
  return attempts.reduce<Attempt | undefined>(
    (best, one) => (best === undefined || one.number > best.number ? one : best),
    undefined,
  );
}

/** Ranks that have streams of a kind, in order. */
export function ranksOf(streams: readonly AttemptStream[]): number[] {
  return [...new Set(streams.flatMap(({ rank }) => (rank === null ? [] : [rank])))].sort((a, b) => a - b);
}

/** The rank to look at first: the one that failed of what is over, else all, as a braid. */
export function firstRank(attempt: Attempt, ranks: readonly number[]): number | 'all' {
  if (attempt.phase !== 'ended' || ranks.length < 2) return 'all';
  const blamed = blamedRank(attempt);
  if (blamed !== undefined && ranks.includes(blamed)) return blamed;
  const processes = attempt.tasks.flatMap((task) => task.processes);
  const failed = processes.find(({ exitCode, rank }) => exitCode !== null && exitCode !== 0 && ranks.includes(rank));
  return failed?.rank ?? 'all';
}

/** What to look at first: of an attempt that ended in its preparation, that. */
export function firstKind(attempt: Attempt | undefined): LogKind {
  const code = attempt?.phase === 'ended' ? attempt.reason?.code : undefined;
  return code === 'preparationFailed' || code === 'preparationTimedOut' ? 'preparation' : 'run';
}

function* expected(job: string, attempt: Attempt): Generator<AttemptStream> {
  const base = `${job}/${attempt.unit}/${attempt.number}`;
  for (const { index: task, node, processes } of attempt.tasks) {
    const of = { attempt: attempt.uid, task, node: node.name, holes: [] };
    yield { ...of, stream: `${base}/${task}/agent/0/stdout`, kind: 'agent', process: 0, rank: null, fd: 'stdout' };
    for (const fd of ['stdout', 'stderr'] as const) {
      for (const { index: process, rank } of processes) {
        yield { ...of, stream: `${base}/${task}/run/${process}/${fd}`, kind: 'run', process, rank, fd };
      }
    }
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, value] of a.entries()) if (value !== b[at]) return value - (b[at] ?? 0);
  return 0;
}
