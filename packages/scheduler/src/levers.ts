import type { Change, ClusterContents, Resources, Scheduler, SchedulerNode, SchedulerUnit } from './interface.ts';
import { smallerShares } from './smaller-shares.ts';

/** What would start a waiting unit in the next pass; each suffices alone. */
export type FoundLever =
  /** Submitted again with fewer nodes. */
  | { kind: 'fewerNodes'; nodeCount: number }
  /** Submitted again to another cluster. */
  | { kind: 'otherCluster'; clusterUid: string }
  /** So many nodes more, once they are there and idle; `target` is the size that the cluster then has. */
  | { kind: 'moreNodes'; more: number; target: number }
  /** As it stands, at a higher priority; `preempts` units lose their nodes to it. */
  | { kind: 'higherPriority'; priority: number; preempts: number }
  /** Submitted again with a smaller part of each node. */
  | { kind: 'smallerShare'; share: Resources }
  /** Submitted again to another queue of its cluster. */
  | { kind: 'otherQueue'; queue: string }
  /** Let go of its hold. */
  | { kind: 'release' };

export interface LeverOptions {
  /** The unit as it would be in each other cluster that it may use, best first. */
  elsewhere: readonly SchedulerUnit[];
  /** A held unit as it would be once released. */
  released?: SchedulerUnit;
}

/** Other clusters that are offered: three are a choice, a list of all is none. */
const clustersMost = 3;
/** More nodes than this on top of those that are there and that the unit asks for are no remedy. */
const moreMost = 64;
const eachUpTo = 24;
const highestPriority = 2;

/**
 * Finds levers by asking the scheduler itself on a copy of the clusters concerned: what is offered was seen to work. Of each kind
 * the least change that does. A unit that starts anyway, waits for a time, or is blocked by anything but a hold has none. Yields
 * between trials, each of which costs one pass over a cluster, so that the caller can rest.
 */
export function* findLevers(
  scheduler: Scheduler,
  unit: SchedulerUnit,
  now: number,
  options: LeverOptions,
): Generator<void, FoundLever[]> {
  if (unit.held !== null || (unit.blocked === null && unit.notBefore > now)) return [];
  const found: FoundLever[] = [];
  const contents = scheduler.contents(unit.clusterUid);
  if (contents) {
    const trial = new Trial(scheduler, contents, unit, now);
    if (unit.blocked !== null) {
      if (options.released && trial.starts(options.released)) found.push({ kind: 'release' });
      return found;
    }
    if (trial.starts(unit)) return [];
    for (const find of [fewerNodes, smallerShare, moreNodes, higherPriority, otherQueue]) {
      const lever = yield* find(trial, unit, now);
      if (lever) found.push(lever);
    }
  }
  if (unit.blocked === null) found.push(...(yield* otherClusters(scheduler, options.elsewhere, now)));
  return found;
}

/** The same at once, for callers that need not rest. */
export function leversOf(scheduler: Scheduler, unit: SchedulerUnit, now: number, options: LeverOptions): FoundLever[] {
  const search = findLevers(scheduler, unit, now, options);
  for (;;) {
    const step = search.next();
    if (step.done) return step.value;
  }
}

/** A unit as it would be, were it submitted again now: at the end of its queue, with nothing of its past. */
export function resubmitted(unit: SchedulerUnit, now: number): SchedulerUnit {
  const { notBeforeReason: _past, ...rest } = unit;
  return { ...rest, order: Number.MAX_SAFE_INTEGER, since: now, notBefore: 0, avoid: [] };
}

/** One copy of a cluster, on which one thing at a time is changed, looked at and taken back. */
class Trial {
  readonly contents: ClusterContents;
  readonly #copy: Scheduler;
  readonly #unit: SchedulerUnit;
  readonly #now: number;

  constructor(scheduler: Scheduler, contents: ClusterContents, unit: SchedulerUnit, now: number) {
    this.contents = contents;
    this.#copy = copyOf(scheduler, contents);
    this.#unit = unit;
    this.#now = now;
  }

  /** True when the unit in this form would start in the next pass. */
  starts(form: SchedulerUnit): boolean {
    return this.outcome(form) === 'starts';
  }

