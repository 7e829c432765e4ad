/** Durable single submissions over HTTP keep-alive: each answer waits for its commit. */
import { Agent, request } from 'node:http';
import { adminToken } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';
import { type BenchRow, median, percentile, publish } from './report/report.ts';

const connections = 64;
const runs = 5;
const perRun = 4_000;

const yard = await Yard.open(0);
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const { hostname, port } = new URL(yard.server.url);

/** One submission; answers its time in ms. */
function submit(name: string): Promise<number> {
  const body = JSON.stringify({ name, cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } });
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${adminToken}`,
    };
    const path = '/api/v1/workspaces/w/experiments/e/jobs';
    const asked = request({ agent, hostname, port, path, method: 'POST', headers }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        if (answer.statusCode !== 200 && answer.statusCode !== 201) reject(new Error(`answered ${answer.statusCode}`));
        else resolve(performance.now() - from);
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

async function round(run: number): Promise<{ perSecond: number; times: number[] }> {
  let next = 0;
  const times: number[] = [];
  const from = performance.now();
  const worker = async (): Promise<void> => {
    while (next < perRun) times.push(await submit(`r${run}-${next++}`));
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { perSecond: perRun / ((performance.now() - from) / 1000), times };
}

const results: { perSecond: number; times: number[] }[] = [];
for (let run = 0; run < runs; run++) results.push(await round(run));
agent.destroy();
await yard.close();

const perSecond = median(results.map((one) => one.perSecond));
const p99 = median(results.map((one) => percentile(one.times, 0.99)));
const rows: BenchRow[] = [
  {
    what: 'durable submissions, 64 connections',
    unit: '1/s',
    ours: perSecond,
    target: '≥ 12,000 /s',
    meets: perSecond >= 12_000,
  },
  { what: 'their time, p99', unit: 'ms', ours: p99, target: '≤ 15 ms', meets: p99 <= 15 },
];
publish(
  'submissions',
  rows,
  results.map((one) => one.perSecond),
);
