import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ansiText, parseAnsi } from './ansi.ts';

const esc = '\u001b';
const look = (text: string) => parseAnsi(text).map((run) => [run.text, run.colour, run.bold]);

describe('parseAnsi', () => {
  test('colours, bright ones too, and bold; a reset ends them', () => {
    expect(look(`a${esc}[31mred${esc}[1mbold${esc}[0mz${esc}[92mok${esc}[m.`)).toEqual([
      ['a', null, false],
      ['red', 1, false],
      ['bold', 1, true],
      ['z', null, false],
      ['ok', 2, false],
      ['.', null, false],
    ]);
  });

  test.each([
    [`${esc}[38;5;196mx`, 1],
    [`${esc}[38;5;9mx`, 1],
    [`${esc}[38:5:46mx`, 2],
    [`${esc}[38;2;255;0;255mx`, 5],
    [`${esc}[38:2::0:0:255mx`, 4],
    [`${esc}[38;5;250mx`, 7],
    [`${esc}[48;5;196mx`, null],
    [`${esc}[48;2;255;0;0;33mx`, 3],
    [`${esc}[7;5;41mx`, null],
  ])('%j is one of eight', (text, colour) => expect(look(text)).toEqual([['x', colour, false]]));

  test('cursor codes, titles and links go; concealed text stays', () => {
    expect(look(`${esc}[2J${esc}[1A${esc}]0;title\u0007${esc}]8;;http://x${esc}\\link${esc}]8;;${esc}\\`)).toEqual([
      ['link', null, false],
    ]);
    expect(look(`${esc}[8mhidden`)).toEqual([['hidden', null, false]]);
  });

  test('what is no sequence is seen', () => {
    expect(ansiText(`a${esc}b\u0000\u0008\u007f\rc\nd`)).toBe('a␛b␀␈␡␍c␊d');
  });

  test('neighbours of one look are one run', () => {
    expect(look(`${esc}[31ma${esc}[31mb${esc}[0K`)).toEqual([['ab', 1, false]]);
  });
});

const unit = fc.oneof(
  fc.constantFrom(
    esc,
    '[',
    ']',
    'm',
    ';',
    ':',
    '38',
    '48',
    '5',
    '2',
    '1',
    '\u0007',
    '\\',
    '\r',
    '\n',
    '?',
    '999999999',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
);

test('any text gives the same characters as runs and as text, none of them a control', () => {
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 60 }), (parts) => {
      const text = parts.join('');
      const runs = parseAnsi(text);
      expect(runs.map((run) => run.text).join('')).toBe(ansiText(text));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is the point.
      expect(ansiText(text)).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
      for (const { colour } of runs) expect(colour === null || (colour >= 0 && colour <= 7)).toBe(true);
    }),
  );
});
