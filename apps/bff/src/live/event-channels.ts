import type { TrainyardEvent } from '@trainyard/contracts/events';
import { type EventsDelivery, liveLimits } from '@trainyard/contracts/live';
import type { EventFilter } from '@trainyard/db/event-log';
import type { Clock } from '@trainyard/runtime/clock';
import type { EventHub } from './event-hub.ts';

/** ms between two rounds of deliveries at least: what is committed meanwhile goes out together, 500 times a second at most. */
const restLeastMs = 2;
/** ms that events wait at most because the round before took long. */
const restMostMs = 50;

/** Events of one channel that go out together, at most `liveLimits.eventsPerDelivery`. */
export class EventBatch {
  readonly #topic: string;
  readonly #events: TrainyardEvent[];
  readonly #made = new Map<number, EventsDelivery | undefined>();

  /** `events` is not empty. */
  constructor(topic: string, events: TrainyardEvent[]) {
    this.#topic = topic;
    this.#events = events;
  }

  /** What is new to those who have everything through `prev`: the very same object to all of them, so that it is written once. */
  after(prev: number): EventsDelivery | undefined {
    if (!this.#made.has(prev)) this.#made.set(prev, this.#make(prev));
    return this.#made.get(prev);
  }

  #make(prev: number): EventsDelivery | undefined {
    const events = this.#events.filter(({ seq }) => seq > prev);
    const last = events.at(-1);
    return last && { topic: this.#topic, prev, seq: last.seq, events };
  }
}

/** Somebody who is live on a channel. */
export interface ChannelMember {
  /** Sends what is new of it to the member, or leaves the channel. */
  offer(batch: EventBatch): void;
}

/** What a channel carries: members who name the same topic and have the same sight are on the same one. */
export interface ChannelOf {
  topic: string;
  filter: EventFilter;
  /** Equal for those who may see the same events. */
  sight: string;
  maySee(event: TrainyardEvent): boolean;
}

interface Channel extends ChannelOf {
  members: Set<ChannelMember>;
  pending: TrainyardEvent[];
}

export interface EventChannelsPorts {
  hub: Pick<EventHub, 'on'>;
  clock: Pick<Clock, 'monotonic' | 'setTimeout'>;
  /** Calls back when the events at hand are all in: several commits become one delivery. */
  defer(fn: () => void): void;
}

/**
 * Passes committed events on to those who are live. Each event is matched, judged and written once for all who see the same. A
 * round of deliveries rests as long as it took before the next: quiet times are served at once, and under load more events share
 * a delivery, so that commands always have half of the thread.
 */
export class EventChannels {
  readonly #ports: EventChannelsPorts;
  readonly #channels = new Map<string, Channel>();
  /** Channels by what their filter names first, so that an event meets only those that it may belong to. */
  readonly #places = new Map<string, Set<Channel>>();
  readonly #dirty = new Set<Channel>();
  #scheduled = false;
  /** Monotonic time before which no round begins. */
  #restUntil = 0;

  constructor(ports: EventChannelsPorts) {
    this.#ports = ports;
    ports.hub.on((events) => this.#hear(events));
  }

  /** From now on the member is offered each batch; the answered function ends that. */
  join(what: ChannelOf, member: ChannelMember): () => void {
    const key = `${what.topic} ${what.sight}`;
    const channel = this.#channels.get(key) ?? this.#open(key, what);
    channel.members.add(member);
    return () => {
      channel.members.delete(member);
      this.#closeEmpty(key, channel);
    };
  }

  /** How many channels are open. */
  get size(): number {
    return this.#channels.size;
  }

  #open(key: string, what: ChannelOf): Channel {
    const channel = { ...what, members: new Set<ChannelMember>(), pending: [] };
    this.#channels.set(key, channel);
    const place = placeOf(what.filter);
    this.#places.set(place, (this.#places.get(place) ?? new Set()).add(channel));
    return channel;
  }

  #closeEmpty(key: string, channel: Channel): void {
    if (channel.members.size > 0 || this.#channels.get(key) !== channel) return;
    this.#channels.delete(key);
    this.#dirty.delete(channel);
    const place = placeOf(channel.filter);
    const others = this.#places.get(place);
    others?.delete(channel);
    if (others?.size === 0) this.#places.delete(place);
  }

  #hear(events: readonly TrainyardEvent[]): void {
    for (const event of events) {
      for (const place of placesOf(event)) {
        for (const channel of this.#places.get(place) ?? []) {
          if (!matches(channel.filter, event) || !channel.maySee(event)) continue;
          channel.pending.push(event);
          this.#dirty.add(channel);
        }
      }
    }
    if (this.#dirty.size > 0) this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const { clock, defer } = this.#ports;
    const wait = this.#restUntil - clock.monotonic();
    if (wait <= 0) defer(() => this.#round());
    else clock.setTimeout(() => this.#round(), wait);
  }

  #round(): void {
    const { clock } = this.#ports;
    const from = clock.monotonic();
    this.#scheduled = false;
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const channel of dirty) offerPending(channel);
    const until = clock.monotonic();
    this.#restUntil = until + Math.min(restMostMs, Math.max(restLeastMs, until - from));
  }
}

function offerPending(channel: Channel): void {
  const { topic, members, pending } = channel;
  channel.pending = [];
  for (let at = 0; at < pending.length; at += liveLimits.eventsPerDelivery) {
    const batch = new EventBatch(topic, pending.slice(at, at + liveLimits.eventsPerDelivery));
    for (const member of members) member.offer(batch);
  }
}

/** Whether an event belongs to a topic: the same question that the event log answers by its indexes. */
export function matches({ subject, jobUid, clusterUid, workspaceUid }: EventFilter, event: TrainyardEvent): boolean {
  return (
    (subject === undefined || event.subject.uid === subject) &&
    (jobUid === undefined || event.jobUid === jobUid) &&
    (clusterUid === undefined || event.clusterUid === clusterUid) &&
    (workspaceUid === undefined || event.workspaceUid === workspaceUid)
  );
}

function placeOf({ jobUid, clusterUid, workspaceUid }: EventFilter): string {
  return jobUid ?? clusterUid ?? workspaceUid ?? '';
}

function* placesOf({ jobUid, clusterUid, workspaceUid }: TrainyardEvent): Iterable<string> {
  yield '';
  if (workspaceUid !== null) yield workspaceUid;
  if (clusterUid !== null) yield clusterUid;
  if (jobUid !== null) yield jobUid;
}
