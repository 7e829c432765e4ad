import { type LiveBeat, liveLimits } from '@trainyard/contracts/live';
import type { Clock } from '@trainyard/runtime/clock';
import type { EventHub } from './event-hub.ts';

export interface BeatPorts {
  clock: Clock;
  hub: Pick<EventHub, 'seq'>;
  /** To everybody who is connected, at once. */
  send(beat: LiveBeat): void;
}

/** Beats every `liveLimits.beatMs` until the answered function is called. */
export function startBeat({ clock, hub, send }: BeatPorts): () => void {
  let cancel: () => void;
  const wait = (): void => {
    cancel = clock.setTimeout(() => {
      send({ at: clock.now(), seq: hub.seq });
      wait();
    }, liveLimits.beatMs);
  };
  wait();
  return () => cancel();
}
