import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { neutralise } from './terminal.ts';

const esc = '\u001b';

/** Control characters of `text` that are part of no colour and no line end. */
function remains(text: string): number[] {
  const bare = text.split(esc).map((part, at) => (at === 0 ? part : part.replace(/^\[[\d;:]*m/, '')));
  const control = (code: number) => code < 9 || (code > 10 && code < 32) || (code > 126 && code < 160);
  return [...bare.join('').replaceAll('\r\n', '\n')].map((char) => char.charCodeAt(0)).filter(control);
}

describe('neutralise', () => {
  test.each([
    'plain text, ünïcode, 日本語 🚂\tand\n',
    `${esc}[31mred${esc}[0m`,
    `${esc}[mreset`,
    `${esc}[1;38;5;8mgrey`,
    `${esc}[38:5:8mgrey`,
    `${esc}[38;2;1;8;3;48;2;0;0;8mtrue`,
  ])('leaves %j as it is', (text) => expect(neutralise(text)).toBe(text));

  test.each([
    [`${esc}[2J${esc}[H`, '␛[2J␛[H'],
    [`${esc}]0;title\u0007`, '␛]0;title␇'],
    [`${esc}]52;c;aGk=${esc}\\`, '␛]52;c;aGk=␛\\'],
    [`${esc}[8mhidden`, '␛[8mhidden'],
    [`${esc}[38;1;8mhidden`, '␛[38;1;8mhidden'],
    [`${esc}[38:5;8mhidden`, '␛[38:5;8mhidden'],
    [`${esc}[38;5:1;8mhidden`, '␛[38;5:1;8mhidden'],
    [`${esc}[?1049h`, '␛[?1049h'],
    ['\u009b31m', '\ufffd31m'],
    ['good\rbad\r\n', 'good\nbad\r\n'],
    ['a\b\u007f\u0000', 'a␈␡␀'],
    [esc, '␛'],
    [`${esc}[`, '␛['],
    [`${esc}[31`, '␛[31'],
  ])('%j becomes %j', (text, expected) => expect(neutralise(text)).toBe(expected));

  test('what is left is text and colours only, whatever goes in', () => {
    const nasty = fc.array(
      fc.constantFrom(esc, '[', ']', '3', '8', ';', ':', 'm', 'H', '\r', '\n', '\u009b', '\u0007', 'x', '\b'),
    );
    fc.assert(
      fc.property(nasty, (parts) => {
        const out = neutralise(parts.join(''));
        expect(remains(out)).toEqual([]);
        expect(out).not.toContain(`${esc}[8m`);
        expect(neutralise(out)).toBe(out);
      }),
    );
  });

  test('a megabyte of unfinished colours costs no more than its length', () => {
    const text = `${esc}[1;`.repeat(250_000);
    expect(neutralise(text)).toHaveLength(text.length);
  });
});
