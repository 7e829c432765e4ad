import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { codeLines } from './code-lines.ts';

const kinds = (code: string) => codeLines(code).map((line) => line.map(({ kind, text }) => `${kind}:${text}`));

describe('lines of code', () => {
  test('tell keys, words and numbers of YAML apart', () => {
    expect(kinds('name: two\nscale:\n  count: 2\ntags:\n  - name: A\n')).toEqual([
      ['key:name', 'plain::', 'plain: ', 'text:two'],
      ['key:scale', 'plain::'],
      ['plain:  ', 'key:count', 'plain::', 'plain: ', 'number:2'],
      ['key:tags', 'plain::'],
      ['plain:  - ', 'key:name', 'plain::', 'plain: ', 'text:A'],
    ]);
  });

  test('tell those of JSON apart', () => {
    expect(kinds('{\n  "name": "two",\n  "count": 2\n}')).toEqual([
      ['plain:{'],
      ['plain:  ', 'key:"name"', 'plain::', 'plain: ', 'text:"two"', 'plain:,'],
      ['plain:  ', 'key:"count"', 'plain::', 'plain: ', 'number:2'],
      ['plain:}'],
    ]);
  });

  test('lose and add no character, whatever is printed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const code of [stringify(value), JSON.stringify(value, null, 2)]) {
          const joined = codeLines(code).map((line) => line.map(({ text }) => text).join(''));
          expect(joined.join('\n')).toBe(code.replace(/\n$/, ''));
        }
      }),
    );
  });
});
