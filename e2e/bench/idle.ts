/** What a server and an agent take while nothing happens: as `npm start` starts them, after the quick start has run. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@trainyard/sdk/client';
import { agentsOf, processorSeconds } from '../cluster/processes.ts';
import { adminToken, plainEnvironment } from '../cluster/server.ts';
import { until } from '../cluster/wait.ts';
import { type BenchRow, publish } from './report/report.ts';

/** The first job computes: seconds on a free machine, minutes on a busy one. */
const firstJobMs = 300_000;
/** Both together stay under the 30 s after which the idle node of the quick start leaves. */
const settleMs = 5_000;
const watchMs = 20_000;
/** Asking more often would itself fill the heap that is measured. */
const askEveryMs = 1_000;
const checkout = fileURLToPath(new URL('../..', import.meta.url));

const residentMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function rowsOf(what: string, memory: number, mostMiB: number, share: number): BenchRow[] {
  return [
    { what: `${what}, resident`, unit: 'MiB', ours: memory, target: `≤ ${mostMiB} MiB`, meets: memory <= mostMiB },
    { what: `${what}, CPU`, unit: '%', ours: share, target: '≤ 1 %', meets: share <= 1 },
  ];
}

const home = mkdtempSync(join(tmpdir(), 'trainyard-idle-'));
const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { scripts: { start: string } };
const environment = { TRAINYARD_HOME: home, TRAINYARD_PORT: '0', TRAINYARD_ADMIN_TOKEN: adminToken };
// The script ends in exec, so this is the server's own process.
const server = spawn('sh', ['-c', scripts.start], {
  cwd: checkout,
  env: plainEnvironment(environment),
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  const url = await until('the server to serve', () => {
    const said = JSON.parse(readFileSync(join(home, 'server.json'), 'utf8')) as { url: string };
    return said.url;
  });
  const client = createClient({ url, token: adminToken });
  const isDone = async (): Promise<boolean> => {
    await pause(askEveryMs);
    const workspaces = await client.call('listWorkspaces', {});
    const workspace = workspaces.items[0]?.name;
    const jobs = workspace && (await client.call('listJobs', { params: { workspace } }));
    return jobs !== undefined && jobs !== '' && jobs.items[0]?.executionState === 'succeeded';
  };
  await until('the first job to succeed', isDone, firstJobMs);
  await pause(settleMs);
  const watched = [
    { what: 'server', pid: server.pid ?? 0, mostMiB: 150 },
    { what: 'agent', pid: agentsOf(home)[0]?.pid ?? 0, mostMiB: 80 },
  ];
  const from = performance.now();
  const memory = watched.map(({ pid }) => residentMiB(pid));
  const before = watched.map(({ pid }) => processorSeconds(pid));
  await pause(watchMs);
  const took = (performance.now() - from) / 1000;
  const rows = watched.flatMap(({ what, pid, mostMiB }, at) =>
    rowsOf(what, memory[at] ?? Number.NaN, mostMiB, ((processorSeconds(pid) - (before[at] ?? 0)) / took) * 100),
  );
  publish('idle', rows, { watchMs });
} finally {
  const agents = agentsOf(home);
  server.kill('SIGTERM');
  await until('the server to end', () => server.exitCode !== null || server.signalCode !== null);
  for (const { pid } of agents) process.kill(pid, 'SIGKILL');
  rmSync(home, { recursive: true, force: true, maxRetries: 10 });
}
