import { reason } from '@trainyard/contracts/reasons';
import { avoidedBy } from './avoid.ts';
import { Calendar } from './calendar.ts';
import { sizeOf } from './horizon.ts';
import type { NodeOutlook, NodeOutlooks, SchedulerNode, SchedulerUnit } from './interface.ts';
import { hasLabels, sayLabels } from './labels.ts';
import type { Pass } from './pass.ts';
import type { Pool } from './pool.ts';
import { compareSeats, holds, type Seat } from './seat.ts';
import { type Shape, shapeOf } from './shape.ts';
import { sayTime } from './times.ts';

type Verdict = Pick<NodeOutlook, 'use' | 'fits' | 'why' | 'keptFor'>;

/** Everything about a unit that does not differ from node to node. */
interface Asker {
  unit: SchedulerUnit;
  shape: Shape;
  avoided: ReadonlySet<string>;
  calendar: Calendar;
  leaving: ReadonlySet<string>;
  /** Who has a node before others, by its uid. */
  first: ReadonlyMap<string, { unit: SchedulerUnit; at: number }>;
  now: number;
}

/** Most useful first. */
const ranks: Record<NodeOutlook['use'], number> = { kept: 0, open: 1, others: 2, busy: 2, away: 3, closed: 4 };

/**
 * What each node of a cluster is to a unit that waits there, at most `most` of them: those kept for it, those that it could have now,
 * then those that come free first, and last those that it cannot have. `pass`: what is decided now.
 */
export function nodeByNode(pool: Pool, pass: Pass, unit: SchedulerUnit, now: number, most: number): NodeOutlooks {
  const shape = shapeOf(unit);
  const asker: Asker = {
    unit,
    shape,
    avoided: avoidedBy(shape, pool),
    calendar: new Calendar(pool, now),
    leaving: new Set(pass.sizing.flatMap((one) => (one.type === 'drain' ? one.nodeUids : []))),
    first: firstOn(pass, unit, now),
    now,
  };
  const all: { seat: Seat; node: SchedulerNode; verdict: Verdict }[] = [];
  for (const seat of pool.members.values()) {
    if (seat.node) all.push({ seat, node: seat.node, verdict: judge(seat, seat.node, asker) });
  }
  all.sort((a, b) => {
    const apart = ranks[a.verdict.use] - ranks[b.verdict.use] || Number(b.verdict.fits) - Number(a.verdict.fits);
    if (apart !== 0) return apart;
    const [first, second] = [emptyBy(a.seat, now), emptyBy(b.seat, now)];
    // Equal infinities have no difference.
    return first === second ? compareSeats(a.seat, b.seat) : first - second;
  });
  const nodes = all.slice(0, most).map(({ seat, node, verdict }) => outlook(seat, node, verdict, now));
  return { nodes, rest: all.length - nodes.length };
}

function judge(seat: Seat, node: SchedulerNode, asker: Asker): Verdict {
  const closed = whyClosed(seat, node, asker);
  const fits = !closed && seat.has(asker.shape.part);
  const why = closed ?? (node.usable ? null : reason('nodeAway'));
  const first = asker.first.get(seat.uid);
  if (first?.unit.uid === asker.unit.uid) return { use: 'kept', fits, why, keptFor: null };
  if (why) return { use: closed ? 'closed' : 'away', fits, why, keptFor: null };
  if (first && !(fits && isLent(seat, first, asker))) {
    return { use: 'others', fits, why, keptFor: { unitUid: first.unit.uid, at: first.at } };
  }
  return { use: fits ? 'open' : 'busy', fits, why, keptFor: null };
}

/** Why a node is not for a unit as things stand, however free it is; undefined when it may come to use it. */
function whyClosed(seat: Seat, node: SchedulerNode, { unit, shape, avoided, calendar, leaving, now }: Asker) {
  if (!node.counted || leaving.has(seat.uid)) return reason('nodeLeaving');
  if (node.broken) return reason('nodeBroken');
  if (!hasLabels(node.labels, shape.labels)) return reason('nodeLacksLabels', { labels: sayLabels(shape.labels) });
  if (shape.part && !holds(sizeOf(node), shape.part)) return reason('nodeTooSmall');
  if (avoided.has(seat.uid)) return reason('nodeAvoided');
  const from = calendar.mayUse(seat, unit, now);
  return from > now ? reason('nodeReserved', { until: sayTime(from) }) : undefined;
}

/** True when a node that is another's later on may be used until then. */
function isLent(seat: Seat, first: { unit: SchedulerUnit; at: number }, { unit, calendar, now }: Asker): boolean {
  if (now + unit.limitMs <= first.at) return true;
  const owner = calendar.seats.get(seat)?.workspaceUid;
  return owner === unit.workspaceUid && owner !== first.unit.workspaceUid;
}

/** Who has a node before others: by what is kept, and by where it starts itself. */
function firstOn({ claims, starts }: Pass, asking: SchedulerUnit, now: number): Asker['first'] {
  const first = new Map<string, { unit: SchedulerUnit; at: number }>();
  for (const { unit, claim } of claims) for (const { uid } of claim.seats) first.set(uid, { unit, at: claim.at });
  for (const { unit, placements } of starts) {
    if (unit.uid !== asking.uid) continue;
    for (const { nodeUid } of placements) first.set(nodeUid, { unit, at: now });
  }
  return first;
}

/** By when nothing is on a node any more; Infinity where nobody knows. */
function emptyBy(seat: Seat, now: number): number {
  if (seat.holders.length > 0) return Math.max(now, seat.emptyAt);
  return seat.empty ? now : Number.POSITIVE_INFINITY;
}

function outlook(seat: Seat, node: SchedulerNode, verdict: Verdict, now: number): NodeOutlook {
  const holders = seat.holders.map(({ unit }) => {
    const parts = (unit.held ?? []).filter(({ nodeUid }) => nodeUid === seat.uid);
    return { unitUid: unit.uid, gpuIds: parts.flatMap(({ gpuIds }) => gpuIds) };
  });
  const held = new Set(holders.flatMap(({ gpuIds }) => gpuIds));
  const ids = Array.from({ length: node.gpus }, (_, id) => id);
  const whole = seat.holders.some(({ unit }) => unit.share === null);
  const by = emptyBy(seat, now);
  return {
    nodeUid: seat.uid,
    ...verdict,
    gpus: node.gpus,
    freeGpuIds: seat.open && !whole ? ids.filter((id) => !held.has(id)) : [],
    cpus: node.cpus,
    freeCpus: seat.open ? seat.milliCpus / 1000 : 0,
    holders,
    emptyBy: by === Number.POSITIVE_INFINITY ? null : by,
  };
}
