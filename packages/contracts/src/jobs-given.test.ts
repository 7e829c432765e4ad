import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fault } from './errors.ts';
import { jobCreate } from './job.ts';
import { checkJobs, type JobsGiven } from './jobs-given.ts';

function check(common: Record<string, unknown>, jobs: Record<string, unknown>[]): JobsGiven {
  const work = checkJobs({ common, jobs: jobs as { name: string }[] });
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}

function faultsOf(common: Record<string, unknown>, jobs: Record<string, unknown>[]): string[] {
  try {
    check(common, jobs);
    return [];
  } catch (error) {
    return ((error as Fault).details ?? []).map(({ path, code }) => `${path} ${code}`);
  }
}

/** Right and wrong values of fields, of those too that only go wrong together. */
const some: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    cluster: fc.constantFrom<unknown>({ name: 'c' }, { name: '' }, null),
    nodeCount: fc.constantFrom<unknown>(1, 3, 0, 'two'),
    schedulingPriority: fc.constantFrom('low', 'high', 'urgent'),
    customToolkitSettings: fc.constantFrom<unknown>({ commandLine: 'true' }, {}),
    distributedSettings: fc.constant({ commandLine: 'true' }),
    tags: fc.constantFrom<unknown>({ a: 'b' }, { a: 1 }),
    inputDirectories: fc.constantFrom<unknown>(
      [{ id: 'A', path: '/a' }],
      [
        { id: 'A', path: '/a' },
        { id: 'A', path: '/b' },
      ],
    ),
    array: fc.constant({ count: 3 }),
    services: fc.constant([{ name: 'board', port: 6006 }]),
    secrets: fc.constantFrom<unknown>([{ name: 'S', value: 'v' }], [{ name: 'S' }]),
    colour: fc.constant('red'),
  },
  { requiredKeys: [] },
);

describe('many jobs are checked as each alone would be', () => {
  test('and each is the same', () => {
    fc.assert(
      fc.property(some, fc.array(some, { minLength: 1, maxLength: 4 }), (common, owns) => {
        const jobs = owns.map((own, at) => ({ ...own, name: `j${at}` }));
        const alone = jobs.map((job) => jobCreate.safeParse({ ...common, ...job }));
        // What is common must be right by itself too, although every job may stand over it.
        const wrong = faultsOf(common, [{ name: 'x', ...right }]).filter((fault) => fault.startsWith('common.'));
        const expected = wrong.length === 0 && alone.every(({ success }) => success);
        const faults = faultsOf(common, jobs);
        expect(faults.length === 0).toBe(expected);
        if (!expected) return;
        const given = check(common, jobs);
        expect(given.jobs.map((own) => ({ ...given.common, ...own }))).toEqual(alone.map(({ data }) => data));
      }),
      { numRuns: 500 },
    );
  });
});

const right = { cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };

describe('what is wrong', () => {
  test('with what is common is told once, and there', () => {
    expect(faultsOf({ ...right, nodeCount: 0, colour: 'red' }, [{ name: 'a' }, { name: 'b', nodeCount: -1 }])).toEqual([
      'common.nodeCount OutOfRange',
      'common.colour UnknownField',
      'jobs[1].nodeCount OutOfRange',
    ]);
  });

  test('with a job is told at its place, names used twice too', () => {
    const jobs = [{ name: 'a' }, { name: 'A', size: 1 }, { name: 'b', inputDirectories: [{ id: 'A' }] }];
    expect(faultsOf(right, jobs)).toEqual([
      'jobs[1].size UnknownField',
      'jobs[1].name UsedTwice',
      'jobs[2].inputDirectories[0] EitherOr',
    ]);
  });

  test('with very many jobs is told of the first', () => {
    expect(
      faultsOf(
        right,
        Array.from({ length: 9_000 }, (_, at) => ({ name: `j${at}`, size: 1 })),
      ),
    ).toHaveLength(100);
  });
});
