import type { TrainyardEvent } from '@trainyard/contracts/events';
import { type EventsDelivery, liveLimits, type MarkDelivery } from '@trainyard/contracts/live';
import type { EventFilter } from '@trainyard/db/event-log';
import type { EventHub } from './event-hub.ts';

export interface EventFeedPorts {
  hub: EventHub;
  /** Events after `after` that match the topic, and the seq they are current to. */
  replay(filter: EventFilter, after: number, limit: number): Promise<{ events: TrainyardEvent[]; seq: number }>;
  maySee(event: TrainyardEvent): boolean;
  /** Sends; `taken` is called once the client has it. */
  deliver(delivery: EventsDelivery, taken: () => void): void;
  mark(mark: MarkDelivery): void;
  failed(error: unknown): void;
  /** Calls back when the events at hand are all in: several commits become one delivery. */
  defer(fn: () => void): void;
}

/**
 * One subscription to events. It either replays from the event log or is live; a consumer that does not take what it was sent
 * falls back to replaying, so what waits for it is bounded by the window and never lost.
 */
export class EventFeed {
  readonly #topic: string;
  readonly #filter: EventFilter;
  readonly #ports: EventFeedPorts;
  readonly #leave: () => void;
  /** seq that the client knows of from us: the next delivery's `prev`. */
  #said: number;
  /** Everything up to here is sent, or is not for this topic or viewer. */
  #through: number;
  #live = false;
  #replaying = false;
  #pending: TrainyardEvent[] = [];
  #flushing = false;
  #untaken = 0;
  #closed = false;

  /** `after`: the last seq that the client has; without it the feed starts now. */
  constructor(topic: string, filter: EventFilter, after: number | undefined, ports: EventFeedPorts) {
    this.#topic = topic;
    this.#filter = filter;
    this.#ports = ports;
    this.#said = after ?? ports.hub.seq;
    this.#through = this.#said;
    this.#leave = ports.hub.on((events) => this.#hear(events));
  }

  /** Begins to send; call after the subscription was answered. */
  start(): void {
    void this.#catchUp();
  }

  close(): void {
    this.#closed = true;
    this.#pending = [];
    this.#leave();
  }

  /** Replays until nothing is left between the log and the hub, then is live. */
  async #catchUp(): Promise<void> {
    if (this.#replaying || this.#live) return;
    this.#replaying = true;
    try {
      while (!this.#closed && !this.#full) {
        if (this.#through >= this.#ports.hub.seq) {
          this.#live = true;
          this.#said = Math.max(this.#said, this.#through);
          this.#ports.mark({ topic: this.#topic, seq: this.#said });
          return;
        }
        const limit = liveLimits.eventsPerDelivery;
        const { events, seq } = await this.#ports.replay(this.#filter, this.#through, limit);
        if (this.#closed) return;
        this.#send(events.filter((event) => this.#ports.maySee(event)));
        const last = events.at(-1)?.seq ?? this.#through;
        this.#through = events.length < limit ? Math.max(seq, this.#through) : last;
      }
    } catch (error) {
      if (!this.#closed) this.#ports.failed(error);
    } finally {
      this.#replaying = false;
    }
  }

  get #full(): boolean {
    return this.#untaken >= liveLimits.eventsWindow;
  }

  #hear(events: readonly TrainyardEvent[]): void {
    if (!this.#live) {
      // A feed that waits for its client goes on when the client takes something.
      if (!this.#replaying && !this.#full) void this.#catchUp();
      return;
    }
    for (const event of events) {
      if (event.seq > this.#through && matches(this.#filter, event) && this.#ports.maySee(event))
        this.#pending.push(event);
    }
    if (this.#flushing) return;
    this.#flushing = true;
    this.#ports.defer(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#closed || !this.#live) return;
    while (this.#pending.length > 0 && !this.#full) {
      const part = this.#pending.splice(0, liveLimits.eventsPerDelivery);
      this.#send(part);
      this.#through = part.at(-1)?.seq ?? this.#through;
    }
    if (this.#pending.length > 0) {
      // Too slow: what is pending will be read from the log again.
      this.#pending = [];
      this.#live = false;
    } else this.#through = Math.max(this.#through, this.#ports.hub.seq);
  }

  #send(events: TrainyardEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    this.#untaken += events.length;
    const prev = this.#said;
    this.#said = last.seq;
    this.#ports.deliver({ topic: this.#topic, prev, seq: last.seq, events }, () => {
      this.#untaken -= events.length;
      // Half a window of slack keeps a slow client from being fed in crumbs.
      if (!this.#live && this.#untaken <= liveLimits.eventsWindow / 2) void this.#catchUp();
    });
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
