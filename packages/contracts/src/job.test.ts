import { describe, expect, test } from 'vitest';
import { detailWords } from './detail-words.ts';
import { Fault } from './errors.ts';
import { jobCreate } from './job.ts';
import { parse } from './parse.ts';
import { servicePortVariable } from './services.ts';
import { toolkitFields } from './toolkits.ts';

const job = { name: 'j', cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };

function detailsOf(body: unknown): { path: string; code: string; message: string }[] {
  try {
    parse(jobCreate, body);
  } catch (error) {
    if (error instanceof Fault) return error.details ?? [];
    throw error;
  }
  return [];
}

describe('a job body', () => {
  test("gets Batch AI's defaults", () => {
    expect(parse(jobCreate, job)).toMatchObject({
      schedulingPriority: 'normal',
      nodeCount: 1,
      constraints: { maxWallClockTime: 'P7D' },
      queue: 'default',
      restart: { onFailure: 0 },
      onLostContact: 'continue',
    });
  });

  test('needs exactly one toolkit', () => {
    const { customToolkitSettings, ...none } = job;
    expect(detailsOf(none)[0]?.message).toMatch(/exactly one of/);
    const both = { ...job, distributedSettings: { commandLine: 'true' } };
    expect(detailsOf(both)[0]).toMatchObject({
      message: expect.stringContaining('found customToolkitSettings, distributedSettings'),
    });
  });

  test('names every fault at once, each with its path', () => {
    const faults = detailsOf({
      ...job,
      name: 'no spaces',
      nodeCount: 0,
      colour: 'red',
      outputDirectories: [{ id: 'A' }, { id: 'A' }],
      environmentVariables: [{ name: '1X', value: '' }],
      files: [{ path: '../up', text: '' }],
    });
    expect(faults.map(({ path }) => path).sort()).toEqual(
      [
        'colour',
        'environmentVariables[0].name',
        'files[0].path',
        'name',
        'nodeCount',
        'outputDirectories[1].id',
      ].sort(),
    );
    expect(faults.find(({ path }) => path === 'colour')?.code).toBe('UnknownField');
  });

  test.each(['', 'a b', 'a/b', 'ä', 'x'.repeat(65), '<b>', 'a.b', '..'])('refuses the name %j', (name) => {
    expect([...new Set(detailsOf({ ...job, name }).map(({ path }) => path))]).toEqual(['name']);
  });

  test('refuses two directories of one id', () => {
    const [fault] = detailsOf({ ...job, outputDirectories: [{ id: 'A' }, { id: 'A' }] });
    expect(fault).toMatchObject({ path: 'outputDirectories[1].id', message: 'id A is used twice: give each its own' });
  });

  test('takes services with names that are fit for a variable and a host, one of each, and not beside an array', () => {
    const paths = (services: object[], more = {}) => detailsOf({ ...job, services, ...more }).map(({ path }) => path);
    expect(
      jobCreate.safeParse({ ...job, services: [{ name: 'board' }, { name: 'my-2', commandLine: 'x' }] }).success,
    ).toBe(true);
    for (const name of ['Board', '2x', 'a_b', 'port0', '', 'x'.repeat(33)]) {
      expect(new Set(paths([{ name }]))).toEqual(new Set(['services[0].name']));
    }
    expect(paths([{ name: 'a' }, { name: 'a' }])).toEqual(['services[1].name']);
    expect(paths([{ name: 'a' }], { array: { count: 2 } })).toEqual(['services']);
    expect(servicePortVariable('my-2')).toBe('TRAINYARD_PORT_MY_2');
  });

  test('knows all nine toolkits of Batch AI, and ours', () => {
    expect(toolkitFields).toHaveLength(10);
  });
});

test.each([1024, '1KiB', '4095KiB', 4 * 1024 ** 2 - 1])(
  'no process fits in %s of memory, which is told',
  (memoryPerNode) => {
    const refused = jobCreate.safeParse({ ...job, memoryPerNode });
    expect(refused.error?.issues).toMatchObject([{ path: ['memoryPerNode'], message: detailWords.TooLittleMemory }]);
    expect(jobCreate.safeParse({ ...job, memoryPerNode: '4MiB' }).success).toBe(true);
  },
);
