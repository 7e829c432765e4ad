/** `print-times.ts COUNT EVERY`: prints the monotonic time in ms, COUNT lines, one every EVERY ms, each with a write of its own. */
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { monotonicMs } from './monotonic.ts';

const [count = 0, everyMs = 0] = process.argv.slice(2).map(Number);
for (let at = 0; at < count; at++) {
  writeSync(1, `${monotonicMs()}\n`);
  await pause(everyMs);
}
