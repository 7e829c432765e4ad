import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc, readRecords } from './tfrecord.ts';

function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16 + data.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc(data), true);
  return bytes;
}

const joined = (parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

it('is the checksum of RFC 3720', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, at) => at))).toBe(0x46dd794e);
});

describe('records', () => {
  const data = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });

  it('are all read as they were written', () =>
    fc.assert(
      fc.property(data, (all) => {
        const bytes = joined(all.map(record));
        expect(readRecords(bytes)).toEqual({ records: all, readTo: bytes.length, stopped: null });
      }),
    ));

  it('are read up to a cut', () =>
    fc.assert(
      fc.property(data, fc.nat(), (all, at) => {
        const bytes = joined(all.map(record));
        const cut = at % (bytes.length + 1);
        const { records, readTo, stopped } = readRecords(bytes.subarray(0, cut));
        expect(records).toEqual(all.slice(0, records.length));
        expect(readTo).toBe(all.slice(0, records.length).reduce((sum, { length }) => sum + length + 16, 0));
        expect(stopped).toBe(readTo === cut ? null : 'cut');
      }),
    ));

  it('are read up to a byte that is another', () => {
    const [one, two] = [record(Uint8Array.of(1, 2, 3)), record(Uint8Array.of(4))];
    for (let at = one.length; at < one.length + two.length; at += 1) {
      const bytes = joined([one, two]);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      expect(readRecords(bytes)).toMatchObject({ readTo: one.length, stopped: 'broken' });
    }
  });

  it('never throw, whatever the bytes', () =>
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readRecords(bytes))));
});
