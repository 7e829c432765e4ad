import type { Attempt } from '@trainyard/contracts/attempt';
import type { Finding } from '@trainyard/contracts/vitals';
import { expect, test } from 'vitest';
import { bandsIn, marksAt, marksOfRank } from '../../../ui/chart/marks.ts';
import { findingSpans } from './finding-spans.ts';
import { findingMarks } from './job-marks.ts';

const finding = (kind: Finding['kind'], since: number, ranks: number[]): Finding => {
  return { kind, since, ranks, node: 'c-0', says: { code: 'ranksHoldBack', params: {} }, evidence: [] };
};
const event = (at: number, found: Finding | null, attempt = 1) => ({
  type: found === null ? ('job.findingEnded' as const) : ('job.findingBegan' as const),
  at,
  changed: { vitals: { unit: 0, attempt, at, progress: null, finding: found } },
});
const ended = (number: number, at: number) => ({ unit: 0, number, phaseTimes: { ended: at } }) as unknown as Attempt;

test('a finding lasts until it is over, another takes its place, or its attempt ends', () => {
  const [slow, other, hang] = [
    finding('straggler', 90, [3]),
    finding('straggler', 180, [1]),
    finding('hang', 500, [2]),
  ];
  const events = [
    event(100, slow),
    event(200, other),
    event(300, null),
    { type: 'job.updated' as const, at: 350, changed: {} },
    event(550, hang, 2),
  ];
  expect(findingSpans(events, [])).toEqual([
    { finding: slow, attempt: 1, until: 200 },
    { finding: other, attempt: 1, until: 300 },
    { finding: hang, attempt: 2, until: null },
  ]);
  expect(findingSpans(events, [ended(2, 700)]).at(-1)?.until).toBe(700);
});

test('what a newer server says is left out', () => {
  const odd = { type: 'job.findingBegan' as const, at: 1, changed: { vitals: { finding: { kind: 'melted' } } } };
  expect(findingSpans([odd], [])).toEqual([]);
});

test('it is a band on the charts of its rank, as far as they reach, and leads to the log of the rank', () => {
  const spans = findingSpans([event(100, finding('straggler', 90, [3])), event(300, null)], []);
  const marks = findingMarks(
    spans,
    { found: ({ kind }) => kind },
    (rank, attempt) => `?rank=${rank}&attempt=${attempt}`,
  );
  expect(marks).toEqual([
    { at: 90, until: 300, label: 'straggler', tone: 'warn', ranks: [3], link: '?rank=3&attempt=1' },
  ]);
  expect(bandsIn(marks, [200, 400])).toEqual([{ from: 200, to: 300, tone: 'warn' }]);
  expect(bandsIn(marks, [301, 400])).toEqual([]);
  expect(bandsIn([{ ...(marks[0] as (typeof marks)[0]), until: null }], [301, 400])).toEqual([
    { from: 301, to: 400, tone: 'warn' },
  ]);
  expect(marksOfRank(marks, 2)).toEqual([]);
  expect(marksOfRank(marks, 3)).toEqual(marks);
  expect(marksOfRank(marks, null)).toEqual(marks);
  expect(marksAt(marks, 250, 1)).toEqual(marks);
  expect(marksAt(marks, 310, 1)).toEqual([]);
});
