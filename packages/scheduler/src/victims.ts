import type { Use } from './amounts.ts';
import { Prospect, type View } from './horizon.ts';
import type { SchedulerUnit } from './interface.ts';
import { hasLabels } from './labels.ts';
import { compareUids } from './order.ts';
import type { QueueBook, QueueLine } from './queue-book.ts';
import type { Runner, Seat } from './seat.ts';
import type { Shape } from './shape.ts';
import { levelOf } from './walk.ts';

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
  /** Its priority with its age. */
  level: number;
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

/** All that runs and may be stopped, least lost work first. Made once a pass. */
export function rankedRunners({ pool, now }: View): Candidate[] {
  const ranked: Candidate[] = [];
  for (const runner of pool.running.ending) {
    if (!runner.unit.stopping) ranked.push({ runner, reclaimed: false, cost: lostWork(runner, now) });
  }
  return ranked.sort((a, b) => a.cost - b.cost || compareUids(a.runner.unit.uid, b.runner.unit.uid));
}

/** Who may be stopped for a taker, and on which nodes they are, those with the least to lose first. */
export interface Choice {
  candidates: Candidate[];
  seats: { seat: Seat; all: Candidate[] }[];
}

/** Running units of lower priority, and those whose queue has borrowed what the taker's queue would use of its own; see Kueue's pre-emption. */
export function choiceFor(ranked: readonly Candidate[], want: Want): Choice {
  const { view, soon, unit, level, line } = want;
  const reclaims = mayReclaim(want);
  const candidates: Candidate[] = [];
  for (const one of ranked) {
    const { runner } = one;
    // One that has waited its way up stands before the taker: stopped for its priority alone it would start and stop for ever.
    const aged = levelOf(runner.unit, view.cluster, view.now) >= level;
    const from = soon.of(runner.unit.queue);
    const owes = from !== line && from.cohort === line.cohort && isAbove(from, [0, 0, 0]);
    if (runner.unit.priority < unit.priority && !aged) candidates.push(one);
    else if (reclaims && owes) candidates.push({ ...one, reclaimed: true });
  }
  return { candidates, seats: seatsByCost(candidates, want.view) };
}

/** True when a queue that borrows may have to give back: the taker's stays within its own. */
function mayReclaim({ soon, line, asked }: Want): boolean {
  return line.cohort !== null && soon.withinNominal(line, asked);
}

/** The units whose end lets one start with the least lost work; undefined when not even all that may be stopped would do. */
export function leastLost(choice: Choice, want: Want): Victims | undefined {
  const few: Candidate[] = [];
  for (const one of choice.candidates) {
    if (few.length > mostSearched) break;
    if (!want.doomed.has(one.runner) && helps(one, want)) few.push(one);
  }
  if (few.length === 0) return undefined;
  const chosen = few.length <= mostSearched ? search(few, want) : greedy(choice, want);
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
function greedy({ candidates, seats }: Choice, want: Want): Candidate[] | undefined {
  const chosen = new Set<Candidate>();
  const prospect = prospectWith([], want);
  for (const { seat, all } of seats) {
    if (prospect.missing <= 0) break;
    if (!couldUse(want, seat)) continue;
    for (const one of all) {
      if (chosen.has(one) || want.doomed.has(one.runner)) continue;
      chosen.add(one);
      prospect.release(one.runner, want.view.now);
    }
  }
  if (prospect.missing > 0 || !addForQuota(chosen, candidates, want)) return undefined;
  for (const one of [...chosen].sort((a, b) => b.cost - a.cost)) {
    chosen.delete(one);
    if (!suffices([...chosen], want, false)) chosen.add(one);
  }
  const set = [...chosen];
  return set.length > 0 && suffices(set, want, true) ? set : undefined;
}

/** Adds the cheapest until the unit has its quota; false when it never has. */
function addForQuota(chosen: Set<Candidate>, candidates: readonly Candidate[], want: Want): boolean {
  const { soon, line, asked, doomed } = want;
  const take = ({ runner }: Candidate, times: number) => soon.take(soon.of(runner.unit.queue), runner.use, times);
  for (const one of chosen) take(one, -1);
  for (const one of candidates) {
    if (soon.fits(line, asked)) break;
    const from = soon.of(one.runner.unit.queue);
    if (chosen.has(one) || doomed.has(one.runner) || (from !== line && (!line.cohort || from.cohort !== line.cohort)))
      continue;
    chosen.add(one);
    take(one, -1);
  }
  const fits = soon.fits(line, asked);
  for (const one of chosen) take(one, 1);
  return fits;
}

/** For each node the candidates on it, nodes with the least to lose first. */
function seatsByCost(candidates: readonly Candidate[], view: View): Choice['seats'] {
  const bySeat = new Map<Seat, { seat: Seat; all: Candidate[]; cost: number }>();
  for (const one of candidates) {
    for (const part of one.runner.unit.held ?? []) {
      const seat = view.pool.members.get(part.nodeUid);
      if (!seat) continue;
      const there = bySeat.get(seat);
      if (there) {
        there.all.push(one);
        there.cost += one.cost;
      } else bySeat.set(seat, { seat, all: [one], cost: one.cost });
    }
  }
  return [...bySeat.values()].sort((a, b) => a.cost - b.cost);
}

function prospectWith(set: Iterable<Candidate>, { view, unit, shape, doomed }: Want): Prospect {
  const prospect = new Prospect(view, unit, shape);
  for (const runner of doomed) prospect.release(runner, view.now);
  for (const { runner } of set) prospect.release(runner, view.now);
  return prospect;
}

/**
 * True when the unit can start once these have ended. `fair`: and no queue gives back more than it owes; to one that then borrows not
 * even for a higher priority, since it would have its own again at once: see {@link import('./lenders.ts').Lenders}.
 */
function suffices(set: readonly Candidate[], want: Want, fair: boolean): boolean {
  const { soon, line, asked } = want;
  for (const { runner } of set) soon.take(soon.of(runner.unit.queue), runner.use, -1);
  const fits = soon.fits(line, asked);
  const borrows = fair && !soon.withinNominal(line, asked);
  const owed =
    !fair || set.every((one) => !(one.reclaimed || borrows) || isAbove(soon.of(one.runner.unit.queue), one.runner.use));
  for (const { runner } of set) soon.take(soon.of(runner.unit.queue), runner.use);
  return fits && owed && prospectWith(set, want).missing <= 0;
}

/** True when a queue uses more than its own, with so much more. */
function isAbove({ used, nominal }: QueueLine, more: Readonly<Use>): boolean {
  return used.some((amount, place) => amount + (more[place] as number) > (nominal[place] as number));
}

/** True when it holds something of a node that the unit could have, or of a quota that it lacks. */
function helps({ runner }: Candidate, want: Want): boolean {
  const { soon, line, asked, view } = want;
  const from = soon.of(runner.unit.queue);
  if ((from === line || (line.cohort && from.cohort === line.cohort)) && !soon.fits(line, asked)) return true;
  return (runner.unit.held ?? []).some((part) => {
    const seat = view.pool.members.get(part.nodeUid);
    return seat !== undefined && couldUse(want, seat);
  });
}

function couldUse({ view, shape }: Want, seat: Seat): boolean {
  return seat.node !== null && !view.floor.claimed.has(seat) && hasLabels(seat.node.labels, shape.labels);
}
