import type { Attempt } from '@trainyard/contracts/attempt';
import { describe, expect, it } from 'vitest';
import { stepTimes } from './steps.ts';

const task = (...steps: [name: string, startedAt: number, endedAt: number | null][]) =>
  ({ steps: steps.map(([name, startedAt, endedAt]) => ({ name, startedAt, endedAt })) }) as Attempt['tasks'][number];

describe('stepTimes', () => {
  it('takes the slowest task for each step, in order', () => {
    const tasks = [task(['files', 0, 10], ['gate', 10, 50]), task(['files', 0, 40], ['gate', 40, 41])];
    expect(stepTimes(tasks)).toEqual([
      { name: 'files', ms: 40, detail: null },
      { name: 'gate', ms: 40, detail: null },
    ]);
  });

  it('knows no time of a step that some task has not ended', () => {
    expect(stepTimes([task(['files', 0, 10]), task(['files', 0, null])])).toEqual([
      { name: 'files', ms: null, detail: null },
    ]);
    expect(stepTimes([])).toEqual([]);
  });

  it('tells how far the slowest is', () => {
    const pulls = (endedAt: number | null, done: number) =>
      ({
        steps: [{ name: 'image', startedAt: 0, endedAt, detail: { code: 'imagePulling', params: { done } } }],
      }) as unknown as Attempt['tasks'][number];
    expect(stepTimes([pulls(50, 7), pulls(null, 3), pulls(60, 7)])).toMatchObject([
      { name: 'image', ms: null, detail: { params: { done: 3 } } },
    ]);
  });
});
