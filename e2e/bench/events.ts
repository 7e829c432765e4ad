/**
 * From a change's commit to its event at the viewers, and what the events of a busy fleet cost the server, beside a server that emits
 * each event to each socket. The same changes reach both, one request each, and viewers are processes of their own. `--quick`: fewer runs
 * and changes.
 */

import { processorSeconds } from '../cluster/processes.ts';
import { adminToken } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';
import { wallToMonotonic } from './load/monotonic.ts';
import { sendJson, storm } from './load/storm.ts';
import { ViewerPool, type Watched } from './load/viewer-pool.ts';
import { within } from './load/within.ts';
import { startPeer } from './peers/start-peer.ts';
import { type BenchRow, median, percentile, publish } from './report/report.ts';

const quick = process.argv.includes('--quick');
/** Of each of the two, one after the other, so that both meet the same machine. */
const runs = quick ? 2 : 5;
/** Limit of a run of one side: many times what a busy machine needs. */
const runMs = 180_000;
/** As many as the machine has cores here: more would only take them from the server. */
const processes = 2;
const light = { viewers: 200, changes: 20, perSecond: 20, connections: 1 };
const heavy = { viewers: 1_000, perSecond: 2_000, connections: 64 };
/** A second of the load; of the peer a tenth, since each of its events costs the same and a second of it takes half a minute. */
const heavyChanges = quick ? { ours: 600, naive: 60 } : { ours: 2_000, naive: 200 };

interface Side {
  watched: Watched;
  pid: number;
}

let changed = 0;
/** Changes the workspace's tags this often: one event each. Answers the changes that were taken, per second. */
async function change(side: Side, changes: number, load: { perSecond: number; connections: number }): Promise<number> {
  const { url } = side.watched;
  const headers = { authorization: `Bearer ${adminToken}` };
  const request = (): string =>
    sendJson('PATCH', url, '/api/v1/workspaces/w', headers, { tags: { change: String(++changed) } });
  return (await storm(url, load.connections, changes, request, load.perSecond)).perSecond;
}

/** Ms from each event's own time to each viewer. */
async function delays(side: Side, pool: ViewerPool): Promise<number[]> {
  const toMonotonic = wallToMonotonic();
  await change(side, light.changes, light);
  const arrivals = await pool.taken(light.changes);
  return arrivals.map(([at, arrived]) => arrived - (at + toMonotonic));
}

interface Cost {
  /** Events at viewers per second of the server's processor time. */
  perProcessorSecond: number;
  changesPerSecond: number;
  processorSeconds: number;
  /** From the first change to the last event at the last viewer. */
  tookMs: number;
}

async function cost(side: Side, pool: ViewerPool, changes: number): Promise<Cost> {
  const [before, from] = [processorSeconds(side.pid), performance.now()];
  const changesPerSecond = await change(side, changes, heavy);
  await pool.taken(changes);
  const used = processorSeconds(side.pid) - before;
  const tookMs = performance.now() - from;
  return {
    perProcessorSecond: (changes * heavy.viewers) / used,
    changesPerSecond,
    processorSeconds: used,
    tookMs,
  };
}

/** Runs one thing over both, A/B/A/B, with viewers at each. */
async function alternate<T>(
  sides: Record<'ours' | 'naive', Side>,
  viewers: number,
  timed: boolean,
  run: (side: Side, pool: ViewerPool, which: 'ours' | 'naive') => Promise<T>,
): Promise<Record<'ours' | 'naive', T[]>> {
  const open = (side: Side) => ViewerPool.open(side.watched, viewers, processes, timed);
  const pools = { ours: await open(sides.ours), naive: await open(sides.naive) };
  const results: Record<'ours' | 'naive', T[]> = { ours: [], naive: [] };
  try {
    for (let at = 0; at < runs; at++) {
      for (const which of ['ours', 'naive'] as const) {
        const what = `run ${at + 1} with ${viewers} viewers of ${which}`;
        results[which].push(await within(what, runMs, run(sides[which], pools[which], which)));
      }
    }
    return results;
  } finally {
    pools.ours.close();
    pools.naive.close();
  }
}

const peer = await startPeer('naive-socket-io.ts');
const yard = await Yard.open(0);
try {
  const { url, pid } = yard.server;
  const sides = {
    ours: { watched: { kind: 'ours', url, token: adminToken }, pid },
    naive: { watched: { kind: 'naive', url: peer.url }, pid: peer.child.pid ?? 0 },
  } satisfies Record<string, Side>;
  const times = await alternate(sides, light.viewers, true, delays);
  const unwatched = processorSeconds(pid);
  await change(sides.ours, heavyChanges.ours, heavy);
  const perChange = ((processorSeconds(pid) - unwatched) / heavyChanges.ours) * 1000;
  const costs = await alternate(sides, heavy.viewers, false, (side, pool, which) =>
    cost(side, pool, heavyChanges[which]),
  );
  publish('events', [...delayRows(times), ...costRows(costs, perChange)], {
    p50: { ours: times.ours.map(median), naive: times.naive.map(median) },
    costs,
    perChange,
  });
} finally {
  peer.child.kill();
  await yard.close();
}

function delayRows(times: Record<'ours' | 'naive', number[][]>): BenchRow[] {
  const row = (share: number, mostMs: number): BenchRow => {
    const of = (all: number[][]): number => median(all.map((run) => percentile(run, share)));
    const [ours, peerValue] = [of(times.ours), of(times.naive)];
    return {
      // An event's time is taken before its commit and cut to whole ms: what is shown is up to 1 ms and a flush more than it is.
      what: `commit → event at ${light.viewers} viewers, p${share * 100}`,
      unit: 'ms',
      ours,
      peer: 'naive Socket.IO, nothing stored',
      peerValue,
      ratio: ours / peerValue,
      target: `≤ ${mostMs} ms`,
      meets: ours <= mostMs,
    };
  };
  return [row(0.5, 2), row(0.99, 10)];
}

function costRows(costs: Record<'ours' | 'naive', Cost[]>, perChange: number): BenchRow[] {
  const of = (key: keyof Cost, side: Cost[]): number => median(side.map((one) => one[key]));
  const [ours, peerValue] = [of('perProcessorSecond', costs.ours), of('perProcessorSecond', costs.naive)];
  const taken = of('changesPerSecond', costs.ours);
  const load = `${heavy.viewers} viewers × ${heavy.perSecond} changes/s`;
  const shown = { target: 'shown', meets: true };
  return [
    {
      what: `events delivered per server CPU second, ${load}, changes stored`,
      unit: '1/s',
      ours,
      peer: 'naive Socket.IO, nothing stored',
      peerValue,
      ratio: ours / peerValue,
      target: '≥ 10 × naive',
      meets: ours >= 10 * peerValue,
    },
    {
      what: `changes taken of ${heavy.perSecond} offered`,
      unit: '1/s',
      ours: taken,
      peer: 'naive Socket.IO',
      peerValue: of('changesPerSecond', costs.naive),
      ...shown,
    },
    {
      what: `${heavyChanges.ours} changes at all ${heavy.viewers} viewers after`,
      unit: 'ms',
      ours: of('tookMs', costs.ours),
      ...shown,
    },
    { what: 'server CPU per change, nobody watching', unit: 'ms', ours: perChange, ...shown },
  ];
}
