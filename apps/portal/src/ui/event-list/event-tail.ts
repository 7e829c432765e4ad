/** The newest events of a topic, newest first; older ones are let go. Pure. */
import type { TrainyardEvent } from '@trainyard/contracts/events';

export class EventTail {
  readonly #most: number;
  #newestFirst: readonly TrainyardEvent[] = [];
  #dropped = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes events in order of their number. */
  push(events: readonly TrainyardEvent[]): void {
    const all = [...events.toReversed(), ...this.#newestFirst];
    this.#dropped += Math.max(0, all.length - this.#most);
    this.#newestFirst = all.slice(0, this.#most);
  }

  /** The same array until something is pushed. */
  get events(): readonly TrainyardEvent[] {
    return this.#newestFirst;
  }

  /** How many older ones were let go. */
  get dropped(): number {
    return this.#dropped;
  }
}
