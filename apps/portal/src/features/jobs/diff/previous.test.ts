import type { Job } from '@trainyard/contracts/job';
import { expect, it } from 'vitest';
import { runBefore, stemOf } from './previous.ts';

it.each([
  ['train', 'train'],
  ['train-3', 'train'],
  ['Train-r3', 'train'],
  ['vit-l16-384px-r3', 'vit-l16-384px'],
  ['42', '42'],
])('%s is a run of %s', (name, stem) => expect(stemOf(name)).toBe(stem));

it('finds the newest run before, in the same experiment', () => {
  const job = (uid: string, name: string, experiment = 'e') => ({ uid, name, experiment }) as Job;
  const others = [job('1', 'train'), job('3', 'train-2'), job('2', 'train-9'), job('4', 'other'), job('6', 'train-5')];
  expect(runBefore(job('5', 'train-3'), others)?.name).toBe('train-2');
  expect(runBefore(job('5', 'train-3'), [job('3', 'train-2', 'f')])).toBeUndefined();
});
