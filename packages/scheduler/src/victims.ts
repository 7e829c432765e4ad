import type { Use } from './amounts.ts';
import { Prospect, type View } from './horizon.ts';
import type { SchedulerUnit } from './interface.ts';
import { hasLabels } from './labels.ts';
import { compareUids } from './order.ts';
import type { QueueBook, QueueLine } from './queue-book.ts';
import type { Runner, Seat } from './seat.ts';
import type { Shape } from './shape.ts';

/** Up to so many candidates every set of them is looked at: 2^10 sets. */
const mostSearched = 10;

/** A running unit that may be stopped for another. */
export interface Candidate {
  runner: Runner;
  /** True when its queue borrows what the taker's queue wants back; false when it has a lower priority. */
  reclaimed: boolean;
  /** Lost work, ms of nodes. */
  cost: number;
}

export interface Victims {
  runners: Runner[];
  /** True when at least one is stopped for its queue's debt alone. */
  reclaimed: boolean;
}

/** What a unit needs, and from what state of things. */
export interface Want {
  view: View;
  soon: QueueBook;
  unit: SchedulerUnit;
  shape: Shape;
  line: QueueLine;
  asked: Readonly<Use>;
  doomed: ReadonlySet<Runner>;
}

/** Work that is lost when a unit stops: what it did since its last checkpoint, ms. */
export function lostMs({ unit }: Runner, now: number): number {
  return Math.max(0, now - Math.max(unit.startedAt ?? now, unit.checkpointAt ?? 0));
}

/** Lost work of all nodes of a unit, ms. */
export function lostWork(runner: Runner, now: number): number {
  return lostMs(runner, now) * (runner.unit.held?.length ?? 0);
}

/** Running units of lower priority, and those whose queue has borrowed what the taker's queue would use of its own. Least lost work first. */
export function candidatesFor(
  { pool, now }: View,
  soon: QueueBook,
  unit: SchedulerUnit,
  line: QueueLine,
  asked: Readonly<Use>,
  doomed: ReadonlySet<Runner>,
): Candidate[] {
  const found: Candidate[] = [];
  const reclaims = line.cohort !== null && soon.withinNominal(line, asked);
  for (const runner of pool.running.ending) {
    if (runner.unit.stopping || doomed.has(runner)) continue;
    const lower = runner.unit.priority < unit.priority;
    const from = soon.of(runner.unit.queue);
    const owes = !lower && reclaims && from !== line && from.cohort === line.cohort && isAbove(from, [0, 0, 0]);
    if (lower || owes) found.push({ runner, reclaimed: !lower, cost: lostWork(runner, now) });
  }
  return found.sort((a, b) => a.cost - b.cost || compareUids(a.runner.unit.uid, b.runner.unit.uid));
}

/** The candidates whose end lets the unit start with the least lost work; undefined when not even all would do. */
export function leastLost(all: readonly Candidate[], want: Want): Victims | undefined {
  const candidates = all.filter((one) => helps(one, want));
  if (candidates.length === 0 || !suffices(candidates, want, false)) return undefined;
  const chosen = candidates.length <= mostSearched ? search(candidates, want) : greedy(candidates, want);
  if (!chosen) return undefined;
  return { runners: chosen.map(({ runner }) => runner), reclaimed: chosen.some(({ reclaimed }) => reclaimed) };
}

/** Every set, cheapest first found kept: sets that already cost as much as the best are not gone into. */
function search(candidates: readonly Candidate[], want: Want): Candidate[] | undefined {
  let best: Candidate[] | undefined;
  let least = Number.POSITIVE_INFINITY;
  const go = (from: number, set: readonly Candidate[], cost: number) => {
    if (best && (cost > least || (cost === least && set.length >= best.length))) return;
    if (set.length > 0 && suffices(set, want, true)) {
      best = [...set];
      least = cost;
      return;
    }
    for (let at = from; at < candidates.length; at++) {
      const one = candidates[at] as Candidate;
      go(at + 1, [...set, one], cost + one.cost);
    }
  };
  go(0, [], 0);
  return best;
}

/** Node by node, those that are cheapest to clear first; then the cheapest for quota; at last whoever turns out to be needless is spared. */
function greedy(candidates: readonly Candidate[], want: Want): Candidate[] | undefined {
  const chosen = new Set<Candidate>();
  for (const seat of seatsByCost(candidates, want)) {
    if (missingWith(chosen, want) <= 0) break;
    for (const one of seat) chosen.add(one);
  }
  for (const one of candidates) {
    if (suffices([...chosen], want, false)) break;
    chosen.add(one);
  }
  for (const one of [...chosen].sort((a, b) => b.cost - a.cost)) {
    chosen.delete(one);
    if (!suffices([...chosen], want, false)) chosen.add(one);
  }
  const set = [...chosen];
  return set.length > 0 && suffices(set, want, true) ? set : undefined;
}

/** For each node the candidates on it, nodes with the least to lose first. */
function seatsByCost(candidates: readonly Candidate[], { view }: Want): Candidate[][] {
  const bySeat = new Map<Seat, Candidate[]>();
  for (const one of candidates) {
    for (const part of one.runner.unit.held ?? []) {
      const seat = view.pool.members.get(part.nodeUid);
      const there = seat && bySeat.get(seat);
      if (there) there.push(one);
      else if (seat) bySeat.set(seat, [one]);
    }
  }
  const cost = (seat: readonly Candidate[]) => seat.reduce((sum, one) => sum + one.cost, 0);
  return [...bySeat.values()]
    .map((seat) => ({ seat, cost: cost(seat) }))
    .sort((a, b) => a.cost - b.cost)
    .map(({ seat }) => seat);
}

function prospectWith(set: Iterable<Candidate>, { view, unit, shape, doomed }: Want): Prospect {
  const prospect = new Prospect(view, unit, shape);
  for (const runner of doomed) prospect.release(runner, view.now);
  for (const { runner } of set) prospect.release(runner, view.now);
  return prospect;
}

function missingWith(set: Iterable<Candidate>, want: Want): number {
  return prospectWith(set, want).missing;
}

/** True when the unit can start once these have ended. `fair`: and no queue gives back more than it owes. */
function suffices(set: readonly Candidate[], want: Want, fair: boolean): boolean {
  const { soon, line, asked } = want;
  for (const { runner } of set) soon.take(soon.of(runner.unit.queue), runner.use, -1);
  const fits = soon.fits(line, asked);
  const owed = !fair || set.every((one) => !one.reclaimed || isAbove(soon.of(one.runner.unit.queue), one.runner.use));
  for (const { runner } of set) soon.take(soon.of(runner.unit.queue), runner.use);
  return fits && owed && missingWith(set, want) <= 0;
}

/** True when a queue uses more than its own, with so much more. */
function isAbove({ used, nominal }: QueueLine, more: Readonly<Use>): boolean {
  return used.some((amount, place) => amount + (more[place] as number) > (nominal[place] as number));
}

/** True when it holds something of a node that the unit could have, or of a quota that it lacks. */
function helps({ runner }: Candidate, { view, soon, line, asked, shape }: Want): boolean {
  const from = soon.of(runner.unit.queue);
  if ((from === line || (line.cohort && from.cohort === line.cohort)) && !soon.fits(line, asked)) return true;
  return (runner.unit.held ?? []).some((part) => {
    const seat = view.pool.members.get(part.nodeUid);
    return seat?.node && !view.floor.claimed.has(seat) && hasLabels(seat.node.labels, shape.labels);
  });
}
