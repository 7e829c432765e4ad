import type {
  Decision,
  Placement,
  Scheduler,
  SchedulerCluster,
  SchedulerLimit,
  SchedulerNode,
  SchedulerUnit,
} from '../interface.ts';
import { checkNodes } from './books.ts';
import { autoOf, clusterOf, nodeOf, noon, unitOf } from './worlds.ts';

/** Numbers in [0, 1) from a seed (mulberry32 by Tommy Ettinger, public domain). */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const queueOf = (name: string) => ({ name, cohort: 'x', nominal: { nodes: 6 }, borrowing: null, lending: null });

/** What each cluster has besides its size: two take nodes from lower priorities, one has queues that lend to each other. */
const features: Partial<SchedulerCluster>[] = [
  { queues: [queueOf('red'), queueOf('default')] },
  {},
  { preempts: true },
  { preempts: true },
];

const part = { gpus: 1, cpus: 2.5, memoryBytes: 256 };

interface Timer {
  at: number;
  /** Ties go in the order of making. */
  order: number;
  run: () => void;
}

/**
 * A fleet on a virtual timeline around a scheduler: nodes prepare, break, fall silent and leave; jobs arrive, end, fail and
 * start again. It does what control does with decisions, and checks each of them against its own books.
 */
export class Yard {
  now = noon;
  readonly scheduler: Scheduler;
  readonly clusters = new Map<string, SchedulerCluster>();
  readonly nodes = new Map<string, SchedulerNode>();
  readonly units = new Map<string, SchedulerUnit>();
  readonly limits: SchedulerLimit[] = [{ scope: 'user', key: 'bob', name: 'bob', jobs: 12 }];
  /** Faults and arrivals stop when this is set; what is there goes on to its end. */
  calm = false;
  ended = 0;
  drained = 0;
  started = 0;
  preempted = 0;
  /** Starts of shards of arrays, and of parts of nodes. */
  shards = 0;
  parts = 0;
  readonly #chance: () => number;
  readonly #timers: Timer[] = [];
  #made = 0;
  /** The time for which the scheduler asked to be asked again; not later than any that still counts. */
  #wakeAt = Number.POSITIVE_INFINITY;

  constructor(scheduler: Scheduler, seed: number) {
    this.scheduler = scheduler;
    this.#chance = chanceOf(seed);
    for (let at = 0; at < 4; at++) {
      const scale =
        at % 2 === 0
          ? ({ kind: 'manual', target: 3 + at } as const)
          : autoOf({ minimum: at - 1, maximum: 4 * at, idleDelayMs: 20_000 });
      this.#setCluster(clusterOf({ uid: `c${at}`, name: `yard${at}`, scale, ...features[at] }));
    }
    this.scheduler.apply({ type: 'limits', limits: this.limits });
    this.#arrive();
    this.#trouble();
    this.#decide();
  }

  /** Goes to the next thing that happens; false when nothing ever will. */
  step(): boolean {
    const timer = this.#timers[0];
    const at = Math.min(timer?.at ?? Number.POSITIVE_INFINITY, this.#wakeAt);
    if (at === Number.POSITIVE_INFINITY) return false;
    this.now = at;
    if (timer && timer.at === at) {
      this.#timers.shift();
      timer.run();
    }
    this.#decide();
    return true;
  }

  #after(delay: number, run: () => void): void {
    const timer = { at: this.now + Math.round(delay), order: this.#made++, run };
    const place = this.#timers.findIndex(
      (one) => one.at > timer.at || (one.at === timer.at && one.order > timer.order),
    );
    this.#timers.splice(place < 0 ? this.#timers.length : place, 0, timer);
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#chance() * items.length)];
  }

