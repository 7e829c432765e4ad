import type { Attempt } from '@trainyard/contracts/attempt';
import { describe, expect, it } from 'vitest';
import { stepTimes } from './steps.ts';

const task = (...steps: [name: string, startedAt: number, endedAt: number | null][]) =>
  ({ steps: steps.map(([name, startedAt, endedAt]) => ({ name, startedAt, endedAt })) }) as Attempt['tasks'][number];

describe('stepTimes', () => {
  it('takes the slowest task for each step, in order', () => {
    const tasks = [task(['files', 0, 10], ['gate', 10, 50]), task(['files', 0, 40], ['gate', 40, 41])];
    expect(stepTimes(tasks)).toEqual([
      { name: 'files', ms: 40 },
      { name: 'gate', ms: 40 },
    ]);
  });

  it('knows no time of a step that some task has not ended', () => {
    expect(stepTimes([task(['files', 0, 10]), task(['files', 0, null])])).toEqual([{ name: 'files', ms: null }]);
    expect(stepTimes([])).toEqual([]);
  });
});
