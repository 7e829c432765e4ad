import { compareSets, hasLabels, type LabelSet } from './labels.ts';
import { compareSeats, type Seat } from './seat.ts';
import type { Shape } from './shape.ts';
import { SortedList } from './sorted-list.ts';

/** Nodes with equally much left and equal labels. */
interface Bucket {
  milliCpus: number;
  memory: number;
  labels: LabelSet;
  seats: SortedList<Seat>;
}

/**
 * Nodes that take work, by what is left of them: a best fit is found without looking at the nodes that do not fit. As many
 * buckets as there are different remainders, which for jobs of a few shapes are a few dozen however large the cluster is.
 */
export class Room {
  /** By free GPUs; in each the buckets by CPUs, memory and labels, least first. */
  readonly #levels: Bucket[][] = [];
  /** Those on which nothing is, by labels. */
  readonly #empty = new Map<LabelSet, SortedList<Seat>>();

  /** `seatOf`: the seats of the copy. */
  copy(seatOf: (seat: Seat) => Seat): Room {
    const other = new Room();
    for (const level of this.#levels) {
      other.#levels.push((level ?? []).map((bucket) => ({ ...bucket, seats: bucket.seats.copy(seatOf) })));
    }
    for (const [labels, seats] of this.#empty) other.#empty.set(labels, seats.copy(seatOf));
    return other;
  }

  add(seat: Seat): void {
    if (isFull(seat)) return;
    const labels = seat.labels as LabelSet;
    if (seat.empty) {
      let empty = this.#empty.get(labels);
      if (!empty) {
        empty = new SortedList(compareSeats);
        this.#empty.set(labels, empty);
      }
      empty.add(seat);
    }
    const level = this.#level(seat.gpus);
    const at = placeOf(level, seat);
    const bucket = level[at];
    if (bucket && compareTo(bucket, seat) === 0) bucket.seats.add(seat);
    else {
      const seats = new SortedList(compareSeats);
      seats.add(seat);
      level.splice(at, 0, { milliCpus: seat.milliCpus, memory: seat.memory, labels, seats });
    }
  }

  /** Takes out a seat that stands here with what is left of it now. */
  remove(seat: Seat): void {
    if (isFull(seat)) return;
    const labels = seat.labels as LabelSet;
    if (seat.empty) {
      const empty = this.#empty.get(labels);
      empty?.remove(seat);
      if (empty?.size === 0) this.#empty.delete(labels);
    }
    const level = this.#level(seat.gpus);
    const at = placeOf(level, seat);
    const bucket = level[at];
    bucket?.seats.remove(seat);
    if (bucket?.seats.size === 0) level.splice(at, 1);
  }

  /**
   * Adds to `into` the best nodes for a shape until there are `most`: for parts the fullest that still fit (fewest GPUs, then CPUs, then
   * memory left, then lowest ordinal), so that whole nodes stay free; for whole nodes the lowest ordinals.
   */
  collect(shape: Shape, most: number, skip: ReadonlySet<string>, into: Seat[]): void {
    if (into.length >= most) return;
    if (!shape.part) {
      for (const seats of this.#emptyLists(shape)) if (gather(seats, most, skip, into)) return;
      return;
    }
    const { gpus, milliCpus, memory } = shape.part;
    for (let at = gpus; at < this.#levels.length; at++) {
      const level = this.#levels[at] as Bucket[];
      for (let place = level.length > 0 ? firstWith(level, milliCpus) : 0; place < level.length; place++) {
        const bucket = level[place] as Bucket;
        if (bucket.memory < memory || !hasLabels(bucket.labels.labels, shape.labels)) continue;
        if (gather(bucket.seats, most, skip, into)) return;
      }
    }
  }

  /** How many nodes fit. */
  count(shape: Shape, skip: ReadonlySet<string>): number {
    if (!shape.part || skip.size > 0) {
      const all: Seat[] = [];
      this.collect(shape, Number.POSITIVE_INFINITY, skip, all);
      return all.length;
    }
    const { gpus, milliCpus, memory } = shape.part;
    let count = 0;
    for (const level of this.#levels.slice(gpus)) {
      for (const bucket of level) {
        if (bucket.milliCpus < milliCpus || bucket.memory < memory) continue;
        if (hasLabels(bucket.labels.labels, shape.labels)) count += bucket.seats.size;
      }
    }
    return count;
  }

  /** Empty nodes, lowest ordinals first over all sets of labels that fit. */
  #emptyLists({ labels }: Shape): (SortedList<Seat> | Iterable<Seat>)[] {
    const lists = [...this.#empty.values()].filter((seats) => {
      const has = seats.first?.labels?.labels;
      return has !== undefined && hasLabels(has, labels);
    });
    return lists.length > 1 ? [merged(lists)] : lists;
  }

  #level(gpus: number): Bucket[] {
    while (this.#levels.length <= gpus) this.#levels.push([]);
    return this.#levels[gpus] as Bucket[];
  }
}

/** Adds to `into` until there are `most`; true when there are. */
function gather(seats: Iterable<Seat>, most: number, skip: ReadonlySet<string>, into: Seat[]): boolean {
  for (const seat of seats) {
    if (skip.size > 0 && skip.has(seat.uid)) continue;
    into.push(seat);
    if (into.length >= most) return true;
  }
  return false;
}

/** Every part asks for some CPU, so nothing looks for a node without any. */
function isFull(seat: Seat): boolean {
  return !seat.empty && seat.milliCpus === 0;
}

/** Lists in order as one in order. Few lists: each step looks at all heads. */
function* merged(lists: readonly SortedList<Seat>[]): Generator<Seat> {
  const rests = lists.map((list) => ({ rest: list[Symbol.iterator](), head: list.first }));
  for (const one of rests) one.rest.next();
  for (;;) {
    let best: (typeof rests)[number] | undefined;
    for (const one of rests) {
      if (one.head && (!best?.head || compareSeats(one.head, best.head) < 0)) best = one;
    }
    if (!best?.head) return;
    yield best.head;
    const { value, done } = best.rest.next();
    best.head = done ? undefined : value;
  }
}

function compareTo(bucket: Bucket, seat: Seat): number {
  return (
    bucket.milliCpus - seat.milliCpus ||
    bucket.memory - seat.memory ||
    compareSets(bucket.labels, seat.labels as LabelSet)
  );
}

function placeOf(level: readonly Bucket[], seat: Seat): number {
  let low = 0;
  let high = level.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareTo(level[middle] as Bucket, seat) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First bucket with at least so many CPUs. */
function firstWith(level: readonly Bucket[], milliCpus: number): number {
  let low = 0;
  let high = level.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((level[middle] as Bucket).milliCpus < milliCpus) low = middle + 1;
    else high = middle;
  }
  return low;
}