  #setCluster(cluster: SchedulerCluster): void {
    this.clusters.set(cluster.uid, cluster);
    this.scheduler.apply({ type: 'cluster', cluster });
    const counted = [...this.nodes.values()].filter((node) => node.clusterUid === cluster.uid && node.counted).length;
    for (let missing = cluster.scale.target - counted; missing > 0; missing--) this.#provision(cluster.uid);
  }

  #setNode(uid: string, over: Partial<SchedulerNode>): void {
    const before = this.nodes.get(uid);
    if (!before) return;
    const node = { ...before, ...over };
    this.nodes.set(uid, node);
    this.scheduler.apply({ type: 'node', node });
  }

  #setUnit(unit: SchedulerUnit): void {
    this.units.set(unit.uid, unit);
    this.scheduler.apply({ type: 'unit', unit });
  }

  #provision(clusterUid: string): void {
    const ordinal = this.#made++;
    const node = nodeOf(ordinal, { clusterUid, usable: false, idleSince: null });
    this.nodes.set(node.uid, node);
    this.scheduler.apply({ type: 'node', node });
    const fails = !this.calm && this.#chance() < 0.05;
    this.#after(500 + 20_000 * this.#chance(), () => {
      this.#setNode(node.uid, fails ? { broken: true } : { usable: true, idleSince: this.now });
    });
  }

  #arrive(): void {
    this.#after(4000 * this.#chance(), () => {
      if (this.calm) return;
      this.#arrive();
      const order = this.#made++;
      this.#giveUp();
      const nodeCount = this.#chance() < 0.8 ? 1 + Math.floor(3 * this.#chance()) : 1 + Math.floor(6 * this.#chance());
      const priority = Math.floor(3 * this.#chance());
      const clusterUid = `c${Math.floor(4 * this.#chance())}`;
      const kind = this.#chance();
      this.#setUnit(
        unitOf(order, {
          nodeCount,
          priority,
          clusterUid,
          user: this.#chance() < 0.5 ? 'ada' : 'bob',
          queue: this.#chance() < 0.5 ? 'red' : 'default',
          share: kind < 0.4 ? part : null,
          // Longer than any run of it.
          limitMs: this.#chance() < 0.5 ? 16_000 : 120_000,
          ...(kind > 0.37 && kind < 0.43 && { nodeCount: 1, array: { left: 4, parallel: 2 } }),
        }),
      );
    });
  }

  /** Who waits too long in too long a queue gives up: an undersized cluster does not fill without end. */
  #giveUp(): void {
    const waiting = [...this.units.values()].filter((unit) => !unit.held);
    const first = waiting[0];
    if (waiting.length < 60 || !first) return;
    this.units.delete(first.uid);
    this.scheduler.apply({ type: 'unitGone', uid: first.uid });
  }

  #trouble(): void {
    this.#after(15_000 * this.#chance(), () => {
      if (this.calm) return;
      this.#trouble();
      const kind = this.#chance();
      const node = this.#pick([...this.nodes.values()].filter((one) => one.counted && one.usable));
      const cluster = this.#pick([...this.clusters.values()]);
      if (kind < 0.4 && node) this.#lose(node);
      else if (kind < 0.7 && node) this.#silence(node);
      else if (cluster) this.#redesign(cluster);
    });
  }

  /** The node breaks; what held it goes back to the queue. */
  #lose(node: SchedulerNode): void {
    for (const unit of this.units.values()) {
      if (!unit.held?.some((one) => one.nodeUid === node.uid)) continue;
      this.#release(unit, { ...unit, held: null, startedAt: null, stopping: false });
    }
    this.#setNode(node.uid, { usable: false, broken: true });
    this.#after(60_000 * this.#chance(), () => {
      if (this.nodes.get(node.uid)?.counted) this.#setNode(node.uid, { usable: true, broken: false });
    });
  }

  /** Out of contact for a while; what runs there goes on. */
  #silence(node: SchedulerNode): void {
    this.#setNode(node.uid, { usable: false });
    this.#after(10_000 * this.#chance(), () => {
      const back = this.nodes.get(node.uid);
      if (back?.counted && !back.broken) this.#setNode(node.uid, { usable: true });
    });
  }

  #redesign(cluster: SchedulerCluster): void {
    const { scale } = cluster;
    if (scale.kind === 'manual') {
      this.#setCluster({ ...cluster, scale: { ...scale, target: Math.floor(9 * this.#chance()) } });
    } else {
      const minimum = Math.floor(3 * this.#chance());
      const maximum = minimum + Math.floor(10 * this.#chance());
      this.#setCluster({ ...cluster, scale: { ...scale, minimum, maximum } });
    }
  }

  /** A unit ends or goes back to the queue; its nodes are idle from now on. */
  #release(before: SchedulerUnit, next: SchedulerUnit | undefined): void {
    if (next) {
      this.#setUnit(next);
    } else {
      this.units.delete(before.uid);
      this.scheduler.apply({ type: 'unitGone', uid: before.uid });
      this.ended += 1;
    }
    for (const { nodeUid } of before.held ?? [])
      if (!this.#holder(nodeUid)) this.#setNode(nodeUid, { idleSince: this.now });
    const entry = this.units.get(before.uid.split('.')[0] as string);
    if (!next && entry?.array)
      this.#setUnit({ ...entry, array: { ...entry.array, parallel: entry.array.parallel + 1 } });
  }

  #holder(nodeUid: string): SchedulerUnit | undefined {
    return [...this.units.values()].find((unit) => unit.held?.some((one) => one.nodeUid === nodeUid));
  }

  #decide(): void {
    // Each pass starts, sizes or gives back something; more passes than things would be a loop.
    for (let pass = 0; ; pass++) {
      if (pass > 2 * (this.units.size + this.nodes.size + this.clusters.size)) throw new Error('decisions never end');
      const decisions = this.scheduler.decide(this.now, 8);
      this.#wakeAt = Number.POSITIVE_INFINITY;
      let changed = false;
      for (const decision of decisions) changed = this.#carryOut(decision) || changed;
      if (!changed) return;
    }
  }

  /** True when something changed. */
  #carryOut(decision: Decision): boolean {
    if (decision.type === 'wait') {
      this.#wakeAt = Math.min(this.#wakeAt, decision.until ?? Number.POSITIVE_INFINITY);
      return false;
    }
    if (decision.type === 'start') return this.#start(decision.unitUid, decision.placements);
    if (decision.type === 'drain') return this.#drain(decision);
    if (decision.type === 'hinder') return false;
    if (decision.type === 'preempt') return this.#preempt(decision);
    if (decision.at > this.now) {
      this.#wakeAt = Math.min(this.#wakeAt, decision.at);
      return false;
    }
    const cluster = this.clusters.get(decision.clusterUid);
    if (cluster?.scale.kind !== 'auto') throw new Error('a fixed size was changed');
    const { minimum, maximum, target } = cluster.scale;
    if (decision.target < minimum || decision.target > maximum) throw new Error('a size out of its bounds');
    this.#setCluster({ ...cluster, scale: { ...cluster.scale, target: decision.target } });
    return decision.target !== target;
  }

  #start(uid: string, placements: readonly Placement[]): boolean {
    const unit = this.units.get(uid);
    if (!unit || unit.held) throw new Error(`${uid} does not wait`);
    if (unit.notBefore > this.now) throw new Error(`${uid} was to wait`);
    if (placements.length !== unit.nodeCount)
      throw new Error(`${uid} got ${placements.length} of ${unit.nodeCount} nodes`);
    const nodes = placements.map((one) => this.nodes.get(one.nodeUid) as SchedulerNode);
    for (const node of nodes) {
      if (!node.usable || node.broken || !node.counted || node.clusterUid !== unit.clusterUid) {
        throw new Error(`${uid} was put on ${node.uid}, which takes no work of it`);
      }
      if (node.idleSince === null && !unit.share) throw new Error(`${node.uid} was given twice`);
    }
    const running = this.#run(unit, placements);
    const held = new Set(placements.map(({ nodeUid }) => nodeUid));
    const there = [...this.units.values()].filter((one) => one.held?.some(({ nodeUid }) => held.has(nodeUid)));
    checkNodes({ clusters: [], nodes, units: [], limits: [] }, there);
    for (const node of nodes) this.#setNode(node.uid, { idleSince: null });
    this.started += 1;
    if (unit.share) this.parts += 1;
    const fails = !this.calm && this.#chance() < 0.1;
    this.#after(200 + 15_000 * this.#chance(), () => {
      // Gone or requeued meanwhile: its attempt is another one.
      if (this.units.get(running.uid) !== running) return;
      const again = { ...running, held: null, startedAt: null, notBefore: this.now + 10_000 };
      this.#release(running, fails ? again : undefined);
    });
    return true;
  }

  /** A unit holds its nodes; of an array's entry one more shard does. */
  #run({ array, ...unit }: SchedulerUnit, placements: readonly Placement[]): SchedulerUnit {
    const uid = array ? `${unit.uid}.${this.#made++}` : unit.uid;
    const running: SchedulerUnit = { ...unit, uid, held: [...placements], startedAt: this.now, stopping: false };
    if (array) {
      this.shards += 1;
      if (array.parallel < 1) throw new Error(`${unit.uid} runs too many shards`);
      const left = { left: array.left - 1, parallel: array.parallel - 1 };
      if (left.left > 0) this.#setUnit({ ...unit, array: left });
      else {
        this.units.delete(unit.uid);
        this.scheduler.apply({ type: 'unitGone', uid: unit.uid });
      }
    }
    this.#setUnit(running);
    return running;
  }

  /** Victims stop within a second and wait again. */
  #preempt({ unitUid, victims }: Extract<Decision, { type: 'preempt' }>): boolean {
    const taker = this.units.get(unitUid);
    for (const { unitUid: uid } of victims) {
      const victim = this.units.get(uid);
      if (!victim?.held || victim.stopping || !taker || victim.priority >= taker.priority)
        throw new Error(`${uid} is no victim of ${unitUid}`);
      const stopping = { ...victim, stopping: true };
      this.#setUnit(stopping);
      this.preempted += 1;
      this.#after(1000 * this.#chance(), () => {
        if (this.units.get(uid) === stopping) this.#release(stopping, { ...victim, held: null, startedAt: null });
      });
    }
    return true;
  }

  #drain({ nodeUids, busy, clusterUid }: Extract<Decision, { type: 'drain' }>): boolean {
    if (busy && this.clusters.get(clusterUid)?.scale.kind !== 'manual') throw new Error('busy nodes were given back');
    // As waitforjobcompletion says.
    if (busy) return false;
    for (const uid of nodeUids) {
      const holder = this.#holder(uid);
      if (holder) throw new Error(`${uid} was given back while ${holder.uid} runs on it`);
      this.#setNode(uid, { usable: false, counted: false });
      this.drained += 1;
      this.#after(1000, () => {
        this.nodes.delete(uid);
        this.scheduler.apply({ type: 'nodeGone', uid });
      });
    }
    return nodeUids.length > 0;
  }
}
