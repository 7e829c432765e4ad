/**
 * Records of a TensorFlow file: length (8 bytes, little-endian), its checksum, the data, its checksum. Checksums are CRC-32C,
 * rotated and added to, as TensorFlow's record writer has them. Pure.
 */

const polynomial = 0x82f63b78;
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
  return value >>> 0;
});

export function crc32c(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] as number) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** The checksum as a record holds it. */
export function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

const headBytes = 12;
const tailBytes = 4;

export interface Records {
  records: Uint8Array[];
  /** Where the whole records end. */
  readTo: number;
  /** What stopped before the end: `cut` a record that is not whole (one that is being written), `broken` one whose checksum is another. */
  stopped: 'cut' | 'broken' | null;
}

/** All whole records from the beginning. Never throws. */
export function readRecords(bytes: Uint8Array): Records {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Uint8Array[] = [];
  let at = 0;
  const end = (stopped: Records['stopped']): Records => ({ records, readTo: at, stopped });
  while (at < bytes.length) {
    if (bytes.length - at < headBytes) return end('cut');
    if (view.getUint32(at + 8, true) !== maskedCrc(bytes.subarray(at, at + 8))) return end('broken');
    const length = Number(view.getBigUint64(at, true));
    const from = at + headBytes;
    if (length > bytes.length - from - tailBytes) return end('cut');
    const record = bytes.subarray(from, from + length);
    if (view.getUint32(from + length, true) !== maskedCrc(record)) return end('broken');
    records.push(record);
    at = from + length + tailBytes;
  }
  return end(null);
}
