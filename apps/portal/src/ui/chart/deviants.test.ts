import { expect, test } from 'vitest';
import { deviants } from './deviants.ts';

const of = (...values: number[]) => new Map(values.map((value, at) => [`r${at}`, value]));

test('one that is far from the others stands out, and only that one', () => {
  expect([...deviants(of(91, 93, 88, 92, 90, 86, 91, 89, 63), 100)]).toEqual(['r8']);
  expect([...deviants(of(5, 4, 6, 90), 100)]).toEqual(['r3']);
});

test('what is usual here does not: spread, two of a kind, halves', () => {
  expect(deviants(of(91, 93, 88, 92, 80), 100).size).toBe(0);
  expect(deviants(of(10, 90), 100).size).toBe(0);
  expect(deviants(of(10, 12, 90, 91), 100).size).toBe(0);
  expect(deviants(of(), 100).size).toBe(0);
});

test('a line at the limit does not blink', () => {
  const near = of(90, 90, 90, 90, 79);
  expect(deviants(near, 100).size).toBe(0);
  expect([...deviants(near, 100, new Set(['r4']))]).toEqual(['r4']);
});
