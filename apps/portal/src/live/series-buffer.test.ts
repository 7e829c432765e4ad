import type { SeriesAnswer, SeriesFrame } from '@trainyard/contracts/series-frame';
import { describe, expect, test } from 'vitest';
import { SeriesBuffer, seriesKey } from './series-buffer.ts';

const head = { metric: 'gpu.utilisation', source: 'simulated', nodeUid: 'n', device: 'g' } as const;
const frame = (t0: number, values: (number | null)[], skew = 0): SeriesFrame => ({
  ...head,
  version: 1,
  t0,
  skew,
  step: 1_000,
  values,
});
const answer = (t0: number, step: number, values: (number | null)[], each = step / 1_000): SeriesAnswer => ({
  ...head,
  unit: 'percent',
  t0,
  step,
  min: values,
  max: values,
  mean: values,
  count: values.map((value) => (value === null ? 0 : each)),
});
const buffer = (liveMs = 10_000, windowMs: number | null = null) =>
  new SeriesBuffer(head, { liveMs, windowMs, bucketMs: 2_000 });
const all = (from: SeriesBuffer) => from.points(0, 1e15);

describe('a buffer', () => {
  test('lays samples on the server’s clock and takes what comes twice once', () => {
    const one = buffer();
    one.take([frame(7_000, [1, 2], 5_000)]);
    one.take([frame(7_990, [9, 3], 5_000), frame(7_000, [8, 8], 5_000)]);
    expect(all(one)).toMatchObject({ time: [2_000, 3_000, 4_000], value: [1, 2, 3], gaps: [] });
    expect(one.latest).toEqual({ value: 3, at: 4_000 });
  });

  test('leaves a null a gap, and the value before it the newest', () => {
    const one = buffer();
    one.take([frame(1_000, [1, null, null])]);
    expect(all(one).value).toEqual([1]);
    expect(one.latest).toEqual({ value: 1, at: 1_000 });
    one.take([frame(4_000, [4])]);
    expect(all(one).gaps).toEqual([{ from: 2_000, to: 4_000 }]);
  });

  test('keeps what falls out of the live part in buckets', () => {
    const one = buffer(4_000);
    one.take([frame(0, [0, 2, 4, 6, 8, 10, 12, 14])]);
    expect(all(one)).toMatchObject({ time: [500, 2_500, 4_000, 5_000, 6_000, 7_000], value: [1, 5, 8, 10, 12, 14] });
  });

  test('fills a cut from history and does not count twice what history counted', () => {
    const one = buffer(4_000);
    one.take([frame(0, [1]), frame(9_000, [1])]);
    expect(all(one).gaps).toHaveLength(1);
    one.fill(answer(0, 2_000, [1, 1, 1, 1, 1]));
    expect(all(one).gaps).toEqual([]);
    one.take([frame(10_000, [1, 1, 1, 1, 1, 1])]);
    expect(all(one).gaps).toEqual([]);
    expect(all(one).value.every((value) => value === 1)).toBe(true);
  });

  test('survives a long silence and a clock set back', () => {
    const one = buffer();
    one.take([frame(1_000, [1])]);
    one.take([frame(1e12, [2])]);
    one.take([frame(5_000, [3])]);
    expect(one.latest).toEqual({ value: 2, at: 1e12 });
    expect(all(one).value.filter((value) => value !== null)).toEqual(expect.arrayContaining([2]));
  });

  test('stays bounded: a window forgets, a whole life grows coarser', () => {
    const window = buffer(10_000, 60_000);
    const life = buffer(10_000, null);
    for (let minute = 0; minute < 300; minute++) {
      const values = new Array(60).fill(minute);
      window.take([frame(minute * 60_000, values)]);
      life.take([frame(minute * 60_000, values)]);
    }
    expect(all(window).time.length).toBeLessThan(60);
    expect(all(life).time.length).toBeLessThan(1_300);
    expect(all(life).time[0]).toBeLessThan(60_000);
    expect(all(life).gaps).toEqual([]);
  });

  test('says the end of history as its newest value, never newer than it is', () => {
    const one = buffer();
    one.fill(answer(0, 10_000, [5, 7], 3));
    expect(one.latest).toEqual({ value: 7, at: 12_000 });
  });
});

test('a part that is looked at closely stands in its fine steps, among the coarse ones', () => {
  const one = buffer(1_000, null);
  one.fill(answer(0, 60_000, [1, 2, 3]));
  one.detail(answer(60_000, 10_000, [5, 6, 7, 8, 9, 4]));
  expect(one.points(0, 180_000).value).toEqual([1, 5, 6, 7, 8, 9, 4, 3]);
  one.detail(undefined);
  expect(one.points(0, 180_000).value).toEqual([1, 2, 3]);
});

test('a task’s metrics are told apart by task, a device’s are not', () => {
  const fence = { job: 'j', unit: 0, attempt: 1, task: 0 };
  const later = { ...fence, attempt: 2 };
  expect(seriesKey({ ...head, fence })).toBe(seriesKey({ ...head, fence: later }));
  const of = { ...head, metric: 'process.cpu' as const };
  expect(seriesKey({ ...of, fence })).not.toBe(seriesKey({ ...of, fence: later }));
});
