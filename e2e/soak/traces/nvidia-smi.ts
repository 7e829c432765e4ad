/**
 * In the place of nvidia-smi: says of each GPU what the rank that holds it said last, once a second, in the words of the real program.
 * `node nvidia-smi.ts FOLDER …`. A rank that says nothing any more leaves its GPU at rest, as a process that stands still does.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '', ...options] = process.argv.slice(2);
/** Older words say nothing of now. */
const freshMs = 2_500;
const node = process.env.TRAINYARD_NODE ?? '';
const indices = [0, 1, 2, 3];

const head =
  'index, uuid, name, memory.total [MiB], memory.used [MiB], utilization.gpu [%], power.draw [W], temperature.gpu, clocks.sm [MHz]';

function rowOf(index: number): string {
  let [busy, watts] = ['0', '28.00'];
  try {
    const file = join(folder, `gpu-${node}-${index}`);
    if (Date.now() - statSync(file).mtimeMs < freshMs)
      [busy = '0', watts = '28.00'] = readFileSync(file, 'utf8').split(' ');
  } catch {
    // Nobody holds it yet.
  }
  return `${index}, GPU-${node}-${index}, Simulated, 16384 MiB, 9000 MiB, ${busy} %, ${watts} W, 60, 1380 MHz`;
}

const say = (): void => void process.stdout.write(`${indices.map(rowOf).join('\n')}\n`);
// The server asks for indices alone: its machine has none to divide.
if (!options.includes('--query-gpu=index')) {
  process.stdout.write(`${head}\n`);
  say();
  if (options.includes('-lms')) setInterval(say, 1_000);
}
