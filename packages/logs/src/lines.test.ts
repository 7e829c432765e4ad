import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLossy, LineSplitter } from './lines.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('any cutting of any bytes gives the same lines', () => {
  const chunks = fc.array(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.map((byte) => (byte < 60 ? 10 : byte))),
  );
  fc.assert(
    fc.property(chunks, (parts) => {
      const whole = Buffer.concat(parts);
      const splitter = new LineSplitter(3);
      const lines = parts.flatMap((part) => splitter.push(part));
      const rest = splitter.end();
      const expected = whole.toString('latin1').split('\n');
      const tail = expected.pop() as string;
      expect(lines.map((line) => Buffer.from(line.bytes).toString('latin1'))).toEqual(expected);
      expect(lines.map((line) => line.number)).toEqual(expected.map((_, at) => at + 3));
      expect(rest === undefined ? '' : Buffer.from(rest.bytes).toString('latin1')).toBe(tail);
    }),
  );
});

test('a line longer than the limit comes in pieces and loses nothing', () => {
  const splitter = new LineSplitter(0, 10);
  const lines = [...splitter.push(bytesOf('0123456789abcdefghijKL\nnext')), ...splitter.push(bytesOf('\n'))];
  expect(lines.map((line) => [decodeLossy(line.bytes), line.number, line.complete])).toEqual([
    ['0123456789', 0, false],
    ['abcdefghij', 0, false],
    ['KL', 0, true],
    ['next', 1, true],
  ]);
});

test('a line of 1 MB in small chunks stays one line', () => {
  const splitter = new LineSplitter();
  const lines = Array.from({ length: 1_000 }, () => splitter.push(new Uint8Array(1_000).fill(65))).flat();
  expect(lines).toEqual([]);
  const [line] = splitter.push(bytesOf('\n'));
  expect(line?.bytes.length).toBe(1_000_000);
});

test('what is not UTF-8 becomes U+FFFD and never throws', () => {
  expect(decodeLossy(Uint8Array.of(0xff, 0x41, 0xc3))).toBe('\ufffdA\ufffd');
  expect(decodeLossy(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe('\ufeffA');
  fc.assert(fc.property(fc.uint8Array(), (bytes) => typeof decodeLossy(bytes) === 'string'));
});
