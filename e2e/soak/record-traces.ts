/**
 * `npm run soak record-traces [-- --only WORD] [--into FOLDER]`: runs real jobs on real agents, most of them doing well and some not, and
 * keeps what the finder of the server was told of each as a recording (`packages/series/src/testing/recorded`). The ranks are real
 * processes; their GPUs are simulated by a program in the place of nvidia-smi. Takes about a quarter of an hour: ranks mostly sleep.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Attempt } from '@trainyard/contracts/attempt';
import type { RankSeat } from '@trainyard/series/findings/unit-state';
import { packRecording, type RawFact } from '@trainyard/series/testing/recording';
import { RigServer } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';
import { type TraceScript, traceScripts } from './traces/scripts.ts';

const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    into: { type: 'string', default: beside('../../packages/series/src/testing/recorded') },
  },
});
const { only, into } = values;
const scripts = traceScripts.filter(({ name }) => only === undefined || name.includes(only));
/** Jobs at once, each with the GPUs of one node: two cores carry their ranks, which mostly sleep. */
const together = 14;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const folder = mkdtempSync(join(tmpdir(), 'trainyard-traces-'));
const records = join(folder, 'records');
mkdirSync(records);
mkdirSync(into, { recursive: true });
const smi = join(folder, 'nvidia-smi');
writeFileSync(smi, `#!/bin/sh\nexec '${process.execPath}' '${beside('traces/nvidia-smi.ts')}' '${folder}' "$@"\n`);
chmodSync(smi, 0o755);

// From source, so that the finder that is tried is the one that was just changed.
const server = await new RigServer(
  { TRAINYARD_NVIDIA_SMI: smi, FINDER_RECORDS: records },
  beside('../../apps/bff/src/testing/recording-server.ts'),
).start();
try {
  const yard = await Yard.over(server, Math.max(2, Math.min(together, scripts.length)), { vmSize: 'STANDARD_NC24' });
  const ends = await Promise.allSettled(scripts.map((script, at) => record(yard, script, at)));
  // One that could not be recorded takes nothing from the others.
  for (const end of ends) if (end.status === 'rejected') console.error(end.reason);
  if (ends.some(({ status }) => status === 'rejected')) process.exitCode = 1;
} finally {
  await server.dispose();
  rmSync(folder, { recursive: true, force: true });
}

async function record(yard: Yard, script: TraceScript, at: number): Promise<void> {
  const job = `trace-${at}`;
  const command = [process.execPath, beside('traces/rank.ts'), JSON.stringify(script), folder];
  const { uid } = await yard.submit(job, {
    nodeCount: script.nodes,
    gpusPerNode: 4 / script.nodes,
    distributedSettings: { commandLine: command.map((word) => `'${word}'`).join(' '), processCount: 4 },
  });
  await running(yard, job);
  const [attempt] = await yard.attempts(job);
  await pause(script.ms);
  const { executionState, reasons } = await yard.job(job);
  if (executionState !== 'running') {
    const said = (await yard.log(job, { fd: 'stderr' })).toString().slice(-2_000);
    throw new Error(`${script.name} ended by itself: ${JSON.stringify(reasons)} ${said}`);
  }
  const endsAt = Date.now();
  await yard.terminate(job);
  keep(script, seatsOf(attempt), uid, endsAt);
}

/** Waits for its turn; asks seldom, so that waiting is no load. */
async function running(yard: Yard, job: string): Promise<void> {
  for (;;) {
    const { executionState } = await yard.job(job);
    if (executionState === 'running') return;
    if (executionState !== 'queued') throw new Error(`${job} is ${executionState} before it was recorded`);
    await pause(2_000);
  }
}

/** Ranks as the server seats them. */
function seatsOf(attempt: Attempt | undefined): RankSeat[] {
  return (attempt?.tasks ?? []).flatMap(({ index, node, processes }) =>
    processes.map(({ rank }) => ({ rank, task: index, node: node.name })),
  );
}

function keep(script: TraceScript, seats: RankSeat[], uid: string, endsAt: number): void {
  const { name, style } = script;
  const facts = readFileSync(join(records, `${uid}.jsonl`), 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as RawFact]))
    .filter(([, told]) => told <= endsAt);
  const word = join(folder, `fault-${name}`);
  const fault = script.fault && {
    kind: script.fault.kind,
    ranks: script.fault.ranks,
    at: existsSync(word) ? Number(readFileSync(word, 'utf8')) : Number.NaN,
  };
  if (fault !== null && !Number.isFinite(fault.at)) throw new Error(`${name}: it did not go wrong in its time`);
  const text = JSON.stringify(packRecording({ name, style, seats, fault, endsAt }, facts));
  const bytes = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const file = `${name.replaceAll(/[^a-z0-9]+/g, '-')}.json.br`;
  writeFileSync(join(into, file), bytes);
  console.log(`${file}: ${facts.length} facts of ${Math.round(script.ms / 1_000)} s in ${bytes.length} bytes`);
}
