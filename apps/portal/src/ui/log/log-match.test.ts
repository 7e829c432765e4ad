import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expressionOf, marked, matchAll, rangesIn } from './log-match.ts';

const query = (text: string, more: object = {}) => ({ text, regex: false, matchCase: false, ...more });
const find = (text: string, of: ReturnType<typeof query>) => rangesIn(text, expressionOf(of) as RegExp);

describe('a query', () => {
  test('is plain text unless asked otherwise', () => {
    expect(find('a.b A.B axb', query('a.b'))).toEqual([
      [0, 3],
      [4, 7],
    ]);
    expect(find('a.b A.B axb', query('a.b', { matchCase: true }))).toEqual([[0, 3]]);
    expect(find('a.b A.B axb', query('a.b', { regex: true }))).toHaveLength(3);
    expect(expressionOf(query('(', { regex: true }))).toBeUndefined();
  });

  test('that matches nothing ends', () => expect(find('abc', query('x*', { regex: true }))).toEqual([]));

  test('tells where in which text', () => {
    expect(matchAll(['no', 'yes yes'], /yes/g)).toEqual([
      [
        1,
        [
          [0, 3],
          [4, 7],
        ],
      ],
    ]);
  });
});

test('any plain text is found where it stands', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (before, text, after) => {
      const whole = before + text + after;
      expect(find(whole, query(text, { matchCase: true }))[0]?.[0]).toBe(whole.indexOf(text));
    }),
  );
});

test('marks are cut to the part that is drawn', () => {
  expect(
    marked(
      'cdef',
      [
        [1, 3],
        [4, 5],
        [9, 12],
      ],
      2,
    ),
  ).toEqual([
    { text: 'c', hit: true },
    { text: 'd', hit: false },
    { text: 'e', hit: true },
    { text: 'f', hit: false },
  ]);
});
