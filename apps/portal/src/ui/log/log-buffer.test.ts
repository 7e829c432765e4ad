import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogBuffer } from './log-buffer.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);
const part = (offset: number, line: number, text: string, more: object = {}) => ({
  offset,
  line,
  bytes: bytesOf(text),
  marks: [],
  holes: [],
  ended: false,
  ...more,
});

function linesOf(buffer: LogBuffer): (string | undefined)[] {
  const lines: (string | undefined)[] = [];
  for (let at = buffer.firstLine; at < buffer.endLine; at++) lines.push(textOf(buffer.get(at)?.bytes));
  return lines;
}

describe('lines', () => {
  test('come whole, the unfinished one grows in place', () => {
    const buffer = new LogBuffer(100, 7);
    buffer.take(part(100, 7, 'a\nb'));
    expect(buffer.get(8)).toMatchObject({ offset: 102, complete: false });
    buffer.take(part(103, 8, 'c\n\n'));
    expect(linesOf(buffer)).toEqual(['a', 'bc', '']);
    expect(buffer.get(9)).toMatchObject({ offset: 105, complete: true });
    expect(buffer.get(10)).toBeUndefined();
    expect(buffer.next).toBe(106);
  });

  test('the oldest go first, the numbers stay', () => {
    const buffer = new LogBuffer(0, 0, { lines: 10, bytes: 200_000 });
    const line = `${'x'.repeat(9_999)}\n`;
    for (let at = 0; at < 40; at++) buffer.take(part(at * 10_000, at, line));
    expect(buffer.endLine).toBe(40);
    expect(buffer.firstLine).toBeGreaterThan(20);
    expect(buffer.firstLine).toBeLessThanOrEqual(30);
    expect(buffer.get(39)?.offset).toBe(390_000);
    expect(buffer.get(buffer.firstLine - 1)).toBeUndefined();
    expect(buffer.ledger).toMatchObject({ firstLine: 0, endLine: 40, missingBytes: 0, doubledBytes: 0 });
  });

  test('one of ten megabytes keeps its beginning and its end', () => {
    const buffer = new LogBuffer(0, 0);
    const piece = 'y'.repeat(65_536);
    buffer.take(part(0, 0, 'begin'));
    for (let at = 0; at < 160; at++) buffer.take(part(5 + at * 65_536, 0, piece));
    buffer.take(part(5 + 160 * 65_536, 0, 'end\nz'));
    const line = buffer.get(0);
    expect(line?.bytes.length).toBeLessThanOrEqual(2 * 1024 * 1024);
    expect((line?.bytes.length ?? 0) + (line?.dropped ?? 0)).toBe(8 + 160 * 65_536);
    expect(textOf(line?.bytes.subarray(0, 6))).toBe('beginy');
    expect(textOf(line?.bytes.subarray(-4))).toBe('yend');
    expect(textOf(buffer.get(1)?.bytes)).toBe('z');
  });
});

describe('the ledger', () => {
  test('counts what comes twice and leaves it out', () => {
    const buffer = new LogBuffer(0, 0);
    buffer.take(part(0, 0, 'a\nb\n'));
    buffer.take(part(2, 1, 'b\nc\n'));
    expect(linesOf(buffer)).toEqual(['a', 'b', 'c']);
    expect(buffer.ledger).toMatchObject({ doubledBytes: 2, doubledLines: 1, missingBytes: 0, missingLines: 0 });
  });

  test('a hole stands in its line; bytes that nothing explains are missing too', () => {
    const buffer = new LogBuffer(0, 0);
    buffer.take(part(0, 0, 'ab'));
    buffer.take(part(10, 0, 'c\n', { holes: [{ from: 2, to: 8, why: 'disk full' }] }));
    expect(buffer.get(0)?.holes).toEqual([
      { at: 2, hole: { from: 2, to: 8, why: 'disk full' } },
      { at: 2, hole: { from: 8, to: 10, why: '' } },
    ]);
    expect(linesOf(buffer)).toEqual(['abc']);
    expect(buffer.ledger.missingBytes).toBe(8);
  });

  test('a lost end is a hole after the last line', () => {
    const buffer = new LogBuffer(0, 0);
    buffer.take(part(0, 0, 'a\n'));
    buffer.take(part(2, 1, '', { ended: true, holes: [{ from: 2, to: 2, why: 'node lost' }] }));
    expect(buffer.endLine).toBe(2);
    expect(buffer.get(1)).toMatchObject({ complete: true, holes: [{ at: 0, hole: { why: 'node lost' } }] });
  });

  test('numbers that jump are missing lines', () => {
    const buffer = new LogBuffer(0, 0);
    buffer.take(part(0, 0, 'a\n'));
    buffer.take(part(2, 5, 'f\n'));
    expect(buffer.ledger.missingLines).toBe(4);
    expect(textOf(buffer.get(5)?.bytes)).toBe('f');
  });

  test('a gap on both sides of which a number stands says which lines it took, and what had begun is not mixed with what goes on', () => {
    const buffer = new LogBuffer(0, 0);
    buffer.take(part(0, 0, 'a\nbeg'));
    buffer.take(part(20, 7, 'end\n'));
    const hole = { from: 5, to: 20, why: '' };
    expect(buffer.get(7)).toMatchObject({ holes: [{ at: 0, hole, lines: [1, 7] }], offset: 20 });
    expect(textOf(buffer.get(7)?.bytes)).toBe('end');
  });
});

test('any chunks give the lines of the whole, each once', () => {
  const chunk = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', '\u001b'), maxLength: 40 });
  fc.assert(
    fc.property(fc.array(chunk), fc.nat({ max: 50 }), fc.nat({ max: 5 }), (chunks, first, overlap) => {
      const all = bytesOf(chunks.join(''));
      const buffer = new LogBuffer(first, 3);
      let at = 0;
      let doubled = 0;
      for (const text of chunks) {
        const end = at + bytesOf(text).length;
        const from = Math.max(0, at - overlap);
        if (end === at) continue;
        const line = 3 + all.subarray(0, from).filter((byte) => byte === 10).length;
        buffer.take({ offset: first + from, line, bytes: all.slice(from, end), marks: [], holes: [], ended: false });
        doubled += at - from;
        at = end;
      }
      const expected = new TextDecoder().decode(all).split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(linesOf(buffer)).toEqual(expected);
      expect(buffer.ledger).toEqual({
        firstLine: 3,
        endLine: 3 + expected.length,
        missingBytes: 0,
        missingLines: 0,
        doubledBytes: doubled,
        doubledLines: buffer.ledger.doubledLines,
      });
    }),
  );
});
