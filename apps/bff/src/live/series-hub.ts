import type { SeriesFrame } from '@trainyard/contracts/series-frame';

export interface SeriesOf {
  of: 'job' | 'node' | 'cluster';
  uid: string;
}

/** Where a node's samples come from. */
export interface SampledNode {
  nodeUid: string;
  clusterUid: string;
}

/** Passes samples on to those who watch a job, node or cluster, and says who is watched. */
export interface SeriesHub {
  follow(what: SeriesOf, listener: (frames: SeriesFrame[]) => void): () => void;
  /** Tells of all samples as they come. Who listens so watches nothing: it makes no samples come more often. */
  overhear(listener: (frames: readonly SeriesFrame[], node: SampledNode) => void): () => void;
  /** Samples of one node. */
  publish(node: SampledNode, frames: readonly SeriesFrame[]): void;
  /** True while somebody watches the node, its cluster or one of the jobs: then samples come each second. */
  isWatched(node: SampledNode, jobs: Iterable<string>): boolean;
  /** Told whenever somebody begins or ends to watch. */
  onWatched(listener: () => void): () => void;
}

export function createSeriesHub(): SeriesHub {
  const followers = new Map<string, Set<(frames: SeriesFrame[]) => void>>();
  const watchers = new Set<() => void>();
  const hearers = new Set<(frames: readonly SeriesFrame[], node: SampledNode) => void>();
  const key = ({ of, uid }: SeriesOf): string => `${of}:${uid}`;
  const keysOf = ({ nodeUid, clusterUid }: SampledNode): string[] => [
    key({ of: 'node', uid: nodeUid }),
    key({ of: 'cluster', uid: clusterUid }),
  ];
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher();
  };
  return {
    follow(what, listener) {
      const name = key(what);
      const set = followers.get(name) ?? new Set();
      // A set of its own entry: the same listener twice is two followers.
      const entry = (frames: SeriesFrame[]): void => listener(frames);
      followers.set(name, set.add(entry));
      changed();
      return () => {
        if (!set.delete(entry)) return;
        if (set.size === 0 && followers.get(name) === set) followers.delete(name);
        changed();
      };
    },
    overhear(listener) {
      hearers.add(listener);
      return () => hearers.delete(listener);
    },
    publish(node, frames) {
      for (const hear of [...hearers]) hear(frames, node);
      if (followers.size === 0) return;
      const parts = new Map<string, SeriesFrame[]>();
      for (const frame of frames) {
        const names = keysOf(node);
        if (frame.fence) names.push(key({ of: 'job', uid: frame.fence.job }));
        for (const name of names) if (followers.has(name)) parts.set(name, [...(parts.get(name) ?? []), frame]);
      }
      for (const [name, part] of parts) for (const tell of [...(followers.get(name) ?? [])]) tell(part);
    },
    isWatched(node, jobs) {
      if (keysOf(node).some((name) => followers.has(name))) return true;
      for (const uid of jobs) if (followers.has(key({ of: 'job', uid }))) return true;
      return false;
    },
    onWatched(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
  };
}
