/**
 * Lists of a workspace with 100,000 jobs, as the server answers them over HTTP, one at a time: the first page of every order both ways, searches and
 * filters that find many, few and none, pages deep in a list by key and by place, and what is counted beside a list.
 */
import { join } from 'node:path';
import { jobSorts } from '@trainyard/contracts/job-sorts';
import { processorSeconds } from '../cluster/processes.ts';
import { adminToken } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';
import { fillJobs } from './load/fill-jobs.ts';
import { storm } from './load/storm.ts';
import { type BenchRow, percentile, publish } from './report/report.ts';

const quick = process.argv.includes('--quick');
const jobs = 100_000;
const waiting = 50;
const asked = quick ? 101 : 1_000;
/** ms, as the budget says. */
const most = 30;

const orders = jobSorts.flatMap((sort) => [`sort=${sort}`, `sort=-${sort}`]);
const narrowed: Record<string, string> = {
  'text that one has': 'text=-99999',
  'text that a hundredth has': 'text=-77',
  'text that many have': 'text=resnet',
  'text that none has': 'text=nothing-of-the-kind',
  owner: 'owner=grace',
  'owner, by end': 'owner=grace&sort=-ended',
  failed: 'state=failed',
  'failed, by name': 'state=failed&sort=name',
  'tag that many have': 'tag=team=red',
  'tag that one has': 'tag=run=77',
  cluster: 'cluster=d',
  'exit code': 'exit=137',
  priority: 'priority=high',
  'of the last weeks': `since=${new Date(1_780_000_000_000 + jobs * 9_900).toISOString()}`,
};
const deep: Record<string, string> = {
  'place 90,000 by submission': 'offset=90000',
  'place 90,000 by name': 'sort=name&offset=90000',
  'place 90,000 by end': 'sort=-ended&offset=90000',
  'place 90,000 in the order of the portal': 'sort=-group&offset=90000',
};

const yard = await Yard.open(0);
const path = '/api/v1/workspaces/w/jobs';

interface Asked {
  first: number;
  times: number[];
  /** ms of the server's processor for each. */
  cpu: number;
}

async function timesOf(address: string): Promise<Asked> {
  const { url } = yard.server;
  const request = `GET ${address} HTTP/1.1\r\nhost: ${new URL(url).host}\r\nauthorization: Bearer ${adminToken}\r\n\r\n`;
  const [first = 0] = (await storm(url, 1, 1, () => request)).times;
  const before = processorSeconds(yard.server.pid);
  const { times } = await storm(url, 1, asked, () => request);
  return { first, times, cpu: ((processorSeconds(yard.server.pid) - before) * 1_000) / asked };
}

const raw: Record<string, { first: number; p50: number; p99: number; cpu: number }> = {};
const rows: BenchRow[] = [];
async function measure(what: string, address: string): Promise<void> {
  const { first, times, cpu } = await timesOf(address);
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  raw[what] = { first, p50, p99, cpu };
  rows.push({ what: `${what}: server's CPU for each`, unit: 'ms', ours: cpu, target: '–', meets: true });
  rows.push({ what: `${what}, p50`, unit: 'ms', ours: p50, target: '–', meets: true });
  rows.push({ what: `${what}, p99`, unit: 'ms', ours: p99, target: `≤ ${most} ms`, meets: p99 <= most });
}

try {
  const { client } = yard;
  await client.call('createExperiment', { params: { workspace: 'w' }, body: { name: 'f' } });
  const scaleSettings = { manual: { targetNodeCount: 0 } };
  await client.call('createCluster', {
    params: { workspace: 'w' },
    body: { name: 'd', vmSize: 'STANDARD_NC6', scaleSettings },
  });
  for (let at = 0; at < waiting; at++) await yard.submit(`waits-${at}`, 'true');
  await yard.server.kill('SIGTERM');
  fillJobs(join(yard.server.home, 'trainyard.db'), 'waits-0', jobs);
  await yard.server.start();
  for (const order of orders) await measure(order, `${path}?${order}&limit=50`);
  for (const [what, query] of Object.entries(narrowed)) {
    await measure(what, `${path}?sort=-group&${query}&limit=50`.replace(/sort=-group&(?=.*sort=)/, ''));
  }
  for (const [what, query] of Object.entries(deep)) await measure(what, `${path}?${query}&limit=50`);
  await measure('counts of all', `${path}/counts`);
  await measure('counts of a search', `${path}/counts?text=resnet`);
  const first = Math.max(...Object.values(raw).map((one) => one.first));
  rows.push({ what: 'the slowest first answer after a start', unit: 'ms', ours: first, target: 'shown', meets: true });
  publish('job-lists', rows, raw);
} finally {
  await yard.close();
}
