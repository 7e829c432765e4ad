import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jobCreate } from './job.ts';
import { judgeJob } from './job-faults.ts';

const right = { name: 'j', cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'x' } };
const said = (body: unknown) =>
  judgeJob(body)
    .faults.map(({ path, code }) => `${path} ${code}`)
    .sort();

test('a right body is the job', () => {
  expect(judgeJob(right)).toEqual({ faults: [], right: jobCreate.parse(right) });
});

test('faults of fields do not hide how others go together', () => {
  const wrong = {
    ...right,
    // Of another type: then the schema library asks no rule between fields any more.
    nodeCount: 'two',
    cntkSettings: {},
    surprise: 1,
    outputDirectories: [{ id: 'A' }, { id: 'A' }],
    environmentVariables: [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ],
    secrets: [{ name: 'A' }, { name: 'B', value: 'x' }],
  };
  expect(said(wrong)).toEqual([
    'cntkSettings.pythonScriptFilePath EitherOr',
    'customToolkitSettings OnlyOne',
    'environmentVariables[1].name UsedTwice',
    'nodeCount OutOfRange',
    'outputDirectories[1].id UsedTwice',
    'secrets[0] EitherOr',
    'secrets[0].name UsedTwice',
    'surprise UnknownField',
  ]);
});

test('one toolkit that is wrong is one all the same, and none is told', () => {
  expect(said({ ...right, customToolkitSettings: {} })).toEqual(['customToolkitSettings.commandLine Required']);
  expect(said({ ...right, customToolkitSettings: undefined, nodeCount: 0 })).toEqual([
    ' ExactlyOne',
    'nodeCount OutOfRange',
  ]);
});

test('whatever is sent is judged as the schema judges it', () => {
  const field = fc.constantFrom(...Object.keys(jobCreate.shape));
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.jsonValue())), (body) => {
      expect(judgeJob(body).faults.length === 0).toBe(jobCreate.safeParse(body).success);
    }),
  );
});
