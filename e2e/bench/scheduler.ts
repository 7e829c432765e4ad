/**
 * The decision core alone, in process: 5,000 nodes with 8 GPUs and 50,000 waiting jobs of 200 users, parts of nodes, gangs, labels and fair
 * share. First it fills the empty fleet, then it keeps the full one full while jobs end and others come. What counts is `decide` and the
 * `apply` of what it starts; a placement is a task on a node, as one pod is elsewhere.
 */
import type { Decision, Scheduler, SchedulerNode, SchedulerUnit } from '@trainyard/scheduler/interface';
import { createScheduler } from '@trainyard/scheduler/scheduler';
import { bigLoad, bigUnits, budgetLoad } from '@trainyard/scheduler/testing/big-load';
import { type BenchRow, median, percentile, publish } from './report/report.ts';

const runs = 5;
/** Starts per pass, as many as a pass may decide: what control carries out in one go. */
const batch = 256;
const churnPasses = 150;
/** The published floors of kube-scheduler's own performance tests, pods/s: plain ones, and such with extended resources. */
const kubeFloors = { plain: 810, extended: 180 };

/** Processor time of this thread, ms: what neighbours on the machine take does not count. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

interface Phase {
  placements: number;
  cpuMs: number;
  passes: number[];
}

/** A fleet in memory that does what control does with starts. */
class Fleet {
  readonly scheduler: Scheduler;
  now: number;
  readonly #units = new Map<string, SchedulerUnit>();
  readonly #nodes = new Map<string, SchedulerNode>();
  readonly #running: string[] = [];
  #made: number = budgetLoad.waiting;

  constructor() {
    const world = bigLoad();
    this.scheduler = createScheduler({ depth: batch });
    this.scheduler.load(world);
    this.now = (world.units[0]?.since ?? 0) + 60_000;
    for (const unit of world.units) this.#units.set(unit.uid, unit);
    for (const node of world.nodes) this.#nodes.set(node.uid, node);
  }

  /** One pass, and its starts carried out; how many jobs started. */
  pass(phase: Phase): number {
    const from = cpuMs();
    const decisions = this.scheduler.decide(this.now, batch);
    const decided = cpuMs();
    const starts = decisions.filter((one) => one.type === 'start');
    for (const start of starts) this.#start(start);
    phase.cpuMs += cpuMs() - from;
    phase.passes.push(decided - from);
    for (const { placements } of starts) phase.placements += placements.length;
    return starts.length;
  }

  #start({ unitUid, placements }: Extract<Decision, { type: 'start' }>): void {
    const unit = { ...(this.#units.get(unitUid) as SchedulerUnit), held: placements, startedAt: this.now };
    this.#units.set(unitUid, unit);
    this.#running.push(unitUid);
    this.scheduler.apply({ type: 'unit', unit });
  }

  /** A minute later some have ended, anywhere in the fleet, and as many others have come. */
  turn(count: number, seed: number): void {
    this.now += 60_000;
    for (let at = 0; at < count; at++) {
      const place = (at * 7919 + seed * 104_729) % this.#running.length;
      const uid = this.#running[place] as string;
      this.#running[place] = this.#running.at(-1) as string;
      this.#running.pop();
      const unit = this.#units.get(uid) as SchedulerUnit;
      this.#units.delete(uid);
      this.scheduler.apply({ type: 'unitGone', uid });
      for (const { nodeUid } of unit.held ?? []) {
        const node = this.#nodes.get(nodeUid) as SchedulerNode;
        this.scheduler.apply({ type: 'node', node: { ...node, idleSince: this.now } });
      }
    }
    for (const unit of bigUnits({ ...budgetLoad, waiting: count }, seed, this.#made)) {
      this.#units.set(unit.uid, unit);
      this.scheduler.apply({ type: 'unit', unit });
    }
    this.#made += count;
  }
}

interface Run {
  fill: Phase;
  churn: Phase;
  forkMs: number;
}

function run(): Run {
  const fleet = new Fleet();
  const fill: Phase = { placements: 0, cpuMs: 0, passes: [] };
  while (fleet.pass(fill) === batch);
  const churn: Phase = { placements: 0, cpuMs: 0, passes: [] };
  for (let at = 0; at < churnPasses; at++) {
    fleet.turn(batch, at + 2);
    fleet.pass(churn);
  }
  const from = cpuMs();
  fleet.scheduler.fork();
  return { fill, churn, forkMs: cpuMs() - from };
}

const all: Run[] = [];
// The first one warms the compiler up and is left out.
for (let at = 0; at <= runs; at++) {
  globalThis.gc?.();
  const one = run();
  if (at > 0) all.push(one);
}

const perSecond = ({ placements, cpuMs: took }: Phase): number => (placements / took) * 1000;
const rateRow = (what: string, phases: readonly Phase[]): BenchRow => {
  const ours = median(phases.map(perSecond));
  return {
    what,
    unit: '1/s',
    ours,
    peer: "kube-scheduler's CI floor with extended resources",
    peerValue: kubeFloors.extended,
    ratio: ours / kubeFloors.extended,
    target: '≥ 100,000 /s on one core',
    meets: ours >= 100_000,
  };
};
const p99 = median(all.map(({ fill, churn }) => percentile([...fill.passes, ...churn.passes], 0.99)));
publish(
  'scheduler',
  [
    rateRow(
      'placements while 50,000 jobs fill 5,000 empty nodes',
      all.map(({ fill }) => fill),
    ),
    rateRow(
      'placements on the full fleet, jobs ending and coming',
      all.map(({ churn }) => churn),
    ),
    { what: `a pass of up to ${batch} starts, p99`, unit: 'ms', ours: p99, target: '≤ 50 ms', meets: p99 <= 50 },
    {
      what: 'an independent copy of it all',
      unit: 'ms',
      ours: median(all.map(({ forkMs }) => forkMs)),
      target: 'shown',
      meets: true,
    },
  ],
  {
    kubeFloors,
    runs: all.map(({ fill, churn, forkMs }) => ({ fill: perSecond(fill), churn: perSecond(churn), forkMs })),
  },
);
