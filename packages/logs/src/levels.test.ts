import { describe, expect, test } from 'vitest';
import { levelOf } from './levels.ts';
import { levelCorpus } from './testing/level-corpus.ts';

describe('the level of a line', () => {
  test.each(levelCorpus.map(([level, text]) => [text, level] as const))('of %j is %s', (text, level) =>
    expect(levelOf(text)).toBe(level),
  );

  test.each(levelCorpus.map(([level, text]) => [text, level] as const))('stays in colour: %j', (text, level) =>
    expect(levelOf(`\u001b[1;31m${text}\u001b[0m\u001b[K`)).toBe(level),
  );
});

test('a line of any length takes time that grows with its length', () => {
  // An engine that backtracks over these would not come back.
  for (const part of [
    'a.',
    'Assertion `x',
    "thread 'a",
    'E1',
    'Error: ',
    'assertion (',
    '\u001b]',
    '\u001b[1',
    'warning',
    '] ',
  ]) {
    expect(['plain', 'error', 'warning']).toContain(levelOf(part.repeat(200_000)));
  }
});
