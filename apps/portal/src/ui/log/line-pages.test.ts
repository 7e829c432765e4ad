import { describe, expect, test } from 'vitest';
import { LinePages, pageLines } from './line-pages.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

describe('pages', () => {
  test('a line brings its page', () => {
    const pages = new LinePages();
    const asked = pages.questionFor(700);
    expect(asked).toEqual({ fromLine: 512, lines: pageLines });
    const text = Array.from({ length: pageLines }, (_, at) => `line ${512 + at}\n`).join('');
    pages.put(asked, { offset: 9_000, line: 512, bytes: bytesOf(text) });
    expect(textOf(pages.get(700)?.bytes)).toBe('line 700');
    expect([...pages.ranges()]).toEqual([[512, 1_024]]);
    expect(pages.get(1_024)).toBeUndefined();
  });

  test('an answer that is cut off brings its whole lines; the next question begins after them', () => {
    const pages = new LinePages();
    pages.put(pages.questionFor(0), { offset: 0, line: 0, bytes: bytesOf('a\nb\nc') });
    expect(textOf(pages.get(1)?.bytes)).toBe('b');
    expect(pages.get(2)).toBeUndefined();
    expect(pages.questionFor(2)).toEqual({ fromLine: 2, lines: pageLines - 2 });
    // One line alone is longer than an answer: its beginning is shown.
    pages.put(pages.questionFor(2), { offset: 4, line: 2, bytes: bytesOf('cccc') });
    expect(pages.get(2)).toMatchObject({ complete: true, dropped: 1 });
  });

  test('a line around a hole comes in two answers', () => {
    const pages = new LinePages();
    const hole = { from: 3, to: 8, why: 'disk full' };
    pages.holes = [hole];
    pages.put({ fromLine: 0, lines: pageLines }, { offset: 0, line: 0, bytes: bytesOf('a\nb') });
    expect(pages.get(1)?.holes).toEqual([{ at: 1, hole }]);
    pages.put({ fromLine: 1, lines: pageLines - 1 }, { offset: 8, line: 1, bytes: bytesOf('B\nc\n') });
    expect(textOf(pages.get(1)?.bytes)).toBe('bB');
    expect(textOf(pages.get(2)?.bytes)).toBe('c');
  });

  test('a hole that begins where a line does stands before the line behind it', () => {
    const pages = new LinePages();
    const hole = { from: 2, to: 8, why: 'disk full' };
    pages.holes = [hole];
    pages.put({ fromLine: 0, lines: pageLines }, { offset: 0, line: 0, bytes: bytesOf('a\n') });
    pages.put({ fromLine: 1, lines: pageLines - 1 }, { offset: 8, line: 1, bytes: bytesOf('B\nc\n') });
    expect([0, 1, 2].map((line) => pages.get(line)?.holes)).toEqual([[], [{ at: 0, hole }], []]);
    expect(textOf(pages.get(1)?.bytes)).toBe('B');
  });

  test('those not looked at for long go', () => {
    const pages = new LinePages();
    for (let at = 0; at < 100; at++) {
      pages.put(
        { fromLine: at * pageLines, lines: pageLines },
        { offset: at, line: at * pageLines, bytes: bytesOf('x\n') },
      );
    }
    expect(pages.get(0)).toBeUndefined();
    expect(textOf(pages.get(99 * pageLines)?.bytes)).toBe('x');
  });
});
