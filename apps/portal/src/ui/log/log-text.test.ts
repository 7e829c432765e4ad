import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogLine } from './log-buffer.ts';
import { drawLine, levelOf, lineText, wholeLine } from './log-text.ts';

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
  });

  test.each([
    ['2026-01-01 12:00:00 ERROR cannot open', 'error'],
    ['Traceback (most recent call last):', 'error'],
    ['torch.OutOfMemoryError: CUDA out of memory', 'error'],
    ['ValueError', 'error'],
    ['[WARNING] slow', 'warn'],
    ['x.py:3: UserWarning: deprecated', 'warn'],
    ['0 errors, no warning', null],
    ['loss 0.3 error 0.1', null],
  ])('%j is %j', (text, level) => expect(levelOf(text)).toBe(level));
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
