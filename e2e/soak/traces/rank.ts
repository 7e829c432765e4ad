/**
 * A rank of a training program for recordings: a process that works a little, meets the others after each step, prints, and says to the
 * stand-in for nvidia-smi what its GPU does. `node rank.ts SCRIPT FOLDER`; the script is the JSON of a TraceScript.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMeeting } from './meeting.ts';
import type { TraceScript } from './scripts.ts';
import { styles } from './styles.ts';

const script = JSON.parse(process.argv[2] ?? '') as TraceScript;
const folder = process.argv[3] ?? '';
const { RANK = '0', LOCAL_RANK = '0', WORLD_SIZE = '1', MASTER_ADDR = '', MASTER_PORT = '0' } = process.env;
const [rank, world] = [Number(RANK), Number(WORLD_SIZE)];
const gpus = (process.env.CUDA_VISIBLE_DEVICES ?? '').split(',');
// Its node, by where it lies.
const node = /nodes\/([0-9a-f-]{36})/.exec(process.env.TRAINYARD_CHECKPOINTS ?? '')?.[1] ?? '';
const gpu = gpus[Number(LOCAL_RANK) % gpus.length] ?? '';
const watts = { idle: 28, wait: 92, work: 305 };

/** What the GPU does now, and what it did since the last whole second. */
const now = { busy: 0, watts: watts.idle, since: performance.now() };
const sum = { busy: 0, watts: 0, ms: 0 };

function settle(): void {
  const at = performance.now();
  const ms = at - now.since;
  sum.busy += now.busy * ms;
  sum.watts += now.watts * ms;
  sum.ms += ms;
  now.since = at;
}

function gpuDoes(busy: number, draws: number): void {
  settle();
  now.busy = busy;
  now.watts = draws;
}

function sayGpu(): void {
  settle();
  const noise = 1 + 0.01 * (Math.random() - 0.5);
  const file = join(folder, `gpu-${node}-${gpu}`);
  writeFileSync(`${file}.new`, `${Math.round(sum.busy / sum.ms)} ${((sum.watts / sum.ms) * noise).toFixed(2)}`);
  renameSync(`${file}.new`, file);
  sum.busy = 0;
  sum.watts = 0;
  sum.ms = 0;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Keeps the processor busy. */
function burn(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** Works for so long: mostly sleeps, as a CPU does whose GPU works. */
async function work(ms: number, busy = 97, draws = watts.work): Promise<void> {
  gpuDoes(busy, draws);
  const from = performance.now();
  for (let left = ms; left > 0; left = ms - (performance.now() - from)) {
    burn(Math.min(left, 0.012 * Math.min(left, 500)));
    await sleep(Math.min(500, Math.max(0, ms - (performance.now() - from))));
  }
}

/** Loads data for so long, the GPU waits. */
async function load(ms: number): Promise<void> {
  await work(ms, 0, watts.idle + 6);
}

/** Waits for the others. Where it spins, the GPU looks busy and the processor is. */
async function meet(): Promise<void> {
  if (script.spins) gpuDoes(100, watts.wait);
  else gpuDoes(0, watts.idle + 10);
  const spin = script.spins ? setInterval(() => burn(6), 500) : undefined;
  await meeting?.meet();
  clearInterval(spin);
}

const say = (text: string, fd: 'stdout' | 'stderr' = 'stdout'): void => void process[fd].write(text);
const print = styles[script.style];
const broken = script.fault;

/** The rank that it happens to, and one that says so for the rest. */
function breaks(): void {
  if (rank === (broken?.ranks[0] ?? 0)) writeFileSync(join(folder, `fault-${script.name}`), String(Date.now()));
}

const mine = broken?.ranks.includes(rank) === true;
const begun = performance.now();
let isBroken = false;

async function step(at: number): Promise<void> {
  const slow = isBroken && broken?.kind === 'straggler' && mine ? broken.factor : 1;
  const chance = script.jitter * (Math.random() + Math.random() - 1);
  const extra = rank === 0 ? 1 + script.zeroExtra : 1;
  const ms = script.stepMs * extra * slow * Math.max(0.3, 1 + chance);
  if (isBroken && broken?.kind === 'starved') await load(1_800 + 1_400 * Math.random());
  await work(ms);
  if (script.prints === 'before') speak(at);
  if (script.meets) await meet();
  if (script.prints === 'after') speak(at);
}

function speak(at: number): void {
  const { who, every } = script;
  const own = who === 'uneven' ? every * (1 + (rank % 2)) : every;
  if (at % own !== 0 || (who === 'zero' && rank > 0)) return;
  if (who === 'first minute' && rank > 0 && performance.now() - begun > script.warmUpMs + 60_000) return;
  say(print(at, script.steps, rank), script.style === 'tqdm' ? 'stderr' : 'stdout');
}

async function pause(): Promise<void> {
  const { pause: kind } = script;
  if (kind === null) return;
  if (kind.kind === 'evaluation') {
    if (rank === 0) say('***** Running Evaluation *****\n  Num examples = 2048\n');
    await work(kind.ms, 62, 190);
    if (rank === 0) say("{'eval_loss': 1.2043, 'eval_runtime': 31.2}\n");
  } else if (rank === 0) {
    say('saving checkpoint\n');
    gpuDoes(0, watts.idle);
    await work(kind.ms, 0, watts.idle);
    say('saved checkpoint\n');
  }
  if (script.meets) await meet();
}

/** What goes wrong and stays so: it does not come back from it. */
async function stop(): Promise<void> {
  if (broken?.kind === 'idle') {
    gpuDoes(0, watts.idle);
    for (;;) {
      await sleep(60_000);
      if (rank === 0) say('waiting for a shell to attach\n');
    }
  }
  // A rank that is caught in the kernel: its timers are still, too.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const timer = setInterval(sayGpu, 1_000);
say(`rank ${rank} of ${world}: loading\n`);
const meeting = script.meets ? await openMeeting({ rank, world, host: MASTER_ADDR, port: Number(MASTER_PORT) }) : null;
await load(script.warmUpMs * (0.9 + 0.1 * Math.random()));
if (script.meets) await meet();
say(`rank ${rank}: ready\n`);
for (let at = 1; at <= script.steps; at++) {
  if (!isBroken && broken !== null && at >= broken.atStep) {
    isBroken = true;
    breaks();
  }
  if (isBroken && (broken?.kind === 'hang' || broken?.kind === 'idle')) {
    if (broken.kind === 'hang' && broken.ranks.length === 0) {
      // All at once: the one that does not come is nobody who runs.
      if (script.spins) {
        gpuDoes(100, watts.wait);
        setInterval(() => burn(6), 500);
      } else gpuDoes(0, watts.idle + 10);
      await new Promise(() => undefined);
    }
    if (mine || broken.kind === 'idle') await stop();
  }
  await step(at);
  if (script.pause !== null && at % script.pause.everySteps === 0) await pause();
}
clearInterval(timer);
gpuDoes(0, watts.idle);
sayGpu();
meeting?.close();
