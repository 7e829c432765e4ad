import type { TrainyardEvent } from '@trainyard/contracts/events';

/** Every committed event, in order, for whoever listens in this process. */
export interface EventHub {
  /** seq of the newest event that was heard. */
  readonly seq: number;
  on(listener: (events: readonly TrainyardEvent[]) => void): () => void;
  publish(events: readonly TrainyardEvent[]): void;
}

export function createEventHub(seq: number): EventHub {
  const listeners = new Set<(events: readonly TrainyardEvent[]) => void>();
  let newest = seq;
  return {
    get seq() {
      return newest;
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish(events) {
      const last = events.at(-1);
      if (last === undefined) return;
      newest = last.seq;
      for (const listener of [...listeners]) listener(events);
    },
  };
}
