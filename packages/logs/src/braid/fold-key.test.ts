import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldKey } from './fold-key.ts';

const exact = (text: string, rank = 3, ranks = 16) => foldKey(text, rank, ranks).exact;
const own = (text: string, rank = 3, ranks = 16) => foldKey(text, rank, ranks).own;

describe('marks of who printed it and when are taken off', () => {
  test.each([
    ['[rank3]: loss 2.4'],
    ['[rank 3] loss 2.4'],
    ['[Rank: 3] loss 2.4'],
    ['rank3: loss 2.4'],
    ['Rank 3 | loss 2.4'],
    ['(rank 3) loss 2.4'],
    ['[r3] loss 2.4'],
    ['r3: loss 2.4'],
    ['[3/16] loss 2.4'],
    ['[3/16]: loss 2.4'],
    ['[1,3]<stdout>: loss 2.4'],
    ['[1,3]<stderr>:loss 2.4'],
    ['3: loss 2.4'],
    ['2026-11-19 21:03:07,660 loss 2.4'],
    ['2026-11-19T21:03:07.660Z loss 2.4'],
    ['[2026-11-19 21:03:07] loss 2.4'],
    ['[11/19/26 21:03:07] loss 2.4'],
    ['2026-11-19 21:03:07.660 - loss 2.4'],
    ['21:03:07.660 loss 2.4'],
    ['1732050187.66 loss 2.4'],
    ['2026-11-19 21:03:07,660 [rank3]: loss 2.4'],
    ['[rank3]: 2026-11-19 21:03:07,660 loss 2.4'],
    ['\u001b[32m[rank3]:\u001b[0m loss \u001b[1m2.4\u001b[0m'],
    ['loss 2.4  '],
  ])('%j', (text) => expect(exact(text)).toBe('loss 2.4'));

  test('the level of a glog line stays', () => {
    expect(exact('W1119 21:03:07.660123   811 init.cc:3] slow')).toBe('W 811 init.cc:3] slow');
  });

  test('its own number after the word rank', () => {
    expect(own('Initialized rank 3 of 16')).toBe(own('Initialized rank 7 of 16', 7));
    expect(own('global_rank=3 ready')).toBe(own('global_rank=12 ready', 12));
  });
});

describe('everything else keeps lines apart', () => {
  test.each([
    ["another rank's prefix", '[rank5]: loss 2.4'],
    ['a part of a progress bar', '[3/12] loss 2.4'],
    ['a number that is no rank', '17: loss 2.4'],
    ['a time that is a value', 'ends at 21:03:07 loss 2.4'],
    ['a timing', 'loss 2.4 in 31 ms'],
    ['the last digit of a loss', 'loss 2.41'],
    ['a count before a word', '3 loss 2.4'],
    ['a step', 'step 3: loss 2.4'],
  ])('%s: %j', (_, text) => {
    expect(exact(text)).not.toBe('loss 2.4');
    expect(exact(text)).toBe(text);
  });

  test("another rank's number, and a number that only begins like its own", () => {
    expect(own('waits for rank 11')).toBe('waits for rank 11');
    expect(own('waits for rank 3.5')).toBe('waits for rank 3.5');
    expect(own('waits for rank 33')).toBe('waits for rank 33');
  });

  test('the last character of a long line', () => {
    const long = 'x'.repeat(5_000);
    expect(exact(`${long}1`)).not.toBe(exact(`${long}2`));
    expect(exact(`${long}1`)).toBe(exact(`${long}1`, 4));
    expect(exact(`${long}1`).length).toBeLessThan(400);
  });

  test('any text without marks is its own key, and is never changed but at its end', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.nat(20), (text, rank) => {
        const plain = `loss ${text.replaceAll('\u0000', '').replaceAll('\u001b', '')}`;
        expect(exact(plain, rank)).toBe(plain.trimEnd());
      }),
    );
  });
});

test('blank lines and rules are proof of nothing', () => {
  for (const text of ['', '   ', '-----', '=== ===', '[rank3]:']) expect(foldKey(text, 3, 16).weak).toBe(true);
  for (const text of ['a', 'é', '0', '-- 1 --']) expect(foldKey(text, 3, 16).weak).toBe(false);
});

test('a line made to be slow costs no more than its length', () => {
  for (const evil of [
    '['.repeat(200_000),
    'rank '.repeat(50_000),
    `\u001b[${'1;'.repeat(100_000)}`,
    '1:'.repeat(100_000),
  ]) {
    expect(exact(evil).length).toBeLessThan(400);
  }
});
