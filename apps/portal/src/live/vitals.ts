/** How running jobs fare, told by the server: progress, rate, end, GPU use and what stands out. One subscription a workspace. */
import type { Job } from '@trainyard/contracts/job';
import type { JobVitals } from '@trainyard/contracts/vitals';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { connection } from './connection.ts';
import { useWorkspaces } from './questions.ts';
import { VitalsStore } from './vitals-store.ts';

/** Once `ms` have passed and the tab is seen. */
function whenSeen(fn: () => void, ms: number): () => void {
  const look = () => {
    if (document.hidden) return document.addEventListener('visibilitychange', look, { once: true });
    fn();
  };
  const timer = setTimeout(look, ms);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}

interface Held {
  store: VitalsStore;
  users: number;
}

const held = new Map<string, Held>();

function take(uid: string): VitalsStore {
  let entry = held.get(uid);
  if (entry === undefined) {
    const store = new VitalsStore({
      follow: (follower) => connection.live.follow(`vitals:${uid}`, follower),
      later: whenSeen,
      now: () => Date.now(),
    });
    entry = { store, users: 0 };
    held.set(uid, entry);
    store.start();
  }
  entry.users += 1;
  return entry.store;
}

function release(uid: string): void {
  const entry = held.get(uid);
  if (entry === undefined) return;
  entry.users -= 1;
  if (entry.users > 0) return;
  held.delete(uid);
  entry.store.stop();
}

/** The store of a workspace, by its name, while the component lives; null before it is known, and of null. */
function useVitalsStore(workspace: string | null): VitalsStore | null {
  const { data: workspaces } = useWorkspaces();
  const uid = workspace === null ? undefined : workspaces?.find(({ name }) => name === workspace)?.uid;
  const [shown, setShown] = useState<{ uid: string; store: VitalsStore } | null>(null);
  useEffect(() => {
    if (uid === undefined) return undefined;
    setShown({ uid, store: take(uid) });
    // After the effects of this commit: whoever looks at the same workspace next takes the store on.
    return () => queueMicrotask(() => release(uid));
  }, [uid]);
  return shown !== null && shown.uid === uid ? shown.store : null;
}

const none: ReadonlyMap<string, JobVitals> = new Map();
const never = () => () => undefined;

/**
 * How the running jobs of a workspace fare, by uid of the job; of an array the shard that stands out. Empty before the server has
 * told. Renders at most once a second, while the tab is seen.
 */
export function useWorkspaceVitals(workspace: string): ReadonlyMap<string, JobVitals> {
  const store = useVitalsStore(workspace);
  return useSyncExternalStore(store?.subscribe ?? never, store?.snapshot ?? (() => none));
}

type Of = Pick<Job, 'uid' | 'workspace' | 'executionState'>;

/**
 * How a job fares, or one unit of it; null when it does not run or nothing is known yet. Renders when what is known of this job
 * changes, at most once a second. Of a job that is over, what was known last stands with it: `job.vitals`.
 */
export function useVitals(job: Of, unit?: number): JobVitals | null {
  const runs = job.executionState === 'running' || job.executionState === 'terminating';
  const store = useVitalsStore(runs ? job.workspace : null);
  const read = () => {
    if (store === null) return null;
    return unit === undefined ? (store.snapshot().get(job.uid) ?? null) : store.unit(job.uid, unit);
  };
  return useSyncExternalStore(store?.subscribe ?? never, read);
}
