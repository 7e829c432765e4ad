import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile, placesIn } from './expression-match.ts';
import { finderOf, marked, matchAll, rangesIn } from './log-match.ts';

const find = (text: string, of: string, matchCase = false) => rangesIn(text, finderOf(of, matchCase));
const places = (text: string, of: string, matchCase = false) => {
  const expression = compile(of, matchCase);
  return expression && placesIn(text, expression);
};

describe('a query', () => {
  test('is plain text unless asked otherwise', () => {
    expect(find('a.b A.B axb', 'a.b')).toEqual([
      [0, 3],
      [4, 7],
    ]);
    expect(find('a.b A.B axb', 'a.b', true)).toEqual([[0, 3]]);
    expect(places('a.b A.B axb', 'a.b')).toHaveLength(3);
    expect(places('a.b A.B axb', 'a.b', true)).toHaveLength(2);
    expect(places('any', '(')).toBeUndefined();
  });

  test('that matches nothing ends', () => expect(places('abc', 'x*')).toEqual([]));

  test('counts places as a page does, whatever stands before', () => {
    expect(places('🚂 loss=1', 'l\\w+')).toEqual([[3, 7]]);
  });

  test('that would take a backtracking engine for ever is answered', () => {
    expect(places(`${'a'.repeat(50_000)}b`, '(a+)+$')).toEqual([]);
  });

  test('tells where in which text', () => {
    expect(matchAll(['no', 'yes yes'], (text) => find(text, 'yes'))).toEqual([
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
      expect(find(whole, text, true)[0]?.[0]).toBe(whole.indexOf(text));
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
