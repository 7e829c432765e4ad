/** `print-lines.ts COUNT`: prints the lines of a training run, the same ones each time, as fast as its reader takes them. Some 104 bytes each. */
import { writeSync } from 'node:fs';

const [count = 0] = process.argv.slice(2).map(Number);
/** One write: as much as a pipe holds. */
const writeBytes = 65_536;
let text = '';

function write(): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(1, bytes, done);
  text = '';
}

for (let line = 0; line < count; line++) {
  const loss = (3 - (2.5 * line) / count).toFixed(4);
  if (line % 100_003 === 100_002) text += `WARNING: step ${line} took longer than the others\n`;
  else
    text += `2026-11-19 12:00:00,123 INFO trainer: step ${line} of ${count} loss=${loss} lr=0.0001 tokens/s=12345.6 rank=3\n`;
  if (text.length >= writeBytes) write();
}
write();
