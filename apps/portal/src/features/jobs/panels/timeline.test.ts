import type { Attempt } from '@trainyard/contracts/attempt';
import type { AttemptPhase } from '@trainyard/contracts/lifecycles';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisOf, durations, type JobSpan, span, ticks, timelineRows } from './timeline.ts';

function attempt(number: number, phaseTimes: Attempt['phaseTimes'], more: Partial<Attempt> = {}): Attempt {
  const phase = (['ended', 'stopping', 'running', 'starting'] as const).find((one) => phaseTimes[one] !== undefined);
  const base = { uid: `0-${number}`, unit: 0, number, phase: phase ?? ('allocating' as AttemptPhase), phaseTimes };
  return { ...base, outcome: null, exitCode: null, reason: null, culprit: null, tasks: [], ...more };
}

const going: JobSpan = { createdAt: 1_000, endedAt: null, waits: false };

describe('timelineRows', () => {
  it('shows a job that waits for its first attempt', () => {
    const rows = timelineRows({ ...going, waits: true }, [], 5_000);
    expect(rows).toEqual([
      { attempt: 1, unit: 0, segments: [{ kind: 'queued', from: 1_000, to: 5_000, live: true }], end: null },
    ]);
  });

  it('ends the wait of a job that was terminated before it began', () => {
    const [row] = timelineRows({ createdAt: 1_000, endedAt: 3_000, waits: false }, [], 9_000);
    expect(row?.segments).toEqual([{ kind: 'queued', from: 1_000, to: 3_000, live: false }]);
    expect(row?.end?.at).toBe(3_000);
  });

  it('names each phase, the last of them live', () => {
    const [row] = timelineRows(going, [attempt(1, { allocating: 2_000, starting: 3_000, running: 4_500 })], 9_000);
    expect(row?.segments.map(({ kind, from, to, live }) => [kind, from, to, live])).toEqual([
      ['queued', 1_000, 2_000, false],
      ['allocating', 2_000, 3_000, false],
      ['starting', 3_000, 4_500, false],
      ['running', 4_500, 9_000, true],
    ]);
    expect(durations(row as never)).toEqual({ queued: 1_000, allocating: 1_000, starting: 1_500, running: 4_500 });
  });

  it('queues the next attempt from the end of the one before, and says how that ended', () => {
    const lost = attempt(1, { allocating: 1_000, running: 2_000, ended: 5_000 }, { outcome: 'lost' });
    const rows = timelineRows({ ...going, waits: true }, [lost], 6_000);
    expect(rows.map(({ attempt: number }) => number)).toEqual([1, 2]);
    expect(rows[0]?.end).toMatchObject({ at: 5_000, outcome: 'lost' });
    expect(rows[1]?.segments).toEqual([{ kind: 'queued', from: 5_000, to: 6_000, live: true }]);
  });

  it('holds for any attempts: in order, without gaps, each after the one before', () => {
    const time = fc.integer({ min: 0, max: 100_000 });
    const times = fc.record(
      { allocating: time, starting: time, running: time, stopping: time, ended: time },
      { requiredKeys: ['allocating'] },
    );
    fc.assert(
      fc.property(fc.array(times, { maxLength: 5 }), fc.boolean(), time, time, (all, waits, createdAt, now) => {
        const attempts = all.map((one, at) => attempt(at + 1, one));
        const rows = timelineRows({ createdAt, endedAt: null, waits }, attempts, now);
        let before = createdAt;
        for (const row of rows) {
          expect(row.segments.length).toBeGreaterThan(0);
          expect(row.segments[0]?.from).toBe(before);
          for (const segment of row.segments) {
            expect(segment.from).toBe(before);
            expect(segment.to).toBeGreaterThanOrEqual(segment.from);
            before = segment.to;
          }
          expect(row.segments.slice(0, -1).some(({ live }) => live)).toBe(false);
          expect(row.segments.at(-1)?.live).toBe(row.end === null);
        }
      }),
    );
  });
});

describe('ticks', () => {
  it('are round, inside and few', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 1_000, max: 4e9 }), (from, length) => {
        const of = { from, to: from + length };
        const { step, at } = ticks(of, 8, 0);
        expect(at.length).toBeLessThanOrEqual(9);
        for (const tick of at) {
          expect(tick % step).toBe(0);
          expect(tick).toBeGreaterThanOrEqual(of.from);
          expect(tick).toBeLessThanOrEqual(of.to);
        }
      }),
    );
  });

  it("begins days at the viewer's midnight", () => {
    const zone = 2 * 3_600_000;
    const { at } = ticks({ from: 0, to: 4 * 86_400_000 }, 4, zone);
    expect(at[0]).toBe(86_400_000 - zone);
  });
});

describe('span', () => {
  it('is never empty', () => {
    expect(span([])).toEqual({ from: 0, to: 1 });
    const rows = timelineRows({ ...going, waits: true }, [], 1_000);
    expect(span(rows)).toEqual({ from: 1_000, to: 2_000 });
  });
});

describe('axisOf', () => {
  const rows = timelineRows({ ...going, waits: true }, [], 101_000);

  it('leaves free ground at the live edge, and little once it is over', () => {
    expect(axisOf(rows, 101_000, null)).toEqual({ from: 1_000, to: 111_000 });
    expect(axisOf(rows, null, null)).toEqual({ from: 1_000, to: 104_000 });
  });

  it('reaches to the end that is forecast, and stands still while that moves a little', () => {
    const ends = [400_000, 402_000, 404_000].map((at) => axisOf(rows, 101_000, at).to);
    expect(new Set(ends).size).toBe(1);
    expect(ends[0]).toBeGreaterThan(404_000);
  });
});
