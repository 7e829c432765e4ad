/** Live series for components: one store for each subject and window, shared, gone when nobody looks. */
import type { Metric, SeriesAnswer } from '@trainyard/contracts/series-frame';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { client } from './client.ts';
import { connection } from './connection.ts';
import { followed } from './followed.ts';
import {
  type SeriesOptions,
  type SeriesPorts,
  type SeriesState,
  SeriesStore,
  type SeriesSubject,
} from './series-store.ts';

const ports: SeriesPorts = {
  follow: (topic, follower) => connection.live.follow(topic, follower),
  async fetch(query, signal) {
    const { series } = await client.call('readSeries', { query }, { signal });
    // The schema leaves what a series holds open, so that a newer server may say more.
    return series as unknown as SeriesAnswer[];
  },
  onBack(listener) {
    let { state } = connection.snapshot();
    return connection.subscribe(() => {
      const before = state;
      state = connection.snapshot().state;
      if (state === 'live' && before !== 'live' && before !== 'connecting') listener();
    });
  },
  now: () => connection.now(),
  frame(fn) {
    const id = requestAnimationFrame(fn);
    return () => cancelAnimationFrame(id);
  },
};

interface Held {
  store: SeriesStore;
  users: number;
}

const held = new Map<string, Held>();

/** ms that a hidden tab goes on being told: whoever looks aside for a moment finds all there at once. */
const hiddenMs = 15_000;
let paused = false;
let pausing: ReturnType<typeof setTimeout> | undefined;

function onVisibility(): void {
  clearTimeout(pausing);
  if (document.hidden) {
    // Agents then send in batches again, and nobody is told what nobody sees.
    pausing = setTimeout(() => {
      paused = true;
      for (const { store } of held.values()) store.stop();
    }, hiddenMs);
  } else if (paused) {
    paused = false;
    for (const { store } of held.values()) store.start();
  }
}

if (typeof document !== 'undefined') document.addEventListener('visibilitychange', onVisibility);

/** Takes the store of a subject, which runs until as many have released it as took it. */
function take(key: string, subject: SeriesSubject, options: SeriesOptions): SeriesStore {
  let entry = held.get(key);
  if (entry === undefined) {
    entry = { store: new SeriesStore(subject, options, ports), users: 0 };
    held.set(key, entry);
    if (!paused) entry.store.start();
    followed.add(entry.store);
  }
  entry.users += 1;
  return entry.store;
}

function release(key: string): void {
  const entry = held.get(key);
  if (entry === undefined) return;
  entry.users -= 1;
  if (entry.users > 0) return;
  held.delete(key);
  followed.delete(entry.store);
  entry.store.stop();
}

/**
 * The series of a job, node or cluster while the component lives; null before the first render is done, or while there is
 * no subject. While another window of the same subject loads, the store before stays, so that a chart never blanks.
 */
export function useSeries(subject: SeriesSubject | null, options: SeriesOptions): SeriesStore | null {
  const key = subject && JSON.stringify([subject, options]);
  const [shown, setShown] = useState<{ of: string; store: SeriesStore } | null>(null);
  useEffect(() => {
    if (key === null) return setShown(null);
    const [of, wanted] = JSON.parse(key) as [SeriesSubject, SeriesOptions];
    const name = JSON.stringify(of);
    const store = take(key, of, wanted);
    const show = () => {
      const ready = store.snapshot().phase === 'ready';
      setShown((before) => (ready || before?.of !== name ? { of: name, store } : before));
    };
    show();
    const stop = store.subscribe(show);
    return () => {
      stop();
      // After the effects of this commit: another window of the subject then joins the topic before this one leaves it.
      queueMicrotask(() => release(key));
    };
  }, [key]);
  // What belongs to another subject is never shown under this one's name.
  return shown !== null && subject !== null && shown.of === JSON.stringify(subject) ? shown.store : null;
}

const nothing: SeriesState = { phase: 'loading', error: null, series: [] };
const never = () => () => undefined;

/** Which series a store has, and whether its history has come; renders when that changes, not with samples. */
export function useSeriesState(store: SeriesStore | null): SeriesState {
  return useSyncExternalStore(store?.subscribe ?? never, store?.snapshot ?? (() => nothing));
}

/** The newest value of a metric; renders when it changes, at most once a second: for a single number, not for many. */
export function useLatest(
  store: SeriesStore | null,
  metric: Metric,
  device: string,
  nodeUid?: string,
): { value: number; at: number } | undefined {
  return useSyncExternalStore(store?.onFrame ?? never, () => store?.latest(metric, device, nodeUid));
}
