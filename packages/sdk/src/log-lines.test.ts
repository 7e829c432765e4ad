import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogItem } from './live-streams.ts';
import { linesOf } from './log-lines.ts';

async function* from<T>(items: T[]): AsyncGenerator<T> {
  yield* items;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test('lines are the text, wherever its bytes were cut', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', '火', '🔥', ' ') });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.array(fc.nat({ max: 9 })), async (lines, cuts) => {
      const bytes = Buffer.from(lines.join('\n'));
      const parts: LogItem[] = [];
      for (let offset = 0, at = 0; offset < bytes.byteLength; at++) {
        const size = (cuts[at % Math.max(1, cuts.length)] ?? 3) + 1;
        const number = bytes.subarray(0, offset).toString('latin1').split('\n').length - 1;
        parts.push({ kind: 'bytes', offset, line: number, bytes: bytes.subarray(offset, offset + size) });
        offset += size;
      }
      const read = await all(linesOf(from(parts)));
      const expected = lines.map((text, number) => ({ kind: 'line', number, text, stream: undefined }));
      // Nothing after the last newline is no line.
      expect(read).toEqual(lines.at(-1) === '' ? expected.slice(0, -1) : expected);
    }),
  );
});

test('streams are kept apart, a hole ends the line before it, \\r\\n ends a line', async () => {
  const [one, two] = ['one', 'two'].map((stream) => ({ stream })) as [never, never];
  const part = (stream: never, line: number, text: string) => ({
    kind: 'bytes' as const,
    offset: 0,
    line,
    bytes: Buffer.from(text),
    stream,
  });
  const hole = { kind: 'hole' as const, from: 3, to: 9, why: 'lost', stream: one };
  const read = await all(linesOf(from([part(one, 0, 'a'), part(two, 5, 'b\r\nc'), hole, part(one, 4, 'd\n')])));
  expect(read).toEqual([
    { kind: 'line', number: 5, text: 'b', stream: two },
    { kind: 'line', number: 0, text: 'a', stream: one },
    hole,
    { kind: 'line', number: 4, text: 'd', stream: one },
    { kind: 'line', number: 6, text: 'c', stream: two },
  ]);
});

test('what never ends a line is given in parts', async () => {
  const bytes = Buffer.alloc(700_000, 'x');
  const part = (offset: number) => ({ kind: 'bytes' as const, offset, line: 0, bytes });
  const read = await all(linesOf(from([part(0), part(700_000), part(1_400_000)])));
  expect(read.map((line) => (line.kind === 'line' ? [line.number, line.text.length] : line))).toEqual([
    [0, 1_400_000],
    [0, 700_000],
  ]);
});
