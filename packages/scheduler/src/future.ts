import type {
  ClusterContents,
  Decision,
  Placement,
  Scheduler,
  SchedulerCluster,
  SchedulerNode,
  SchedulerUnit,
} from './interface.ts';
import { SortedList } from './sorted-list.ts';

/** What a simulated future does not decide by itself. All times in ms. */
export interface Fate {
  /** How long a unit runs in all, of which `ranMs` are over. */
  runMs(unit: SchedulerUnit, ranMs: number): number;
  /** How long until a node that is being made takes work. */
  arrivalMs(nodeUid: string): number;
  /** How long a unit that was told to stop goes on to hold its nodes. */
  graceMs: number;
}

interface Happening {
  at: number;
  /** Ties go in the order of making. */
  order: number;
  run: () => void;
}

/** Starts asked for at once. */
const startsPerPass = 256;
/** Passes at one moment: more would be decisions that undo each other. */
const passesMost = 1_000;
/** Moments of one future: a cluster that grows and shrinks for ever ends no other way. */
const momentsMost = 10_000;

/**
 * One way in which a cluster may go on from now: the scheduler decides, units run and end, nodes come and go. Nothing new is
 * submitted. It does with decisions what control does with them.
 */
export class Future {
  /** When each unit that waited started. */
  readonly starts = new Map<string, number>();
  readonly #scheduler: Scheduler;
  readonly #fate: Fate;
  readonly #happenings = new SortedList<Happening>((a, b) => a.at - b.at || a.order - b.order);
  readonly #nodes = new Map<string, SchedulerNode>();
  readonly #units = new Map<string, SchedulerUnit>();
  /** Entries of arrays by job. */
  readonly #entries = new Map<string, string>();
  /** Units on each node. */
  readonly #holders = new Map<string, number>();
  /** Counts the runs, so that the end of one that was cut short is known to be void. */
  readonly #runs = new Map<string, number>();
  #cluster: SchedulerCluster;
  #now: number;
  #made = 0;
  #wakeAt = Number.POSITIVE_INFINITY;

  /** `scheduler`: a copy that is this future's own, and holds `contents`. */
  constructor(scheduler: Scheduler, contents: ClusterContents, now: number, fate: Fate) {
    this.#scheduler = scheduler;
    this.#fate = fate;
    this.#cluster = contents.cluster;
    this.#now = now;
    for (const node of contents.nodes) this.#nodes.set(node.uid, node);
    for (const unit of contents.units) {
      this.#units.set(unit.uid, unit);
      if (unit.array) this.#entries.set(unit.jobUid, unit.uid);
      if (unit.held) this.#goOn(unit);
    }
    for (const node of contents.nodes) this.#expect(node);
    for (const { from, to } of contents.cluster.reservations)
      for (const at of [from, to]) if (at > now && Number.isFinite(at)) this.#at(at, () => undefined);
    this.#provision();
  }

  /** Goes on until all of these units have started, nothing happens any more, or it is `until`. Yields after each moment. */
  *run(unitUids: ReadonlySet<string>, until: number): Generator<void, void> {
    for (let moment = 0; moment < momentsMost; moment++) {
      yield* this.#decide();
      if ([...unitUids].every((uid) => this.starts.has(uid))) return;
      const [first] = this.#happenings;
      const next = Math.min(first?.at ?? Number.POSITIVE_INFINITY, this.#wakeAt);
      if (next > until || next === Number.POSITIVE_INFINITY) return;
      this.#now = Math.max(this.#now, next);
      this.#happen();
      yield;
    }
  }

  #happen(): void {
    for (;;) {
      const [first] = this.#happenings;
      if (!first || first.at > this.#now) return;
      this.#happenings.remove(first);
      first.run();
    }
  }

  #at(at: number, run: () => void): void {
    this.#happenings.add({ at: Math.max(at, this.#now), order: this.#made++, run });
  }

