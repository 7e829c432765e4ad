import type { SeriesAnswer, SeriesFrame } from '@trainyard/contracts/series-frame';
import { describe, expect, test } from 'vitest';
import { type SeriesOptions, type SeriesPorts, SeriesStore } from './series-store.ts';

const head = { metric: 'gpu.utilisation', source: 'simulated', nodeUid: 'n', device: 'g' } as const;
const frame = (t0: number, value: number, over: Partial<SeriesFrame> = {}): SeriesFrame => ({
  ...head,
  version: 1,
  t0,
  skew: 0,
  step: 1_000,
  values: [value],
  ...over,
});

/** A page of our own: frames are painted when we say so, history is answered when we say so. */
function page(options: SeriesOptions = { windowMs: 60_000 }) {
  let paint: (() => void) | undefined;
  const follows = new Map<string, (frames: SeriesFrame[]) => void>();
  const backs = new Set<() => void>();
  const asked: { query: object; answer(series: SeriesAnswer[]): Promise<void>; signal: AbortSignal }[] = [];
  const ports: SeriesPorts = {
    follow(topic, { onSeries }) {
      follows.set(topic, onSeries);
      return () => follows.delete(topic);
    },
    fetch: (query, signal) =>
      new Promise((resolve) => {
        const answer = async (series: SeriesAnswer[]) => {
          resolve(series);
          await Promise.resolve();
          await Promise.resolve();
        };
        asked.push({ query, signal, answer });
      }),
    onBack(listener) {
      backs.add(listener);
      return () => backs.delete(listener);
    },
    now: () => 100_000,
    frame(fn) {
      paint = fn;
      return () => {
        paint = undefined;
      };
    },
  };
  const store = new SeriesStore({ job: 'j' }, options, ports);
  const isWanted = () => paint !== undefined;
  const doPaint = () => {
    const fn = paint;
    paint = undefined;
    fn?.();
  };
  return { store, follows, backs, asked, isWanted, doPaint };
}

describe('a store', () => {
  test('tells once a frame, however many samples came', () => {
    const { store, follows, doPaint, isWanted } = page();
    store.start();
    let drawn = 0;
    store.onFrame(() => {
      drawn += 1;
    });
    const send = follows.get('series:job:j');
    for (let at = 0; at < 50; at++) send?.([frame(at * 1_000, at)]);
    expect(drawn).toBe(0);
    doPaint();
    expect(drawn).toBe(1);
    expect(isWanted()).toBe(false);
    expect(store.latest('gpu.utilisation', 'g')).toEqual({ value: 49, at: 49_000 });
    expect(store.latest('gpu.utilisation', 'g', 'other')).toBeUndefined();
  });

  test('renders only when a series is new', () => {
    const { store, follows } = page();
    store.start();
    let renders = 0;
    store.subscribe(() => {
      renders += 1;
    });
    const send = follows.get('series:job:j');
    send?.([frame(0, 1)]);
    const { series } = store.snapshot();
    send?.([frame(1_000, 1), frame(2_000, 2)]);
    expect(renders).toBe(1);
    expect(store.snapshot().series).toBe(series);
  });

  test('asks again after a cut, and only the newest answer counts', async () => {
    const { store, backs, asked } = page();
    store.start();
    for (const back of backs) back();
    expect(asked.map(({ query }) => query)).toEqual(new Array(2).fill({ job: 'j', from: 40_000, points: 500 }));
    expect(asked[0]?.signal.aborted).toBe(true);
    const answer = { ...head, unit: 'percent', t0: 0, step: 1_000, min: [1], max: [1], mean: [1], count: [1] };
    await asked[1]?.answer([answer]);
    expect(store.snapshot()).toMatchObject({ phase: 'ready', error: null });
    expect(store.snapshot().series).toHaveLength(1);
  });

  test('asks once more when live samples begin: some may lie between the first answer and them', () => {
    const { store, follows, asked } = page();
    store.start();
    const send = follows.get('series:job:j');
    send?.([frame(0, 1)]);
    send?.([frame(1_000, 1)]);
    expect(asked).toHaveLength(2);
  });

  test('of what has ended follows nothing', () => {
    const { store, follows, asked } = page({ windowMs: null, since: 5_000, until: 50_000 });
    store.start();
    expect(follows.size).toBe(0);
    expect(asked[0]?.query).toEqual({ job: 'j', from: 5_000, to: 51_000, points: 500 });
    expect(store.edge()).toBe(50_000);
  });

  test('keeps only the metrics that are wanted', () => {
    const { store, follows } = page({ windowMs: 0, metrics: ['cpu.utilisation'] });
    store.start();
    follows.get('series:job:j')?.([frame(0, 1), frame(0, 2, { metric: 'cpu.utilisation', device: 'host' })]);
    expect(store.snapshot().series.map(({ head }) => head.metric)).toEqual(['cpu.utilisation']);
  });

  test('leaves nothing behind when it stops', () => {
    const { store, follows, backs, asked, isWanted } = page();
    store.start();
    follows.get('series:job:j')?.([frame(0, 1)]);
    store.stop();
    expect(follows.size + backs.size).toBe(0);
    expect(asked.every(({ signal }) => signal.aborted)).toBe(true);
    expect(isWanted()).toBe(false);
  });

  test('that is stopped keeps what it has, and brings what was missed when it starts again', async () => {
    const { store, follows, asked, doPaint } = page();
    store.start();
    follows.get('series:job:j')?.([frame(90_000, 5)]);
    doPaint();
    let drawn = 0;
    store.onFrame(() => {
      drawn += 1;
    });
    store.stop();
    expect(follows.size).toBe(0);
    const before = asked.length;
    expect(store.latest('gpu.utilisation', 'g')).toEqual({ value: 5, at: 90_000 });
    store.start();
    expect(follows.size).toBe(1);
    expect(asked.length).toBe(before + 1);
    const values = [1, 2, 3];
    await asked
      .at(-1)
      ?.answer([
        { ...head, unit: 'percent', step: 1_000, t0: 91_000, min: values, max: values, mean: values, count: [1, 1, 1] },
      ]);
    doPaint();
    expect(drawn).toBe(1);
    expect(store.latest('gpu.utilisation', 'g')).toEqual({ value: 3, at: 93_000 });
  });

  test('says which nodes it heard of last, by the server’s clock, and which GPUs are simulated', () => {
    const { store, follows } = page();
    store.start();
    follows.get('series:job:j')?.([frame(97_000, 5, { skew: 7_000, values: [1, null] })]);
    expect([...store.heard]).toEqual([['n', 90_000]]);
    // It sends each second: it has no longer the time of a batch.
    expect(store.watchedSinceOf('n')).toBeUndefined();
    expect(store.watchedSinceOf('other')).toBe(100_000);
    expect([...store.simulated]).toEqual(['n g']);
  });
});
