import { expect, test } from 'vitest';
import { newRecord, type ProcessRecord } from '../journal.ts';
import { plan, shell } from '../testing/plans.ts';
import { verdictOf } from './outcome.ts';

const helper = { exitRule: 'helper' } as const;

function verdict(rules: ('required' | 'helper')[], exits: (number | null | undefined)[]) {
  const of = plan(rules.map((exitRule, rank) => shell('true', { exitRule, rank })));
  const { processes } = newRecord(of, 'b');
  for (const [index, exitCode] of exits.entries()) {
    if (exitCode !== undefined) Object.assign(processes[index] as ProcessRecord, { state: 'exited', exitCode });
  }
  return verdictOf(of, processes);
}

test('a task goes on until its required processes ended', () => {
  expect(verdict(['required', 'required'], [0, undefined])).toBeUndefined();
  expect(verdict(['required', 'required'], [0, 0])).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
});

test('the first required process that fails fails it', () => {
  expect(verdict(['required', 'required'], [undefined, 3])).toMatchObject({ outcome: 'failed', exitCode: 3 });
});

test('how a helper ends counts for nothing', () => {
  expect(verdict([helper.exitRule, 'required'], [9, undefined])).toBeUndefined();
  expect(verdict([helper.exitRule], [0])).toBeUndefined();
});

test('a process that is gone without an exit code has failed', () => {
  expect(verdict(['required'], [null])).toMatchObject({ outcome: 'failed', reason: { code: 'exitUnknown' } });
});

test('a task without processes succeeds, unless others of its gang may start some on its node', () => {
  expect(verdict([], [])).toMatchObject({ outcome: 'succeeded' });
  const member = { task: 0, nodeUid: 'n', address: '127.0.0.1', host: 'h', slots: 1, gpuIds: [] };
  expect(verdictOf(plan([], { gang: [member, { ...member, task: 1 }] }), [])).toBeUndefined();
});
