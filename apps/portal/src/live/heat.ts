/** Newest values of clusters for components: one store a cluster, shared, gone when nobody looks. */
import { useEffect, useState } from 'react';
import { connection } from './connection.ts';
import { type Followed, followed } from './followed.ts';
import { type HeatPorts, HeatStore } from './heat-store.ts';

const ports: HeatPorts = {
  follow: (topic, follower) => connection.live.follow(topic, follower),
  now: () => connection.now(),
  frame(fn) {
    const id = requestAnimationFrame(fn);
    return () => cancelAnimationFrame(id);
  },
};

const held = new Map<string, { store: HeatStore; users: number; seen: Followed }>();

function take(cluster: string): HeatStore {
  let entry = held.get(cluster);
  if (entry === undefined) {
    const store = new HeatStore(cluster, ports);
    entry = { store, users: 0, seen: asFollowed(store) };
    held.set(cluster, entry);
    followed.add(entry.seen);
    entry.store.start();
  }
  entry.users += 1;
  return entry.store;
}

function release(cluster: string): void {
  const entry = held.get(cluster);
  if (entry === undefined) return;
  entry.users -= 1;
  if (entry.users > 0) return;
  held.delete(cluster);
  followed.delete(entry.seen);
  entry.store.stop();
}

function asFollowed(store: HeatStore): Followed {
  return {
    kind: 'cluster',
    isLive: true,
    get heard() {
      return store.heardNodes();
    },
    simulated: [],
    watchedSinceOf: () => store.watchedSince,
  };
}

/** The newest values of a cluster while the component lives; null before the first render is done. */
export function useHeat(cluster: string): HeatStore | null {
  const [shown, setShown] = useState<{ of: string; store: HeatStore } | null>(null);
  useEffect(() => {
    setShown({ of: cluster, store: take(cluster) });
    // After the effects of this commit: who takes it over is there by then.
    return () => queueMicrotask(() => release(cluster));
  }, [cluster]);
  return shown?.of === cluster ? shown.store : null;
}
