import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Counted, Summaries, sayEveryMs, summaryOf } from './summaries.ts';

const counted = (lines: number, ...errors: [string, number][]): Counted => ({ lines, errors: new Map(errors) });

test('who printed the errors is named', () => {
  const news = summaryOf(counted(10, ['rank 0', 1]), counted(52, ['rank 0', 1], ['rank 3', 1]));
  expect(news).toEqual({ lines: 42, errors: 1, by: ['rank 3'] });
});

test('at most one sentence in five seconds, and every line and error is in one', () => {
  const steps = fc.array(
    fc.record({ wait: fc.nat({ max: 3_000 }), lines: fc.nat({ max: 9 }), errors: fc.nat({ max: 2 }) }),
  );
  fc.assert(
    fc.property(steps, (given) => {
      const summaries = new Summaries(counted(0), 0);
      let now = { at: 0, lines: 0, errors: 0 };
      const said: { at: number; lines: number; errors: number }[] = [];
      const look = () => {
        const news = summaries.next(counted(now.lines, ['rank 1', now.errors]), now.at);
        if (news) said.push({ at: now.at, lines: news.lines, errors: news.errors });
      };
      for (const { wait, lines, errors } of given) {
        now = { at: now.at + wait, lines: now.lines + lines, errors: now.errors + errors };
        look();
      }
      now = { ...now, at: now.at + sayEveryMs };
      look();
      for (const [at, one] of said.entries()) {
        expect(one.at - (said[at - 1]?.at ?? 0)).toBeGreaterThanOrEqual(sayEveryMs);
      }
      expect(said.reduce((sum, one) => sum + one.lines, 0)).toBe(now.lines);
      expect(said.reduce((sum, one) => sum + one.errors, 0)).toBe(now.errors);
    }),
  );
});
