import { expect, test } from 'vitest';
import { budgetOf, freshnessOf } from './freshness.ts';

test.each([
  [-200, 'current'],
  [3_000, 'current'],
  [3_001, 'old'],
  [30_000, 'old'],
  [30_001, 'gone'],
] as const)('a value of %i ms is %s', (age, state) => expect(freshnessOf(age, 3_000)).toBe(state));

test('agents that were only just asked have time for their last batch', () => {
  expect(budgetOf('gpu.power', 0, 5_000)).toBe(13_000);
  expect(budgetOf('gpu.power', 0, 20_000)).toBe(3_000);
  expect(budgetOf('cpu.utilisation', undefined, 5_000)).toBe(5_000);
});
