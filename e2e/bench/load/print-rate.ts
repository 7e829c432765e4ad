/**
 * `print-rate.ts BYTES_A_SECOND SECONDS AFTER_MS`: waits, prints numbered lines at this rate for so long, then says how many ms it took (more
 * than it should where something holds it up) and the CRC-32 of what it printed.
 */
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { monotonicMs } from './monotonic.ts';

const [rate = 0, seconds = 0, afterMs = 0] = process.argv.slice(2).map(Number);
const everyMs = 20;
const lineBytes = 100;
const parts = Math.round((seconds * 1_000) / everyMs);
const part = Buffer.alloc(Math.round((rate * everyMs) / 1_000 / lineBytes) * lineBytes);
const lines = part.length / lineBytes;
let sum = 0;
for (let line = 0; line < lines; line++) part.write(`${'.'.repeat(lineBytes - 1)}\n`, line * lineBytes);

/** Starting many of these takes the machine longer than the lines do. */
await pause(afterMs);
const began = monotonicMs();
for (let at = 0; at < parts; at++) {
  for (let line = 0; line < lines; line++) part.write(`${process.pid} ${at} ${line} `, line * lineBytes, 'latin1');
  for (let done = 0; done < part.length; ) done += writeSync(1, part, done);
  sum = crc32(part, sum);
  const due = began + (at + 1) * everyMs;
  if (due > monotonicMs()) await pause(due - monotonicMs());
}
writeSync(1, `took ${(monotonicMs() - began).toFixed(1)} bytes ${parts * part.length} crc32 ${sum}\n`);
