import { expect, test } from 'vitest';
import { Calibration } from './calibration.ts';
import { type ForecastOptions, forecastStarts } from './forecast.ts';
import type { SchedulerNode, SchedulerUnit } from './interface.ts';
import { RunTimes } from './run-times.ts';
import { createScheduler } from './scheduler.ts';
import { clusterOf, nodeOf, noon, runningOn, unitOf } from './testing/worlds.ts';
import { chanceOf } from './testing/yard.ts';

const jobs = 2_000;
const nodeCount = 12;
/** Forecasts are made this often, as control makes them. */
const everyMs = 60_000;
const minute = 60_000;

interface Arrival {
  at: number;
  unit: SchedulerUnit;
  runMs: number;
  command: string;
}

/**
 * A trace as clusters see it: eight users with three commands each, whose run times are log-normal about a median of their own and
 * end early now and then; days busier than nights; some gangs, some urgent jobs.
 */
function traceOf(seed: number): Arrival[] {
  const chance = chanceOf(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  const commands = Array.from({ length: 24 }, (_, at) => {
    return {
      user: `user${at % 8}`,
      name: `command${at}`,
      median: minute * 2 ** (1 + 5 * chance()),
      spread: 0.2 + 0.4 * chance(),
    };
  });
  // 65 % of the nodes are busy on average: a gang has 1.5 nodes, and a log-normal time is e^(s²/2) times its median.
  const mean = commands.reduce((sum, one) => sum + one.median * Math.exp(one.spread ** 2 / 2), 0) / commands.length;
  const everyMs = (mean * 1.5) / (0.65 * nodeCount);
  const trace: Arrival[] = [];
  for (let at = noon, order = 0; order < jobs; order++) {
    const busy = 1 + 0.6 * Math.sin(((at - noon) / (24 * 60 * minute)) * 2 * Math.PI);
    at += (-Math.log(1 - chance()) * everyMs) / busy;
    const command = commands[Math.floor(chance() * commands.length)] as (typeof commands)[number];
    const early = chance() < 0.1 ? chance() : 1;
    const gang = chance() < 0.8 ? 1 : 2 + Math.floor(chance() * 4);
    const priority = chance() < 0.1 ? 2 : 1;
    const unit = unitOf(order, { nodeCount: gang, priority, user: command.user, since: Math.round(at) });
    const runMs = Math.round(command.median * Math.exp(command.spread * normal()) * early);
    trace.push({ at: Math.round(at), unit, runMs, command: command.name });
  }
  return trace;
}

/** Replays a trace on the real scheduler; answers each start that was forecast, with its first forecast. */
function replay(trace: readonly Arrival[]) {
  const scheduler = createScheduler({ depth: 1_000 });
  const nodes = Array.from({ length: nodeCount }, (_, at) => nodeOf(at));
  scheduler.load({
    clusters: [clusterOf({ scale: { kind: 'manual', target: nodeCount } })],
    nodes,
    units: [],
    limits: [],
  });
  const byUid = new Map(trace.map((one) => [one.unit.uid, one]));
  const likenesses = (unit: SchedulerUnit) => [byUid.get(unit.uid)?.command ?? '', unit.user, 'all'];
  const runTimes = new RunTimes();
  const [middle, late] = [new Calibration(0.5), new Calibration(0.9)];
  const options: ForecastOptions = {
    most: 50,
    futures: 12,
    horizonMs: 30 * 24 * 60 * minute,
    runTimes,
    likenesses,
    arrivals: { times: new RunTimes(), likenesses: [], mostMs: 1 },
    graceMs: 1_000,
  };
  const first = new Map<string, { at: number; p50: number; p90: number; simulated: { p50: number; p90: number } }>();
  const scored: { p50: number; p90: number; startedAt: number; madeAt: number }[] = [];
  const ends: { at: number; unit: SchedulerUnit; nodes: SchedulerNode[] }[] = [];
  let next = 0;
  let forecastAt = noon;
  let news = false;
  for (let now = noon; next < trace.length || ends.length > 0; ) {
    const times = [trace[next]?.at, ends[0]?.at, news ? forecastAt : undefined].filter((at) => at !== undefined);
    now = Math.max(now, Math.min(...times));
    while (ends[0] && ends[0].at <= now) {
      const ended = ends.shift() as (typeof ends)[number];
      scheduler.apply({ type: 'unitGone', uid: ended.unit.uid });
      for (const node of ended.nodes) scheduler.apply({ type: 'node', node: { ...node, idleSince: now } });
      const run = byUid.get(ended.unit.uid) as Arrival;
      runTimes.learn(likenesses(ended.unit), run.runMs);
    }
    for (; (trace[next]?.at ?? Number.POSITIVE_INFINITY) <= now; next++) {
      scheduler.apply({ type: 'unit', unit: (trace[next] as Arrival).unit });
      news = true;
    }
    for (const decision of scheduler.decide(now, 1_000)) {
      if (decision.type !== 'start') continue;
      const { unit, runMs } = byUid.get(decision.unitUid) as Arrival;
      const taken = decision.placements.map(({ nodeUid }) => nodes.find(({ uid }) => uid === nodeUid) as SchedulerNode);
      scheduler.apply({ type: 'unit', unit: { ...runningOn(unit, taken), startedAt: now } });
      for (const node of taken) scheduler.apply({ type: 'node', node: { ...node, idleSince: null } });
      const place = ends.findIndex((one) => one.at > now + runMs);
      ends.splice(place < 0 ? ends.length : place, 0, { at: now + runMs, unit, nodes: taken });
      const told = first.get(unit.uid);
      if (!told) continue;
      middle.learn(told.simulated.p50 - told.at, told.p50 - told.at, now - told.at);
      late.learn(told.simulated.p90 - told.at, told.p90 - told.at, now - told.at);
      scored.push({ p50: told.p50, p90: told.p90, startedAt: now, madeAt: told.at });
    }
    if (!news || now < forecastAt) continue;
    news = false;
    forecastAt = now + everyMs;
    const search = forecastStarts(scheduler, 'c0', now, options);
    let step = search.next();
    while (!step.done) step = search.next();
    for (const { unitUid, p50, p90 } of step.value) {
      if (first.has(unitUid)) continue;
      const said = now + middle.apply(p50 - now);
      const latest = Math.max(said, now + late.apply(p90 - now));
      first.set(unitUid, { at: now, p50: said, p90: latest, simulated: { p50, p90 } });
    }
  }
  return scored;
}

test('on a trace of 2,000 jobs, 85 to 95 % of those that were forecast start before their p90', () => {
  const scored = replay(traceOf(7));
  const before = (key: 'p50' | 'p90') => scored.filter((one) => one.startedAt <= one[key]).length / scored.length;
  const median = (list: number[]) => Math.round((list.sort((a, b) => a - b)[list.length >> 1] ?? 0) / 1000);
  const error = median(scored.map(({ p50, startedAt }) => Math.abs(startedAt - p50)));
  const wait = median(scored.map(({ madeAt, startedAt }) => startedAt - madeAt));
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.info(
    `${scored.length} starts: ${percent(before('p90'))} before p90, ${percent(before('p50'))} before p50, median error ${error} s of a median wait of ${wait} s`,
  );
  expect(scored.length).toBeGreaterThan(800);
  expect(before('p90')).toBeGreaterThanOrEqual(0.85);
  expect(before('p90')).toBeLessThanOrEqual(0.95);
}, 180_000);
