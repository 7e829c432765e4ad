import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressPath, joinPath, nameOf, parentOf, shellPath, shownName, stepsOf } from './paths.ts';

describe('paths', () => {
  it('are joined and taken apart again', () =>
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[^/]+$/), { minLength: 1, maxLength: 5 }), (names) => {
        const path = names.reduce(joinPath, '');
        expect(stepsOf(path)).toEqual(names);
        expect([nameOf(path), parentOf(path)]).toEqual([names.at(-1), names.slice(0, -1).join('/')]);
        expect(addressPath(path).split('/').map(decodeURIComponent)).toEqual(names);
      }),
    ));
  it('follow a prefix of a shell', () => {
    expect(shellPath('$AZ_BATCHAI_OUTPUT_MODEL', '')).toBe('$AZ_BATCHAI_OUTPUT_MODEL');
    expect(shellPath('$AZ_BATCHAI_OUTPUT_MODEL/', 'a/b')).toBe('$AZ_BATCHAI_OUTPUT_MODEL/a/b');
  });
});

describe('a name', () => {
  it('is shown in one line, with what cannot be seen made visible', () => {
    expect(shownName('a\nb\r\tc')).toBe('a␊b␍␉c');
    expect(shownName('\u001b[31mred')).toBe('␛[31mred');
    expect(shownName('photo\u202egpj.exe')).toBe('photo\ufffdgpj.exe');
  });
  it('keeps emoji and quotes', () => expect(shownName('it\'s "🚂".txt')).toBe('it\'s "🚂".txt'));
  it('never holds a control character', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
        expect(shownName(name)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    ));
});
