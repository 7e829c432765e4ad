import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import { describe, expect, it } from 'vitest';
import { attemptsOf, instant, isOver, placementOf } from './job-facts.ts';

const job = (more: Partial<Job>): Job => ({ uid: '0190-5', executionState: 'running', ...more }) as Job;
const attempt = (more: Partial<Attempt>): Attempt =>
  ({ uid: '0190-6', number: 1, unit: 0, tasks: [], ...more }) as Attempt;
const task = (name: string, gpuIds: number[]) =>
  ({ node: { uid: name, name }, gpuIds }) as unknown as Attempt['tasks'][0];

describe('attemptsOf', () => {
  it('leaves out those of a job that had the name before, and orders the rest', () => {
    const all = [attempt({ uid: '0190-4' }), attempt({ uid: '0190-8', number: 2 }), attempt({ uid: '0190-6' })];
    expect(attemptsOf(job({}), all).map(({ uid }) => uid)).toEqual(['0190-6', '0190-8']);
  });
});

describe('placementOf', () => {
  it('names each node once, in the order people count, with the GPUs of each', () => {
    const placed = attempt({ tasks: [task('n-10', [0]), task('n-2', [0]), task('n-2', [])] });
    expect(placementOf(placed)).toEqual({
      nodes: [
        { uid: 'n-2', name: 'n-2' },
        { uid: 'n-10', name: 'n-10' },
      ],
      gpusEach: 1,
    });
    expect(placementOf(attempt({ tasks: [task('a', [0, 1]), task('b', [0])] })).gpusEach).toBeNull();
  });
});

describe('isOver', () => {
  it('is true in the states that nothing leaves', () => {
    const states = ['queued', 'running', 'terminating', 'succeeded', 'failed', 'dreaming'];
    expect(states.filter((executionState) => isOver(job({ executionState })))).toEqual(['succeeded', 'failed']);
  });
});

describe('instant', () => {
  it('reads the times of the API', () => {
    expect(instant('2026-11-19T21:04:37.5Z')).toBe(Date.UTC(2026, 10, 19, 21, 4, 37, 500));
    expect(instant(undefined)).toBeNull();
    expect(instant('soon')).toBeNull();
  });
});
