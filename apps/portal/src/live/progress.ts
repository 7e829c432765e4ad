/** How far jobs are, as the server says, and the metrics that rank 0 of one prints. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import type { Progress } from '@trainyard/contracts/vitals';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { connection } from './connection.ts';
import { readLog } from './log-stream.ts';
import { logsQuestion } from './questions.ts';
import { type TrainLogState, TrainLogStore } from './train-log-store.ts';
import { useVitals } from './vitals.ts';

/** Stream of the standard output of rank 0 of a job's newest attempt; undefined before there is one. */
export function streamOfRankZero(job: Pick<Job, 'uid' | 'attempt'>, attempts?: readonly Attempt[]): string | undefined {
  const newest = attempts?.filter(({ unit }) => unit === 0).at(-1);
  const number = newest?.number ?? job.attempt;
  if (number < 1) return undefined;
  for (const { index, processes } of newest?.tasks ?? []) {
    const zero = processes.find(({ rank }) => rank === 0);
    if (zero !== undefined) return `${job.uid}/0/${number}/${index}/run/${zero.index}/stdout`;
  }
  return `${job.uid}/0/${number}/0/run/0/stdout`;
}

interface Held {
  store: TrainLogStore;
  users: number;
}

const held = new Map<string, Held>();

/** A list that was asked for a moment ago will do: what was printed since is followed. */
const listedMs = 5_000;

function open(queries: QueryClient, job: Job, stream: string): TrainLogStore {
  const { workspace, experiment, name } = job;
  return new TrainLogStore({
    async stored() {
      const question = logsQuestion({ workspace, experiment, name });
      const items = await queries.fetchQuery({ ...question, staleTime: listedMs });
      return items.find((one) => one.stream === stream)?.bytes ?? 0;
    },
    read: async (from, to, signal) => (await readLog(stream, { from, to }, signal)).bytes,
    follow: (after, onLog, onError) => connection.live.follow(`log:${stream}`, { after, onLog, onError }),
    now: () => connection.now(),
    frame(fn) {
      const id = requestAnimationFrame(fn);
      return () => cancelAnimationFrame(id);
    },
  });
}

/** The training log of a job while the component lives; null before there is any output to read. */
export function useTrainLog(job: Job, attempts?: readonly Attempt[]): TrainLogStore | null {
  const queries = useQueryClient();
  const stream = streamOfRankZero(job, attempts);
  const [shown, setShown] = useState<{ stream: string; store: TrainLogStore } | null>(null);
  // Only its address is read of the job, and that belongs to the uid in the stream.
  const [of] = useState(() => new Map<string, Job>());
  if (stream !== undefined) of.set(stream, job);
  useEffect(() => {
    const job = stream === undefined ? undefined : of.get(stream);
    if (stream === undefined || job === undefined) return undefined;
    let entry = held.get(stream);
    if (entry === undefined) {
      entry = { store: open(queries, job, stream), users: 0 };
      held.set(stream, entry);
      entry.store.start();
    }
    const mine = entry;
    mine.users += 1;
    setShown({ stream, store: mine.store });
    return () => {
      mine.users -= 1;
      // After the effects of this commit: whoever reads the same log next takes this one on.
      queueMicrotask(() => {
        if (mine.users > 0 || held.get(stream) !== mine) return;
        held.delete(stream);
        mine.store.stop();
      });
    };
  }, [stream, of, queries]);
  return shown?.stream === stream ? (shown?.store ?? null) : null;
}

const nothing: TrainLogState = { phase: 'loading', error: null, names: [], single: [], cut: false };
const never = () => () => undefined;

/** Which metrics a log has told of; renders when there is one more, not with each line. */
export function useTrainLogState(store: TrainLogStore | null): TrainLogState {
  return useSyncExternalStore(store?.subscribe ?? never, store?.snapshot ?? (() => nothing));
}

/**
 * How far a job is, as the server finds it in what its ranks print: null while they tell nothing. Renders once a second at most. Of
 * a job that is over, what was told last, with neither rate nor end.
 */
export function useProgress(job: Job): Progress | null {
  const vitals = useVitals(job);
  const over = job.executionState === 'succeeded' || job.executionState === 'failed';
  const last = job.vitals?.progress ?? null;
  if (over) return last && { ...last, rate: null, endsAt: null, endsLateAt: null };
  return vitals?.progress ?? null;
}
