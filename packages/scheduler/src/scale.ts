import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { Calendar } from './calendar.ts';
import { brokenOf, type Demand, demandOf, type Sizing } from './demand.ts';
import { hinderedBy } from './hinder.ts';
import type { ClusterScale, Decision } from './interface.ts';
import { compareSeats, type Seat } from './seat.ts';
import { lostWork } from './victims.ts';

/** What becomes of a cluster's size. */
export interface ScalePlan {
  decisions: Decision[];
  /** Uids of nodes given back in this pass: they take no new work. */
  leaving: ReadonlySet<string>;
  /** The size that the cluster goes to. */
  target: number;
  /** The plan holds until this time if nothing changes; ms since 1970 or Infinity. */
  until: number;
}

export type AutoScale = Extract<ClusterScale, { kind: 'auto' }>;

const never = Number.POSITIVE_INFINITY;

export function planScale(sizing: Sizing): ScalePlan {
  const { scale } = sizing.cluster;
  return scale.kind === 'manual' ? planManual(sizing, scale.target) : planAuto(sizing, scale);
}

/** The size is the operator's; what is too much goes, busy nodes only when the others do not suffice. */
function planManual({ pool, now }: Sizing, target: number): ScalePlan {
  const excess = pool.counted - target;
  const quiet = excess > 0 ? takeFirst(spareSeats({ pool }), excess) : [];
  const busy = excess > quiet.length ? leastMissed([...pool.seats.busy], now).slice(0, excess - quiet.length) : [];
  // Whose loss is least changes with the moment.
  return leavingPlan(pool.uid, quiet, busy, { target, until: busy.length > 0 ? now : never, resizes: [] });
}

/** Busy nodes in the order in which they are missed least: the emptiest first, then the least lost work, then the newest. */
function leastMissed(seats: readonly Seat[], now: number): Seat[] {
  const rated = seats.map((seat) => {
    const node = seat.node as NonNullable<Seat['node']>;
    const left = seat.leftOf(node);
    const lost = seat.holders.reduce((sum, runner) => sum + lostWork(runner, now), 0);
    return { seat, gpus: node.gpus - left.gpus, cpus: node.cpus * 1000 - left.milliCpus, lost };
  });
  rated.sort((a, b) => a.gpus - b.gpus || a.cpus - b.cpus || a.lost - b.lost || compareSeats(b.seat, a.seat));
  return rated.map(({ seat }) => seat);
}

/**
 * The size follows demand: up at once, down only by nodes that were idle for long enough. A smaller size that becomes
 * due later stands in the decisions with its time, so that the caller can set a timer.
 */
function planAuto(sizing: Sizing, given: AutoScale): ScalePlan {
  const { now } = sizing;
  const { initial, ...plain } = given;
  const plan =
    initial === undefined || now >= initial.until ? planByDemand(sizing, plain) : planFirst(sizing, given, initial);
  const later = reservedLater(sizing, plain, plan.target);
  if (later) plan.decisions.push(later);
  return plan;
}

/** While the first size holds: its nodes have yet to arrive. */
function planFirst(sizing: Sizing, given: AutoScale, initial: NonNullable<AutoScale['initial']>): ScalePlan {
  const { initial: _, ...plain } = given;
  const minimum = Math.min(given.maximum, Math.max(given.minimum, initial.nodes));
  const plan = planByDemand(sizing, { ...plain, minimum });
  // What is due once the first size no longer holds, told now so that somebody wakes then.
  const gone = [...plan.leaving].flatMap((uid) => sizing.pool.members.get(uid) ?? []);
  const after = planByDemand({ ...sizing, now: initial.until, gone }, { ...plain, target: plan.target });
  const sooner = plan.decisions.filter((one) => one.type !== 'resize' || one.at < initial.until);
  const later = after.decisions.filter((one) => one.type === 'resize' && one.at === initial.until);
  return { ...plan, decisions: [...sooner, ...later], until: Math.min(plan.until, initial.until) };
}

function planByDemand(sizing: Sizing, scale: AutoScale): ScalePlan {
  const { pool, cluster, now } = sizing;
  const clusterUid = cluster.uid;
  const demand = demandOf(sizing);
  const wanted = clamp(demand.needed, scale);
  const halted = cluster.noGrowth !== undefined && cluster.noGrowth.until > now;
  const desired = halted ? Math.min(wanted, Math.max(scale.target, scale.minimum)) : wanted;
  const counted = pool.counted - (sizing.gone?.length ?? 0);
  const idle = counted > Math.min(desired, scale.target) ? idleSeats(sizing, scale) : [];
  const due = idle.filter((one) => one.dueAt <= now).slice(0, Math.max(0, counted - desired));
  const kept = Math.max(desired, Math.min(scale.target, counted - due.length));
  const target = clamp(kept, scale);
  const resizes: Decision[] = [];
  if (target !== scale.target) {
    const idled = target < scale.target && due.length > 0;
    const why = idled ? idleFor(due.length, scale) : whyThisMany(demand, scale, target);
    resizes.push({ type: 'resize', clusterUid, target, why, at: now });
  }
  const quiet = due.slice(0, Math.max(0, counted - target)).map((one) => one.seat);
  const later = laterDue(idle, now);
  const waitsToGo = later !== undefined && counted - quiet.length > desired;
  if (later && waitsToGo) {
    const wantedThen = clamp(demand.needed > 0 ? demand.needed - brokenOf(quiet) : 0, scale);
    const next = clamp(
      Math.max(Math.min(desired, wantedThen), Math.min(target, counted - quiet.length - later.count)),
      scale,
    );
    resizes.push({ type: 'resize', clusterUid, target: next, why: idleFor(later.count, scale), at: later.at });
  }
  const until = Math.min(later?.at ?? never, halted ? (cluster.noGrowth?.until ?? never) : never);
  if (wanted > target) {
    resizes.push({ type: 'resize', clusterUid, target: wanted, why: whyThisMany(demand, scale, wanted), at: until });
  }
  const why = hinderedBy({ sizing, demand, scale, wanted, target, waiting: waitsToGo ? idle.length - due.length : 0 });
  resizes.push({ type: 'hinder', clusterUid, why });
  return leavingPlan(clusterUid, quiet, [], { target, until, resizes });
}

