import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogLine } from './log-buffer.ts';
import { drawLine, lineText, wholeLine } from './log-text.ts';

const line = (text: string | Uint8Array, more: Partial<LogLine> = {}): LogLine => ({
  number: 0,
  offset: 0,
  bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text,
  dropped: 0,
  holes: [],
  complete: true,
  ...more,
});
const shown = (one: LogLine) => drawLine(one).pieces.map((piece) => (piece.kind === 'text' ? piece.text : '▒'));

describe('a line', () => {
  test('that rewrites itself shows its last state and counts the others', () => {
    const bar = line('\r 0%|  |\r 50%|█ |\r100%|██|');
    expect(shown(bar)).toEqual(['100%|██|']);
    expect(drawLine(bar).updates).toBe(2);
    expect(wholeLine(bar)).toBe(' 0%|  |\n 50%|█ |\n100%|██|');
  });

  test('that ends as on Windows is no bar', () => {
    expect(shown(line('text\r'))).toEqual(['text']);
    expect(drawLine(line('text\r')).updates).toBe(0);
    expect(shown(line('\r\r'))).toEqual(['']);
  });

  test('that is long is cut between characters, and says what is left', () => {
    const long = drawLine(line('é'.repeat(3_000).padStart(3_001, 'x')));
    expect(long.pieces).toMatchObject([{ text: `x${'é'.repeat(2_047)}` }]);
    expect(long.rest).toBe(6_001 - 4_095);
    expect(drawLine(line('a', { dropped: 9 })).rest).toBe(9);
  });

  test('with holes stands around them', () => {
    const hole = { from: 2, to: 9, why: 'x' };
    expect(shown(line('abcd', { holes: [{ at: 2, hole }] }))).toEqual(['ab', '▒', 'cd']);
    expect(shown(line('', { holes: [{ at: 0, hole }] }))).toEqual(['▒']);
    const gapIn = (one: LogLine) => drawLine(one).pieces.find(({ kind }) => kind === 'hole');
    expect(gapIn(line('abcd', { holes: [{ at: 2, hole }] }))).toMatchObject({ within: true, open: false });
    expect(gapIn(line('cd', { holes: [{ at: 0, hole, lines: [3, 9] }] }))).toMatchObject({
      within: false,
      lines: [3, 9],
    });
    // What goes on behind it has not come.
    expect(gapIn(line('ab', { holes: [{ at: 2, hole }], complete: false }))).toMatchObject({ open: true });
  });

  test('of a line that rewrote itself is its last state, or all of them when it is unfolded', () => {
    const bar = line('1%\r2%\r\r3%');
    expect(shown(bar)).toEqual(['3%']);
    expect(drawLine(bar)).toMatchObject({ updates: 2, unfolded: false });
    expect(drawLine(bar, true).pieces).toMatchObject([{ text: '1%' }, { text: '2%' }, { text: '3%' }]);
    expect(drawLine(line('plain'), true)).toMatchObject({ updates: 0, unfolded: false });
  });

  test('has a level by its words, behind its colours', () => {
    expect(drawLine(line('\u001b[31mERROR\u001b[0m cannot open')).level).toBe('error');
    expect(drawLine(line('[WARNING] slow')).level).toBe('warning');
    expect(drawLine(line('loss 0.3')).level).toBe('plain');
  });
});

test('any bytes are drawn and searched without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const drawn = drawLine(line(bytes));
      expect(drawn.pieces.length).toBeGreaterThan(0);
      expect(lineText(line(bytes))).toBe(shown(line(bytes)).join(''));
      expect(drawn.rest).toBe(0);
    }),
  );
});
