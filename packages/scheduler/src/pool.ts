import type { SchedulerCluster, SchedulerUnit } from './interface.ts';
import { hasLabels, type LabelSet, type Labels } from './labels.ts';
import { Room } from './room.ts';
import { Running } from './running.ts';
import { compareEnding, compareSeats, type NodeClass, type Runner, type Seat } from './seat.ts';
import { SortedList } from './sorted-list.ts';
import { Waiting } from './waiting.ts';

/**
 * Everything of one cluster, indexed for a pass. It exists as soon as a cluster, a node or a unit names it, so that changes
 * may come in any order; `cluster` is null while the cluster itself is not known.
 */
export class Pool {
  readonly uid: string;
  cluster: SchedulerCluster | null = null;
  readonly waiting: Waiting;
  readonly running: Running;
  readonly seats: Readonly<Record<NodeClass, SortedList<Seat>>>;
  /** The nodes that take work, by what is left of them. */
  readonly room: Room;
  /** Nodes that are not broken and not empty: those that come free first, first. */
  readonly ending: SortedList<Seat>;
  /** Its nodes by uid, those that do not count included. */
  readonly members: Map<string, Seat>;
  /** Moves with every change, so that a plan made before is known to be stale. */
  version = 0;
  /** Nodes that count and are not broken, by labels. */
  readonly #labelled: Map<LabelSet, number>;

  /** `from`: a pool to copy; `seatOf`: the seats of the copy. */
  constructor(uid: string, from?: Pool, seatOf: (seat: Seat) => Seat = (seat) => seat) {
    this.uid = uid;
    this.waiting = new Waiting(from?.waiting);
    this.running = new Running(from?.running);
    const list = (name: NodeClass) => from?.seats[name].copy(seatOf) ?? new SortedList(compareSeats);
    this.seats = { free: list('free'), busy: list('busy'), away: list('away'), broken: list('broken') };
    this.room = from?.room.copy(seatOf) ?? new Room();
    this.ending = from?.ending.copy(seatOf) ?? new SortedList(compareEnding);
    this.#labelled = new Map(from ? from.#labelled : []);
    this.cluster = from?.cluster ?? null;
    this.members = new Map([...(from?.members ?? [])].map(([key, seat]) => [key, seatOf(seat)]));
  }

  /** Nodes that count towards the cluster's size. */
  get counted(): number {
    const { free, busy, away, broken } = this.seats;
    return free.size + busy.size + away.size + broken.size;
  }

  get empty(): boolean {
    return this.cluster === null && this.waiting.size === 0 && this.running.size === 0 && this.members.size === 0;
  }

  /** Nodes that count, are not broken and have all of these labels. */
  labelled(asked: Labels): number {
    let count = 0;
    for (const [{ labels }, nodes] of this.#labelled) if (hasLabels(labels, asked)) count += nodes;
    return count;
  }

  /** Sets of labels that its nodes have. */
  labelSets(): Iterable<LabelSet> {
    return this.#labelled.keys();
  }

  setCluster(cluster: SchedulerCluster | null): void {
    this.cluster = cluster;
    this.waiting.shareBy(cluster?.fairShare.by ?? 'none', this.running.ending);
  }

  addWaiting(unit: SchedulerUnit): void {
    this.waiting.add(unit);
  }

  removeWaiting(unit: SchedulerUnit): void {
    this.waiting.remove(unit);
  }

  addRunner(runner: Runner): void {
    this.running.add(runner);
    this.waiting.run(runner, 1);
  }

  removeRunner(runner: Runner): void {
    this.running.remove(runner);
    this.waiting.run(runner, -1);
  }

  /** Files a node as it is now; before it changes it must be taken out by {@link unfile}. */
  file(seat: Seat): void {
    const name = seat.class;
    if (!name) return;
    this.seats[name].add(seat);
    if (seat.open) this.room.add(seat);
    if (seat.node?.broken) return;
    if (!seat.empty) this.ending.add(seat);
    this.#label(seat, 1);
  }

  unfile(seat: Seat): void {
    const name = seat.class;
    if (!name) return;
    this.seats[name].remove(seat);
    if (seat.open) this.room.remove(seat);
    if (seat.node?.broken) return;
    if (!seat.empty) this.ending.remove(seat);
    this.#label(seat, -1);
  }

  /** A unit holds some of a node from now on, or no longer: the same as filing it anew, but only what moves is moved. */
  hold(seat: Seat, runner: Runner, by: 1 | -1): void {
    const name = seat.class;
    if (!name || seat.node?.broken) {
      this.unfile(seat);
      seat.hold(runner, by);
      this.file(seat);
      return;
    }
    if (seat.open) this.room.remove(seat);
    const maybeEmpties = by < 0 && seat.holders.length === 1;
    const moves = seat.empty || maybeEmpties || seat.emptyAtWith(runner, by) !== seat.emptyAt;
    if (moves && !seat.empty) this.ending.remove(seat);
    seat.hold(runner, by);
    if (moves && !seat.empty) this.ending.add(seat);
    if (seat.open) this.room.add(seat);
    const next = seat.class;
    if (next === name || !next) return;
    this.seats[name].remove(seat);
    this.seats[next].add(seat);
  }

  #label(seat: Seat, by: 1 | -1): void {
    const labels = seat.labels as LabelSet;
    const count = (this.#labelled.get(labels) ?? 0) + by;
    if (count > 0) this.#labelled.set(labels, count);
    else this.#labelled.delete(labels);
  }
}