/** The size that a reservation to come will need, told now so that somebody wakes then. */
function reservedLater(sizing: Sizing, scale: AutoScale, target: number): Decision | undefined {
  const { pool, cluster, now } = sizing;
  const next = cluster.reservations.filter(({ from }) => from > now).sort((a, b) => a.from - b.from)[0];
  if (!next) return undefined;
  const demand = demandOf({ ...sizing, calendar: new Calendar(pool, next.from), now: next.from });
  const then = clamp(demand.needed, scale);
  if (then <= target) return undefined;
  return {
    type: 'resize',
    clusterUid: cluster.uid,
    target: then,
    why: whyThisMany(demand, scale, then),
    at: next.from,
  };
}

function clamp(count: number, scale: AutoScale): number {
  return Math.max(scale.minimum, Math.min(scale.maximum, count));
}

/** Nodes that nothing holds, in the order in which they go: useless ones first, then highest ordinal first; none that are reserved. */
function* spareSeats({ pool, calendar }: Pick<Sizing, 'pool'> & Partial<Pick<Sizing, 'calendar'>>): Generator<Seat> {
  for (const list of [pool.seats.broken, pool.seats.away, pool.seats.free]) {
    for (const seat of list.reversed()) if (!calendar?.lastsOn(seat)) yield seat;
  }
}

interface IdleSeat {
  seat: Seat;
  dueAt: number;
}

/** Spare nodes with the time from which they may go. Broken ones need not be known to be idle; others must. */
function idleSeats(sizing: Sizing, scale: AutoScale): IdleSeat[] {
  const found: IdleSeat[] = [];
  const gone = new Set(sizing.gone);
  for (const seat of spareSeats(sizing)) {
    if (gone.has(seat)) continue;
    const since = seat.node?.idleSince ?? (seat.node?.broken ? Number.NEGATIVE_INFINITY : undefined);
    if (since !== undefined) found.push({ seat, dueAt: since + scale.idleDelayMs });
  }
  return found;
}

/** The next time at which nodes become due, and how many then. */
function laterDue(idle: readonly IdleSeat[], now: number): { at: number; count: number } | undefined {
  const later = idle.filter((one) => one.dueAt > now);
  const first = later[0];
  if (!first) return undefined;
  const at = later.reduce((least, one) => Math.min(least, one.dueAt), first.dueAt);
  return { at, count: later.filter((one) => one.dueAt === at).length };
}

/** Why nodes that are not there yet are needed, or are no longer needed or allowed. */
function whyThisMany(demand: Demand, scale: AutoScale, target: number): Text {
  const { needed, running, queued, reserved, reservation } = demand;
  const capped = needed > scale.maximum || scale.target > scale.maximum;
  if (capped && target === scale.maximum) return reason('scaleAtMaximum', { needed, target });
  if (needed <= scale.minimum && target === scale.minimum) return reason('scaleToMinimum', { target });
  if (reservation && target > scale.target && needed - reserved <= scale.target)
    return reason('scaleForReservation', reservation);
  return reason('scaleUpForJobs', { needed, running, queued });
}

function idleFor(idle: number, scale: AutoScale): Text {
  return reason('scaleDownIdle', { idle, seconds: Math.round(scale.idleDelayMs / 1000) });
}

function takeFirst<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length >= count) break;
    taken.push(item);
  }
  return taken;
}

function leavingPlan(
  clusterUid: string,
  quiet: readonly Seat[],
  busy: readonly Seat[],
  rest: { target: number; until: number; resizes: Decision[] },
): ScalePlan {
  const decisions = rest.resizes;
  const uids = (seats: readonly Seat[]) => seats.map((seat) => seat.uid);
  if (quiet.length > 0) decisions.push({ type: 'drain', clusterUid, nodeUids: uids(quiet), busy: false });
  if (busy.length > 0) decisions.push({ type: 'drain', clusterUid, nodeUids: uids(busy), busy: true });
  return { decisions, leaving: new Set(uids([...quiet, ...busy])), target: rest.target, until: rest.until };
}
