import type { Decision, Placement, Scheduler, SchedulerCluster, SchedulerNode, SchedulerUnit } from '../interface.ts';
import { autoOf, clusterOf, nodeOf, noon, runningOn, unitOf } from './worlds.ts';

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
  /** Faults and arrivals stop when this is set; what is there goes on to its end. */
  calm = false;
  ended = 0;
  drained = 0;
  started = 0;
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
      this.#setCluster(clusterOf({ uid: `c${at}`, name: `yard${at}`, scale }));
    }
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
    const node = nodeOf(ordinal, { clusterUid, usable: false, idleSince: null, gpus: Math.floor(this.#chance() * 4) });
    this.nodes.set(node.uid, node);
    this.scheduler.apply({ type: 'node', node });
    const fails = !this.calm && this.#chance() < 0.05;
    this.#after(500 + 20_000 * this.#chance(), () => {
      this.#setNode(node.uid, fails ? { broken: true } : { usable: true, idleSince: this.now });
    });
  }

  #arrive(): void {
    this.#after(3000 * this.#chance(), () => {
      if (this.calm) return;
      this.#arrive();
      const order = this.#made++;
      const nodeCount = this.#chance() < 0.8 ? 1 + Math.floor(3 * this.#chance()) : 1 + Math.floor(12 * this.#chance());
      const priority = Math.floor(3 * this.#chance());
      const clusterUid = `c${Math.floor(4 * this.#chance())}`;
      this.#setUnit(unitOf(order, { nodeCount, priority, clusterUid }));
    });
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
      if (unit.held?.some((part) => part.nodeUid === node.uid)) this.#release(unit, { ...unit, held: null });
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
    for (const part of before.held ?? []) this.#setNode(part.nodeUid, { idleSince: this.now });
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
    if (decision.type === 'hinder' || decision.type === 'preempt') return false;
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
    const nodes = placements.map((part) => this.nodes.get(part.nodeUid) as SchedulerNode);
    for (const node of nodes) {
      if (!node.usable || node.broken || !node.counted || node.clusterUid !== unit.clusterUid) {
        throw new Error(`${uid} was put on ${node.uid}, which takes no work of it`);
      }
      if (node.idleSince === null) throw new Error(`${node.uid} was given twice`);
    }
    const running = runningOn(unit, nodes);
    this.#setUnit(running);
    for (const node of nodes) this.#setNode(node.uid, { idleSince: null });
    this.started += 1;
    const fails = !this.calm && this.#chance() < 0.1;
    this.#after(200 + 15_000 * this.#chance(), () => {
      // Gone or requeued meanwhile: its attempt is another one.
      if (this.units.get(uid) !== running) return;
      this.#release(running, fails ? { ...unit, notBefore: this.now + 10_000 } : undefined);
    });
    return true;
  }

  #drain({ nodeUids, busy, clusterUid }: Extract<Decision, { type: 'drain' }>): boolean {
    if (busy && this.clusters.get(clusterUid)?.scale.kind !== 'manual') throw new Error('busy nodes were given back');
    // As waitforjobcompletion says.
    if (busy) return false;
    for (const uid of nodeUids) {
      const holder = [...this.units.values()].find((unit) => unit.held?.some((part) => part.nodeUid === uid));
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
