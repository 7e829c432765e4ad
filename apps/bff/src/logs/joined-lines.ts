/** Lines that lie in several segments, or around a hole, as one text. */
import { withoutEscapes } from '@trainyard/logs/escapes';
import { lineBytesMax } from '@trainyard/logs/lines';
import type { Source } from './find-lines.ts';

const newline = 10;

/** The lines one after the other, each ended; of a line longer than `lineBytesMax` only so much. Bytes of a hole are left out. */
export async function* joinedLines(
  source: Pick<Source, 'read' | 'readLine' | 'through'>,
  lines: readonly number[],
): AsyncGenerator<Uint8Array> {
  for (const line of lines) {
    const bytes = await wholeLine(source, line);
    // One character a byte: what is no UTF-8 stays what it is.
    yield Buffer.from(`${withoutEscapes(bytes.toString('latin1'))}\n`, 'latin1');
  }
}

async function wholeLine(source: Pick<Source, 'read' | 'readLine' | 'through'>, line: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let part = await source.readLine(line);
  while (part.bytes.length > 0 && part.offset < source.through) {
    const known = part.bytes.subarray(0, source.through - part.offset);
    const end = known.indexOf(newline);
    const own = end === -1 ? known : known.subarray(0, end);
    parts.push(own);
    length += own.length;
    const next = part.offset + part.bytes.length;
    if (end !== -1 || length >= lineBytesMax) break;
    part = await source.read(next, Math.min(next + readBytes, source.through));
  }
  return Buffer.concat(parts).subarray(0, lineBytesMax);
}

/** The rest of a line is rarely long. */
const readBytes = 65_536;
