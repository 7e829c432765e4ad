import { limitAmounts } from '@trainyard/contracts/limits';
import { parse } from '@trainyard/contracts/parse';
import { expect, test } from 'vitest';
import { emptyLimit, readLimit, typedLimit } from './limit-draft.ts';

const amounts = { ...emptyLimit.amounts, gpus: '8', waiting: '0' };

test('what is typed is what the contract takes, zero included, and is read back the same', () => {
  const draft = { ...emptyLimit, name: '*', amounts };
  const read = readLimit(draft);
  if ('faults' in read) throw new Error('it is refused');
  expect(parse(limitAmounts, read.limits)).toEqual({ gpus: 8, waiting: 0 });
  expect(typedLimit({ ...draft, limits: read.limits })).toEqual(draft);
});

test('what cannot be is told at its question', () => {
  expect(readLimit(emptyLimit)).toEqual({ faults: { name: true } });
  expect(readLimit({ ...emptyLimit, name: 'ada' })).toEqual({ faults: { none: true } });
  const wrong = { ...emptyLimit.amounts, gpus: 'many', jobs: '10000001' };
  expect(readLimit({ ...emptyLimit, name: 'ada', amounts: wrong })).toEqual({ faults: { gpus: true, jobs: true } });
});
