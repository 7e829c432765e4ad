import { expect, test } from 'vitest';
import { frameOf, testStream } from '../testing/frames.ts';
import { openLogs } from '../testing/logs.ts';

test('what is read says when it was printed, wherever it is cut, over segments and holes', async () => {
  const logs = await openLogs({ segmentBytes: 6 });
  const told: [number, number][][] = [];
  logs.onAppended(testStream, ({ marks, written }) => {
    if (written) told.push(marks);
  });
  await logs.append(
    frameOf(0, 'ab\ncd\n', {
      marks: [
        [3, 2_000],
        [0, 1_000],
        [99, 5],
      ],
    }),
  );
  await logs.append(
    frameOf(3, 'cd\nef\n', {
      marks: [
        [0, 2_000],
        [3, 3_000],
      ],
    }),
  );
  await logs.append(frameOf(15, 'gh\n', { hole: { from: 9, to: 15, why: 'lost' }, marks: [[0, 4_000]] }));
  expect(told).toEqual([
    [
      [0, 1_000],
      [3, 2_000],
    ],
    [[0, 3_000]],
    [],
    [[0, 4_000]],
  ]);
  const marksOf = async (from: number, to: number) => (await logs.read(testStream, from, to)).marks;
  expect(await marksOf(0, 99)).toEqual([
    [0, 1_000],
    [3, 2_000],
    [6, 3_000],
  ]);
  expect(await marksOf(4, 99)).toEqual([
    [0, 2_000],
    [2, 3_000],
  ]);
  expect(await marksOf(9, 99)).toEqual([[0, 4_000]]);
  expect(await logs.times(testStream, 0, 10)).toEqual([1_000, 2_000, 3_000, 4_000]);
});
