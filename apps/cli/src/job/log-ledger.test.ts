import { expect, test } from 'vitest';
import { streamOf } from '../testing/world.ts';
import { LogLedger } from './log-ledger.ts';

const text = Buffer.from('one\ntwo\nthree\nfour\n');
const stream = streamOf(0, text, { ended: true });
const partOf = (from: number, to: number, line: number) => ({
  offset: from,
  line,
  bytes: text.subarray(from, to),
  marks: [],
  holes: [],
  ended: false,
});

function ledgerOf(...parts: ReturnType<typeof partOf>[]): string[] {
  const ledger = new LogLedger();
  ledger.open(stream, 'rank 0');
  for (const part of parts) ledger.add(stream.stream, part);
  return ledger.lines([stream]);
}

test('all of it is proven', () => {
  expect(ledgerOf(partOf(0, 6, 0), partOf(6, 19, 1))).toEqual(['rank 0: lines 1-4, 0 missing, 0 doubled']);
});

test('what was left out, between parts or at the end, is missing', () => {
  expect(ledgerOf(partOf(0, 4, 0), partOf(8, 19, 2))).toEqual(['rank 0: lines 1-4, 1 missing, 0 doubled']);
  expect(ledgerOf(partOf(0, 4, 0))).toEqual(['rank 0: lines 1-1, 3 missing, 0 doubled']);
});

test('what came twice is doubled', () => {
  expect(ledgerOf(partOf(0, 8, 0), partOf(4, 19, 1))).toEqual(['rank 0: lines 1-4, 0 missing, 1 doubled']);
});