  /** What the next pass does for the unit in this form: a number is how many units it would pre-empt for it, upon which it starts. */
  outcome(form: SchedulerUnit): 'starts' | 'waits' | number {
    this.#copy.apply({ type: 'unit', unit: form });
    const victims = victimsFor(this.#copy, form.uid, this.#now);
    const starts = victims === 'starts' || (victims.length > 0 && this.#startsAfter(victims, form.uid));
    this.#copy.apply({ type: 'unit', unit: this.#unit });
    if (!starts) return 'waits';
    return victims === 'starts' ? 'starts' : victims.length;
  }

  /** Once these are back in the queue and their nodes free. A freed node may be one that the cluster gives back at once. */
  #startsAfter(victims: readonly string[], unitUid: string): boolean {
    const changes = requeued(this.contents, new Set(victims), this.#now);
    for (const { to } of changes) this.#copy.apply(to);
    const starts = victimsFor(this.#copy, unitUid, this.#now) === 'starts';
    for (const { from } of changes) this.#copy.apply(from);
    return starts;
  }

  /** True when the unit would start with so many nodes more, were they there and idle. */
  startsWith(more: number, target: number): boolean {
    const { cluster } = this.contents;
    const { scale } = cluster;
    const larger =
      scale.kind === 'manual' ? { ...scale, target } : { ...scale, target, maximum: Math.max(scale.maximum, target) };
    const fresh = Array.from({ length: more }, (_, at) => this.#freshNode(at));
    this.#copy.apply({ type: 'cluster', cluster: { ...cluster, scale: larger } });
    for (const node of fresh) this.#copy.apply({ type: 'node', node });
    const starts = victimsFor(this.#copy, this.#unit.uid, this.#now) === 'starts';
    for (const { uid } of fresh) this.#copy.apply({ type: 'nodeGone', uid });
    this.#copy.apply({ type: 'cluster', cluster });
    return starts;
  }

  #freshNode(at: number): SchedulerNode {
    const { uid, nodeSize, labels } = this.contents.cluster;
    const ordinal = Number.MAX_SAFE_INTEGER - moreMost * moreMost + at;
    const state = { usable: true, counted: true, broken: false, idleSince: this.#now };
    return { ...nodeSize, ...state, uid: `further-${at}`, clusterUid: uid, ordinal, labels };
  }
}

/** A copy on which a pass decides about a cluster what it would decide in truth: of that cluster alone, unless limits bind all together. */
export function copyOf(scheduler: Scheduler, { cluster, limited }: ClusterContents): Scheduler {
  return limited ? scheduler.fork() : scheduler.fork([cluster.uid]);
}

/** Whether the next pass starts a unit; if not, the units that it would pre-empt for it. */
function victimsFor(copy: Scheduler, unitUid: string, now: number): 'starts' | string[] {
  const victims: string[] = [];
  for (const decision of copy.decide(now, Number.POSITIVE_INFINITY)) {
    if (decision.type === 'start' && decision.unitUid === unitUid) return 'starts';
    if (decision.type === 'preempt' && decision.unitUid === unitUid) {
      victims.push(...decision.victims.map((victim) => victim.unitUid));
    }
  }
  return victims;
}

/** Units back in their queue, and nodes idle that nobody else holds: what changes, and how it was. */
function requeued({ units, nodes }: ClusterContents, uids: ReadonlySet<string>, now: number) {
  const heldBy = (those: readonly SchedulerUnit[]) =>
    new Set(those.flatMap(({ held }) => held?.map(({ nodeUid }) => nodeUid) ?? []));
  const victims = units.filter(({ uid }) => uids.has(uid));
  const freed = heldBy(victims);
  const kept = heldBy(units.filter(({ uid }) => !uids.has(uid)));
  const changes: { from: Change; to: Change }[] = victims.map((unit) => ({
    from: { type: 'unit', unit },
    to: { type: 'unit', unit: { ...unit, held: null, startedAt: null, checkpointAt: null, stopping: false } },
  }));
  for (const node of nodes) {
    if (!freed.has(node.uid) || kept.has(node.uid)) continue;
    changes.push({ from: { type: 'node', node }, to: { type: 'node', node: { ...node, idleSince: now } } });
  }
  return changes;
}

/** The largest gang below its own that starts: what fits with more nodes fits with fewer, so halves are searched. */
function* fewerNodes(trial: Trial, unit: SchedulerUnit, now: number): Generator<void, FoundLever | undefined> {
  const again = resubmitted(unit, now);
  const nodeCount = yield* largest(unit.nodeCount - 1, (count) => trial.starts({ ...again, nodeCount: count }));
  return nodeCount > 0 ? { kind: 'fewerNodes', nodeCount } : undefined;
}

function* smallerShare(trial: Trial, unit: SchedulerUnit, now: number): Generator<void, FoundLever | undefined> {
  const again = resubmitted(unit, now);
  for (const shares of smallerShares(unit.share, trial.contents.cluster.nodeSize)) {
    const starts = (at: number) => trial.starts({ ...again, share: shares[at - 1] as Resources });
    const share = shares[(yield* largest(shares.length, starts)) - 1];
    if (share) return { kind: 'smallerShare', share };
  }
  return undefined;
}

/**
 * The fewest nodes more with which it starts. A size may let a gang ahead fit that could not before, so up to some each number is
 * tried; beyond them they are doubled until it starts, then halves are searched.
 */
function* moreNodes(trial: Trial, unit: SchedulerUnit): Generator<void, FoundLever | undefined> {
  const { cluster, nodes } = trial.contents;
  const counted = nodes.filter((node) => node.counted).length;
  const most = counted + unit.nodeCount + moreMost;
  const size = Math.max(cluster.scale.target, counted);
  const starts = (more: number) => trial.startsWith(more, size + more);
  let [low, high] = [0, 1];
  for (; ; yield) {
    if (starts(high)) break;
    if (high === most) return undefined;
    [low, high] = [high, Math.min(most, high < eachUpTo ? high + 1 : high * 2)];
  }
  while (high - low > 1) {
    yield;
    const middle = (low + high) >> 1;
    if (starts(middle)) high = middle;
    else low = middle;
  }
  return { kind: 'moreNodes', more: high, target: size + high };
}

function* higherPriority(trial: Trial, unit: SchedulerUnit): Generator<void, FoundLever | undefined> {
  for (let priority = unit.priority + 1; priority <= highestPriority; priority++) {
    yield;
    const outcome = trial.outcome({ ...unit, priority });
    if (outcome !== 'waits') return { kind: 'higherPriority', priority, preempts: outcome === 'starts' ? 0 : outcome };
  }
  return undefined;
}

function* otherQueue(trial: Trial, unit: SchedulerUnit, now: number): Generator<void, FoundLever | undefined> {
  const again = resubmitted(unit, now);
  const names = new Set(['default', ...trial.contents.cluster.queues.map(({ name }) => name)]);
  names.delete(unit.queue);
  for (const queue of names) {
    yield;
    if (trial.starts({ ...again, queue })) return { kind: 'otherQueue', queue };
  }
  return undefined;
}

function* otherClusters(
  scheduler: Scheduler,
  elsewhere: readonly SchedulerUnit[],
  now: number,
): Generator<void, FoundLever[]> {
  const found: FoundLever[] = [];
  for (const form of elsewhere) {
    if (found.length >= clustersMost) break;
    yield;
    const contents = scheduler.contents(form.clusterUid);
    if (!contents) continue;
    const copy = copyOf(scheduler, contents);
    copy.apply({ type: 'unit', unit: resubmitted(form, now) });
    if (victimsFor(copy, form.uid, now) === 'starts') found.push({ kind: 'otherCluster', clusterUid: form.clusterUid });
  }
  return found;
}

/** The largest number in 1..most that does, where every smaller one does too; 0 when none does. */
function* largest(most: number, does: (count: number) => boolean): Generator<void, number> {
  let [low, high] = [0, most];
  while (low < high) {
    yield;
    const middle = (low + high + 1) >> 1;
    if (does(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
