import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crc32 } from '../digits/checkpoint.mjs';
import { digitsFiles } from './digits-files.ts';

/** Shaped like a node: only the job files, in their job paths. */
let work: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'digits-run-'));
  for (const { path, source } of await digitsFiles(join(work, 'cache'))) {
    await mkdir(dirname(join(work, 'job', path)), { recursive: true });
    await symlink(source, join(work, 'job', path));
  }
}, 30_000);
const running = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(work, { recursive: true });
});

/** 340 digits to train on and 60 held out: 17 steps per epoch. */
const SMALL = [
  '--limit',
  '400',
  '--batch',
  '20',
  '--hidden',
  '8',
  '--checkpoint-every',
  '5',
  '--connect-seconds',
  '20',
];

/** More steps than a run takes while a busy machine keeps a line from the test. */
const FOR_LONG = ['--epochs', '1000'];

/** A rank must end by itself: process.exit() can wait for ever for a thread of V8 that waits for the one that exits. */
const NO_EXIT = `--import=data:text/javascript,${encodeURIComponent(
  `process.exit = () => { process.stderr.write('process.exit() was called'); process.kill(process.pid, 'SIGKILL'); };`,
)}`;

interface Rank {
  child: ChildProcess;
  lines: string[];
  /** Resolves with the line that matches; rejects when the process ends without one. */
  line(pattern: RegExp): Promise<string>;
  ended: Promise<{ code: number | null; errors: string }>;
}

function startRank(rank: number, port: number, name: string, args: string[], world = 2): Rank {
  const env = {
    PATH: process.env.PATH,
    NODE_OPTIONS: NO_EXIT,
    RANK: String(rank),
    WORLD_SIZE: String(world),
    MASTER_ADDR: '127.0.0.1',
    MASTER_PORT: String(port),
    AZ_BATCHAI_OUTPUT_MODEL: join(work, name, 'model'),
    TRAINYARD_CHECKPOINTS: join(work, name, `checkpoints-${rank}`),
  };
  const command = ['--preserve-symlinks', '--preserve-symlinks-main', join(work, 'job/digits/train.mjs'), ...SMALL];
  const child = spawn(process.execPath, [...command, ...args], { env });
  running.add(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    for (const check of waiting) check();
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return { code: code as number | null, errors };
  });
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const check = () => {
        const found = lines.find((text) => pattern.test(text));
        if (found !== undefined) resolve(found);
      };
      waiting.add(check);
      check();
      void ended.then(() => reject(new Error(`no line ${pattern} in:\n${lines.join('\n')}\n${errors}`)));
    });
  return { child, lines, line, ended };
}

/** Below the ports that the kernel gives out by itself: between this look and rank 0 no other test is given it. */
let nextPort = 10_000 + (process.pid % 9_000);

async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort++;
    const server = createServer();
    const isFree = new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (await isFree) return port;
  }
}

async function startPair(name: string, args: string[]): Promise<[Rank, Rank]> {
  const port = await freePort();
  return [startRank(0, port, name, args), startRank(1, port, name, args)];
}

/**
 * A road between the ranks that runs through this process: they cannot take a step unseen, however late a busy machine
 * lets the test see a line.
 */
