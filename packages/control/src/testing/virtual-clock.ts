import type { Clock } from '@trainyard/runtime/clock';

interface Timer {
  at: number;
  order: number;
  fn: () => void;
}

/** Time that moves only when asked: the next timer is now. Equal times run in the order they were set. */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #timers: Timer[] = [];

  constructor(now = 1_780_000_000_000) {
    this.#now = now;
  }

  /** Whole milliseconds, as a machine's clock gives them. */
  now(): number {
    return Math.floor(this.#now);
  }

  monotonic(): number {
    return this.#now;
  }

  setTimeout(fn: () => void, ms: number): () => void {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order++, fn };
    this.#push(timer);
    return () => {
      timer.fn = () => undefined;
    };
  }

  /** Runs the next timer that is due by `until`; false when there is none. */
  step(until: number): boolean {
    const next = this.#timers[0];
    if (!next || next.at > until) {
      this.#now = Math.max(this.#now, until);
      return false;
    }
    this.#pop();
    this.#now = Math.max(this.#now, next.at);
    next.fn();
    return true;
  }

  /** A binary heap by time and order. */
  #push(timer: Timer): void {
    const heap = this.#timers;
    heap.push(timer);
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!before(heap[at] as Timer, heap[parent] as Timer)) return;
      [heap[at], heap[parent]] = [heap[parent] as Timer, heap[at] as Timer];
      at = parent;
    }
  }

  #pop(): void {
    const heap = this.#timers;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ; ) {
      const children = [2 * at + 1, 2 * at + 2].filter((child) => child < heap.length);
      const least = children.reduce(
        (best, child) => (before(heap[child] as Timer, heap[best] as Timer) ? child : best),
        at,
      );
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least] as Timer, heap[at] as Timer];
      at = least;
    }
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
