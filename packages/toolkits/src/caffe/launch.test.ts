import { expect, test } from 'vitest';
import { launched, processWith } from '../testing/launched.ts';
import { caffe } from './launch.ts';

test('Caffe with its solver, golden', () => {
  const settings = { configFilePath: '$AZ_BATCHAI_INPUT_SAMPLE/solver.prototxt', commandLineArgs: '--gpu all' };
  const shell = 'caffe train --solver="$AZ_BATCHAI_INPUT_SAMPLE/solver.prototxt" --gpu all';
  expect(launched(caffe, settings, [1])).toEqual([[processWith({ command: { shell } })]]);
});

test('a Python program, golden', () => {
  const settings = { pythonScriptFilePath: 'train.py', pythonInterpreterPath: 'python2' };
  expect(launched(caffe, settings, [1])).toEqual([[processWith({ command: { shell: 'python2 train.py' } })]]);
});

test('several processes are started by MPI', () => {
  const settings = { configFilePath: 'solver.prototxt', processCount: 3 };
  const roles = launched(caffe, settings, [1, 1]).map((of) => of.map(({ role, rank }) => `${role} ${rank}`));
  expect(roles).toEqual([['launcher 3', 'rank 0', 'rank 1'], ['rank 2']]);
});

test('configuration or script, not both and not neither', () => {
  expect(() => launched(caffe, {}, [1])).toThrow('give either configFilePath or pythonScriptFilePath');
  expect(() => launched(caffe, { configFilePath: 'a', pythonScriptFilePath: 'b' }, [1])).toThrow('give either');
});
