import type { TrainyardEvent } from '@trainyard/contracts/events';
import { useEffect, useState } from 'react';
import { connection } from '../../live/connection.ts';
import { EventTail } from './event-tail.ts';

/** A thousand rows is more than anybody reads; older ones are in the audit. */
const keptMost = 1_000;

export type EventTopic = `${'workspace' | 'cluster' | 'job'}:${string}`;

export interface FollowedEvents {
  /** Newest first. */
  events: readonly TrainyardEvent[];
  /** Older ones that are not shown. */
  dropped: number;
  /** False until everything that happened before has come. */
  ready: boolean;
  error: unknown;
}

const nobody: readonly TrainyardEvent[] = [];

function begun(known: readonly TrainyardEvent[]): { tail: EventTail; state: FollowedEvents } {
  const tail = new EventTail(keptMost);
  if (known.length > 0) tail.push(known);
  return { tail, state: { events: tail.events, dropped: tail.dropped, ready: false, error: null } };
}

/**
 * Events of a topic after `after` (0: from its first), live while the component lives; told at most once a painted frame. `known` are those
 * before, as far as they are to be shown: the same array until there are others.
 */
export function useEvents(topic: EventTopic, after = 0, known = nobody): FollowedEvents {
  const [state, setState] = useState(() => begun(known).state);
  useEffect(() => {
    const { tail, state: first } = begun(known);
    let [ready, frame] = [false, 0];
    const show = () => {
      frame = 0;
      setState({ events: tail.events, dropped: tail.dropped, ready, error: null });
    };
    // A hidden tab paints no frame: it catches up in one.
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(show);
    };
    setState(first);
    const stop = connection.live.follow(topic, {
      after,
      onEvents(events) {
        tail.push(events);
        soon();
      },
      onMark() {
        ready = true;
        soon();
      },
      onError: (error) => setState((last) => ({ ...last, ready: true, error })),
    });
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [topic, after, known]);
  return state;
}