  /** Asks and carries out until nothing more is decided for this moment. */
  *#decide(): Generator<void, void> {
    for (let pass = 0; pass < passesMost; pass++) {
      this.#wakeAt = Number.POSITIVE_INFINITY;
      let changed = false;
      for (const decision of this.#scheduler.decide(this.#now, startsPerPass)) {
        changed = this.#carryOut(decision) || changed;
      }
      if (!changed) return;
      yield;
    }
  }

  /** True when something changed. */
  #carryOut(decision: Decision): boolean {
    switch (decision.type) {
      case 'start':
        return this.#start(decision.unitUid, decision.placements);
      case 'preempt':
        return decision.victims.map(({ unitUid }) => this.#preempt(unitUid)).some(Boolean);
      case 'drain':
        return decision.nodeUids.map((uid) => this.#drain(uid)).some(Boolean);
      case 'wait':
        this.#wake(decision.until);
        return false;
      case 'resize':
        if (decision.at > this.#now) this.#wake(decision.at);
        else return this.#resize(decision.target);
        return false;
      case 'hinder':
        return false;
    }
  }

  #wake(at: number | null): void {
    if (at !== null && at > this.#now) this.#wakeAt = Math.min(this.#wakeAt, at);
  }

  #start(uid: string, placements: readonly Placement[]): boolean {
    const waiting = this.#units.get(uid);
    if (!waiting || waiting.held) return false;
    if (!this.starts.has(uid)) this.starts.set(uid, this.#now);
    const unit = waiting.array ? this.#shardOf(waiting, waiting.array) : waiting;
    const held = placements.map(({ nodeUid, gpuIds, cpus, memoryBytes }) => ({ nodeUid, gpuIds, cpus, memoryBytes }));
    const running = { ...unit, held, startedAt: this.#now };
    this.#setUnit(running);
    for (const nodeUid of nodesOf(running)) this.#setNode(nodeUid, { idleSince: null });
    this.#goOn(running);
    return true;
  }

  /** Takes one shard out of an array's entry: a unit of its own. */
  #shardOf(entry: SchedulerUnit, { left, parallel }: NonNullable<SchedulerUnit['array']>): SchedulerUnit {
    const { array: _entry, ...rest } = entry;
    if (left > 1) this.#setUnit({ ...entry, array: { left: left - 1, parallel: parallel - 1 } });
    else this.#removeUnit(entry.uid);
    return { ...rest, uid: `${entry.uid}#${left}` };
  }

  /** A unit runs, and will end. */
  #goOn(unit: SchedulerUnit): void {
    for (const uid of nodesOf(unit)) this.#holders.set(uid, (this.#holders.get(uid) ?? 0) + 1);
    const run = (this.#runs.get(unit.uid) ?? 0) + 1;
    this.#runs.set(unit.uid, run);
    const startedAt = unit.startedAt ?? this.#now;
    const ends = unit.stopping
      ? this.#now + this.#fate.graceMs
      : startedAt + this.#fate.runMs(unit, Math.max(0, this.#now - startedAt));
    this.#at(ends, () => {
      if (this.#runs.get(unit.uid) === run) this.#end(unit);
    });
  }

  #end(unit: SchedulerUnit): void {
    this.#removeUnit(unit.uid);
    this.#release(unit);
    const entry = this.#units.get(this.#entries.get(unit.jobUid) ?? '');
    if (entry?.array) this.#setUnit({ ...entry, array: { ...entry.array, parallel: entry.array.parallel + 1 } });
  }

  #preempt(uid: string): boolean {
    const unit = this.#units.get(uid);
    if (!unit?.held || unit.stopping) return false;
    this.#runs.set(uid, (this.#runs.get(uid) ?? 0) + 1);
    this.#setUnit({ ...unit, stopping: true });
    this.#at(this.#now + this.#fate.graceMs, () => {
      const ran = this.#now - (unit.startedAt ?? this.#now);
      const limitMs = Math.max(0, unit.limitMs - ran);
      this.#setUnit({ ...unit, held: null, startedAt: null, checkpointAt: null, stopping: false, limitMs });
      this.#release(unit);
    });
    return true;
  }

  /** What a unit held is free, as far as nobody else holds it. */
  #release(unit: SchedulerUnit): void {
    for (const uid of nodesOf(unit)) {
      const left = (this.#holders.get(uid) ?? 1) - 1;
      this.#holders.set(uid, left);
      if (left > 0) continue;
      if (this.#nodes.get(uid)?.counted === false) this.#removeNode(uid);
      else this.#setNode(uid, { idleSince: this.#now });
    }
  }

  /** A node that cannot take work for the moment, or has something on it that is about to end, will be there some time. */
  #expect(node: SchedulerNode): void {
    if (!node.counted || node.broken) return;
    const holders = () => this.#holders.get(node.uid) ?? 0;
    if (!node.usable) {
      this.#at(this.#now + this.#fate.arrivalMs(node.uid), () =>
        this.#setNode(node.uid, { usable: true, idleSince: holders() > 0 ? null : this.#now }),
      );
    } else if (node.idleSince === null && holders() === 0) {
      this.#at(this.#now + this.#fate.graceMs, () => {
        if (holders() === 0) this.#setNode(node.uid, { idleSince: this.#now });
      });
    }
  }

  #resize(target: number): boolean {
    const { scale } = this.#cluster;
    if (scale.kind !== 'auto' || scale.target === target) return false;
    this.#cluster = { ...this.#cluster, scale: { ...scale, target } };
    this.#scheduler.apply({ type: 'cluster', cluster: this.#cluster });
    this.#provision();
    return true;
  }

  /** Nodes that are missing from the cluster's size are made, once some can be had. */
  #provision(): void {
    const { uid: clusterUid, scale, nodeSize, labels, noGrowth } = this.#cluster;
    const all = [...this.#nodes.values()];
    const counted = all.filter((node) => node.counted).length;
    const last = all.reduce((most, node) => Math.max(most, node.ordinal), -1);
    for (let at = 1; at <= scale.target - counted; at++) {
      const state = { usable: false, counted: true, broken: false, idleSince: null };
      const uid = `coming-${this.#made++}`;
      const node: SchedulerNode = { ...nodeSize, ...state, uid, clusterUid, ordinal: last + at, labels };
      this.#nodes.set(uid, node);
      this.#scheduler.apply({ type: 'node', node });
      const asked = Math.max(this.#now, noGrowth?.until ?? 0);
      this.#at(asked + this.#fate.arrivalMs(uid), () => this.#setNode(uid, { usable: true, idleSince: this.#now }));
    }
  }

  #drain(uid: string): boolean {
    const node = this.#nodes.get(uid);
    if (!node?.counted) return false;
    if ((this.#holders.get(uid) ?? 0) > 0) this.#setNode(uid, { counted: false, usable: false });
    else this.#removeNode(uid);
    return true;
  }

  #setUnit(unit: SchedulerUnit): void {
    this.#units.set(unit.uid, unit);
    this.#scheduler.apply({ type: 'unit', unit });
  }

  #removeUnit(uid: string): void {
    this.#units.delete(uid);
    this.#scheduler.apply({ type: 'unitGone', uid });
  }

  #setNode(uid: string, change: Partial<SchedulerNode>): void {
    const before = this.#nodes.get(uid);
    if (!before) return;
    const node = { ...before, ...change };
    this.#nodes.set(uid, node);
    this.#scheduler.apply({ type: 'node', node });
  }

  #removeNode(uid: string): void {
    this.#nodes.delete(uid);
    this.#scheduler.apply({ type: 'nodeGone', uid });
  }
}

function nodesOf(unit: SchedulerUnit): Set<string> {
  return new Set(unit.held?.map(({ nodeUid }) => nodeUid));
}