async function openRoad(port: number): Promise<{ port: number; server: Server }> {
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    // Rank 0 may not listen yet: rank 1 tries again.
    far.on('error', () => near.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}

const weightsOf = (name: string) => readFile(join(work, name, 'model', 'weights.bin'));

test('two processes train to equal weights and leave a model', async () => {
  const [first, second] = await startPair('plain', ['--epochs', '2']);
  expect(await Promise.all([first.ended, second.ended])).toEqual([
    { code: 0, errors: '' },
    { code: 0, errors: '' },
  ]);
  const steps = first.lines.filter((line) => line.startsWith('epoch '));
  expect(steps.length).toBeGreaterThanOrEqual(3);
  for (const line of steps) expect(line).toMatch(/^epoch [12]\/2 step \d+\/34 loss=\d\.\d{4} accuracy=[01]\.\d{4}$/);
  expect(steps.at(-1)).toContain('epoch 2/2 step 34/34');
  expect(first.lines.at(-1)).toMatch(/^done: held-out accuracy=[01]\.\d{4} digits=60$/);
  const checksum = crc32(await weightsOf('plain'))
    .toString(16)
    .padStart(8, '0');
  expect(second.lines.at(-1)).toBe(`rank 1: epoch 2/2 weights ${checksum}`);
  const model = JSON.parse(await readFile(join(work, 'plain/model/model.json'), 'utf8'));
  expect(model.training).toMatchObject({ steps: 34, heldOutDigits: 60 });
  expect(await readdir(join(work, 'plain/checkpoints-0'))).toHaveLength(2);
});

test('a run killed at a checkpoint goes on to the same weights as one that was left alone', async () => {
  const args = ['--epochs', '12'];
  const whole = await startPair('whole', args);
  expect((await Promise.all(whole.map((rank) => rank.ended))).map(({ code }) => code)).toEqual([0, 0]);

  const port = await freePort();
  const road = await openRoad(port);
  const killed = [startRank(0, port, 'killed', args), startRank(1, road.port, 'killed', args)] as const;
  await killed[0].line(/^checkpoint-40\.bin written$/);
  for (const rank of killed) rank.child.kill('SIGKILL');
  await Promise.all(killed.map((rank) => rank.ended));
  road.server.close();
  expect(killed[0].lines.at(-1)).not.toMatch(/^done/);
  const kept = (await readdir(join(work, 'killed/checkpoints-0'))).filter((name) => name.endsWith('.bin'));
  const newest = Math.max(...kept.map((name) => Number(/\d+/.exec(name)?.[0])));

  const resumed = await startPair('killed', args);
  const epoch = Math.ceil((newest + 1) / 17);
  // Rank 1 has no checkpoint of its own and takes the state of rank 0.
  for (const rank of resumed) await rank.line(new RegExp(`^resumed from step ${newest} \\(epoch ${epoch}\\)$`));
  expect((await Promise.all(resumed.map((rank) => rank.ended))).map(({ code }) => code)).toEqual([0, 0]);
  expect(await weightsOf('killed')).toEqual(await weightsOf('whole'));
  expect(resumed[0].lines.at(-1)).toBe(whole[0].lines.at(-1));
}, 120_000);

test('when a rank dies, the others name it, and the steps it shared are kept', async () => {
  const [first, second] = await startPair('lost', FOR_LONG);
  await first.line(/^checkpoint-\d+\.bin written$/);
  second.child.kill('SIGKILL');
  const { code, errors } = await first.ended;
  expect(code).toBe(1);
  const step = Number(/^error: rank 1 was lost at step (\d+): /.exec(errors)?.[1]);
  expect(await readdir(join(work, 'lost/checkpoints-0'))).toContain(`checkpoint-${step}.bin`);
});

test('SIGTERM saves the state and ends every rank; a corrupt checkpoint falls back to the one before', async () => {
  const [first, second] = await startPair('stopped', FOR_LONG);
  await first.line(/^checkpoint-10\.bin written$/);
  first.child.kill('SIGTERM');
  expect(await first.ended).toEqual({ code: 143, errors: '' });
  expect(await second.ended).toEqual({ code: 1, errors: 'error: rank 0 was asked to stop\n' });
  const step = Number(/^stopped at step (\d+)$/.exec(first.lines.at(-1) ?? '')?.[1]);
  const folder = join(work, 'stopped/checkpoints-0');
  const steps = (await readdir(folder)).map((name) => Number(/\d+/.exec(name)?.[0])).sort((a, b) => b - a);
  expect(steps[0]).toBe(step);
  await writeFile(join(folder, `checkpoint-${step}.bin`), 'TYCK and then the disk was full');
  const alone = startRank(0, 0, 'stopped', FOR_LONG, 1);
  await alone.line(new RegExp(`^resumed from step ${steps[1]} `));
  expect(alone.lines[0]).toMatch(new RegExp(`^skipped checkpoint-${step}\\.bin: torn`));
  alone.child.kill('SIGKILL');
  await alone.ended;
});

test('a wrong argument is refused by name', async () => {
  const rank = startRank(0, 0, 'wrong', ['--lr', 'fast'], 1);
  expect(await rank.ended).toEqual({ code: 2, errors: "error: --lr must be above 0 and below 10, not 'fast'\n" });
});

test('damaged packed data is packed again', async () => {
  const cache = join(work, 'cache');
  const source = (await digitsFiles(cache)).find(({ path }) => path.endsWith('.gz'))?.source ?? '';
  const before = await readFile(source);
  await writeFile(source, before.subarray(0, 1000));
  await digitsFiles(cache);
  expect(await readFile(source)).toEqual(before);
  expect(await readdir(cache)).toHaveLength(1);
});
