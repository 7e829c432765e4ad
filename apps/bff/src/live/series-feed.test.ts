import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import { expect, test } from 'vitest';
import { SeriesFeed } from './series-feed.ts';
import { createSeriesHub } from './series-hub.ts';

const frame = (t0: number, nodeUid = 'n') => ({ nodeUid, t0 }) as SeriesFrame;
const node = { nodeUid: 'n', clusterUid: 'c' };

/** A feed of the cluster `c`, and a viewer that takes when told. */
function world() {
  const series = createSeriesHub();
  const sent: number[][] = [];
  const takes: (() => void)[] = [];
  const feed = new SeriesFeed(
    'series:cluster:c',
    { of: 'cluster', uid: 'c' },
    {
      series,
      deliver(delivery, taken) {
        sent.push(delivery.frames.map(({ t0 }) => t0));
        takes.push(taken);
      },
    },
  );
  return { series, sent, takes, feed };
}

test('samples of every node of a cluster arrive, those of another do not', () => {
  const { series, sent } = world();
  series.publish(node, [frame(1)]);
  series.publish({ nodeUid: 'm', clusterUid: 'c' }, [frame(2, 'm')]);
  series.publish({ nodeUid: 'o', clusterUid: 'd' }, [frame(3, 'o')]);
  expect(sent).toEqual([[1], [2]]);
});

test('what comes while deliveries are on their way goes out as one', () => {
  const { series, sent, takes } = world();
  for (let at = 1; at <= 9; at++) series.publish(node, [frame(at)]);
  expect(sent).toEqual([[1], [2], [3], [4]]);
  takes[0]?.();
  expect(sent.at(-1)).toEqual([5, 6, 7, 8, 9]);
});

test('of a viewer that stays behind the oldest are left out', () => {
  const { series, sent, takes } = world();
  for (let at = 1; at <= 5_000; at++) series.publish(node, [frame(at)]);
  takes[0]?.();
  expect([sent.at(-1)?.length, sent.at(-1)?.[0], sent.at(-1)?.at(-1)]).toEqual([2_048, 2_953, 5_000]);
});

test('a closed feed sends nothing more and the cluster is no longer watched', () => {
  const { series, sent, takes, feed } = world();
  expect(series.isWatched(node, [])).toBe(true);
  expect(series.isWatched({ nodeUid: 'o', clusterUid: 'd' }, [])).toBe(false);
  for (let at = 1; at <= 5; at++) series.publish(node, [frame(at)]);
  feed.close();
  takes[0]?.();
  series.publish(node, [frame(6)]);
  expect(sent).toHaveLength(4);
  expect(series.isWatched(node, [])).toBe(false);
});
