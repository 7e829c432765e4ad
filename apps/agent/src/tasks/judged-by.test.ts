import { expect, test } from 'vitest';
import { plan, shell } from '../testing/plans.ts';
import { judgedBy } from './judged-by.ts';

const launcher = shell('mpirun', { role: 'launcher', rank: 2 });
const rank = shell('python train.py', { role: 'rank', startedBy: 'launcher', exitRule: 'watched' });

test('a process is judged by its own command, a launcher by that of its first rank', () => {
  const beside = shell('tensorboard');
  const of = plan([launcher, beside, rank]);
  expect(judgedBy(of, 1)).toEqual({ planned: beside, index: 1 });
  expect(judgedBy(of, 0)).toEqual({ planned: rank, index: 2 });
  expect(judgedBy(plan([launcher]), 0)).toEqual({ planned: launcher, index: 0 });
  expect(judgedBy(of, 9)).toBeUndefined();
});
