import type { Attempt } from '@trainyard/contracts/attempt';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timelineRows } from '../panels/timeline.ts';
import { pieces, splitOf } from './splits.ts';

type Steps = Attempt['tasks'][number]['steps'];

function attemptOf(phaseTimes: Attempt['phaseTimes'], ...tasks: Steps[]): Attempt {
  const task = (steps: Steps) => ({ steps, processes: [], volumes: [], gpuIds: [] });
  const base = { uid: 'a', unit: 0, number: 1, phase: 'ended', phaseTimes, outcome: 'succeeded' };
  return { ...base, exitCode: 0, reason: null, culprit: null, tasks: tasks.map(task) } as unknown as Attempt;
}

const rowOf = (attempt: Attempt) =>
  timelineRows({ createdAt: 0, endedAt: null, waits: false }, [attempt], 10_000)[0] as never;

it('splits the phases by their steps, the slowest task of each, and tells what nothing accounts for', () => {
  const step = (name: string, startedAt: number, endedAt: number) => ({ name, startedAt, endedAt });
  const attempt = attemptOf(
    { allocating: 1_000, starting: 1_500, running: 5_000, stopping: 9_000, ended: 9_800 },
    [
      step('volumes', 1_500, 2_000),
      step('image', 2_000, 3_000),
      step('preparation', 3_000, 3_500),
      step('artifacts', 9_000, 9_600),
    ],
    [step('volumes', 1_500, 1_700), step('image', 2_000, 3_500)],
  );
  expect(splitOf(rowOf(attempt), attempt)).toEqual({
    queued: 1_000,
    allocating: 500,
    volumes: 500,
    image: 1_500,
    preparation: 500,
    running: 4_000,
    upload: 600,
    rest: 1_200,
  });
});

it('adds up to the attempt, whatever its steps say', () => {
  const name = fc.constantFrom(
    'volumes',
    'image',
    'files',
    'gate',
    'preparation',
    'stop',
    'artifacts',
    'processes',
    'new',
  );
  const steps = fc.array(fc.record({ name, startedAt: fc.nat(9_000), endedAt: fc.option(fc.nat(9_000)) }), {
    maxLength: 8,
  });
  const times = fc.record({
    allocating: fc.nat(9_000),
    starting: fc.nat(9_000),
    running: fc.nat(9_000),
    stopping: fc.nat(9_000),
    ended: fc.nat(9_000),
  });
  fc.assert(
    fc.property(times, steps, steps, (phaseTimes, one, other) => {
      const attempt = attemptOf(phaseTimes, one, other);
      const row = rowOf(attempt) as ReturnType<typeof timelineRows>[number];
      const split = splitOf(row, attempt);
      const sum = pieces.reduce((total, piece) => total + (split[piece] ?? 0), 0);
      const [from, to] = [row.segments[0]?.from ?? 0, row.segments.at(-1)?.to ?? 0];
      expect(sum).toBe(to - from);
      for (const piece of pieces) expect(split[piece] ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});
