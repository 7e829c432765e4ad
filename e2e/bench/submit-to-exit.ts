/** One job on an idle cluster: from the submission's first byte to its exit event at a viewer. */
import { openLive } from '@trainyard/sdk/live';
import { adminToken } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';
import { type BenchRow, median, percentile, publish } from './report/report.ts';

const warmUp = 20;
const counted = 200;

const yard = await Yard.open(1);
const workspace = await yard.client.call('getWorkspace', { params: { workspace: 'w' } });
const live = openLive({ url: yard.server.url, token: adminToken });
/** When the exit of each job was seen, by uid; whoever waits is told. */
const exits = new Map<string, number>();
let told: () => void = () => undefined;
let caughtUp: () => void = () => undefined;
const ready = new Promise<void>((resolve) => {
  caughtUp = resolve;
});
live.follow(`workspace:${workspace.uid}`, {
  onMark: () => caughtUp(),
  onError: (error) => {
    throw error;
  },
  onEvents(events) {
    for (const { type, subject } of events) {
      if (type === 'job.succeeded' || type === 'job.failed') exits.set(subject.uid, performance.now());
    }
    told();
  },
});
await ready;

const times: number[] = [];
for (let at = 0; at < warmUp + counted; at++) {
  const from = performance.now();
  const { uid } = await yard.submit(`j${at}`, 'true');
  while (!exits.has(uid)) {
    await new Promise<void>((resolve) => {
      told = resolve;
    });
  }
  if (at >= warmUp) times.push((exits.get(uid) ?? Number.NaN) - from);
}
live.close();
await yard.close();

const rows: BenchRow[] = [
  { what: 'submit → exit event, p50', unit: 'ms', ours: median(times), target: '≤ 15 ms', meets: median(times) <= 15 },
  { what: 'submit → exit event, p99', unit: 'ms', ours: percentile(times, 0.99), target: 'shown', meets: true },
];
publish('submit-to-exit', rows, { times });
