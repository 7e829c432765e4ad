import type { TrainyardEvent } from '@trainyard/contracts/events';
import { type EventsDelivery, liveLimits, type MarkDelivery } from '@trainyard/contracts/live';
import type { EventFilter } from '@trainyard/db/event-log';
import type { ChannelMember, EventBatch } from './event-channels.ts';
import type { EventHub } from './event-hub.ts';

export interface EventFeedPorts {
  hub: Pick<EventHub, 'seq'>;
  /** Events after `after` that match the topic, and the seq they are current to. */
  replay(filter: EventFilter, after: number, limit: number): Promise<{ events: TrainyardEvent[]; seq: number }>;
  maySee(event: TrainyardEvent): boolean;
  /** Begins to offer what is committed from now on; the answered function ends that. */
  join(member: ChannelMember): () => void;
  deliver(delivery: EventsDelivery): void;
  mark(mark: MarkDelivery): void;
  failed(error: unknown): void;
}

/**
 * One subscription to events. It either replays from the event log or is live on a channel; a consumer that does not take what it
 * was sent falls back to replaying, so what waits for it is bounded by the window and never lost.
 */
export class EventFeed implements ChannelMember {
  readonly #topic: string;
  readonly #filter: EventFilter;
  readonly #ports: EventFeedPorts;
  /** seq that the client knows of from us: the next delivery's `prev`. While live, everything up to here was dealt with. */
  #said: number;
  /** While replaying: everything up to here is sent, or is not for this topic or viewer. */
  #through: number;
  /** Leaves the channel; undefined while not live. */
  #leave: (() => void) | undefined;
  #replaying = false;
  /** Deliveries that the client has not said it took, oldest first. */
  readonly #sent: { seq: number; count: number }[] = [];
  /** Events in them. */
  #untaken = 0;
  #closed = false;

  /** `after`: the last seq that the client has; without it the feed starts now. */
  constructor(topic: string, filter: EventFilter, after: number | undefined, ports: EventFeedPorts) {
    this.#topic = topic;
    this.#filter = filter;
    this.#ports = ports;
    this.#said = after ?? ports.hub.seq;
    this.#through = this.#said;
  }

  /** Begins to send; call after the subscription was answered. */
  start(): void {
    void this.#catchUp();
  }

  /** The client has taken every event through this seq. */
  got(through: number): void {
    for (let first = this.#sent[0]; first && first.seq <= through; first = this.#sent[0]) {
      this.#untaken -= first.count;
      this.#sent.shift();
    }
    // Half a window of slack keeps a slow client from being fed in crumbs.
    if (!this.#leave && this.#untaken <= liveLimits.eventsWindow / 2) void this.#catchUp();
  }

  close(): void {
    this.#closed = true;
    this.#leave?.();
  }

  /** A client that is too slow leaves: what comes from here on it will be sent from the log. */
  offer(batch: EventBatch): void {
    if (this.#full) {
      this.#through = this.#said;
      this.#leave?.();
      this.#leave = undefined;
      return;
    }
    const delivery = batch.after(this.#said);
    if (delivery) this.#send(delivery);
  }

  /** Replays until nothing is left between the log and the hub, then is live. */
  async #catchUp(): Promise<void> {
    if (this.#replaying || this.#leave) return;
    this.#replaying = true;
    try {
      while (!this.#closed && !this.#full) {
        if (this.#through >= this.#ports.hub.seq) {
          this.#said = Math.max(this.#said, this.#through);
          this.#leave = this.#ports.join(this);
          this.#ports.mark({ topic: this.#topic, seq: this.#said });
          return;
        }
        await this.#replay();
      }
    } catch (error) {
      if (!this.#closed) this.#ports.failed(error);
    } finally {
      this.#replaying = false;
    }
  }

  async #replay(): Promise<void> {
    const limit = liveLimits.eventsPerDelivery;
    const { events, seq } = await this.#ports.replay(this.#filter, this.#through, limit);
    if (this.#closed) return;
    const seen = events.filter((event) => this.#ports.maySee(event));
    const last = seen.at(-1);
    if (last) this.#send({ topic: this.#topic, prev: this.#said, seq: last.seq, events: seen });
    this.#through = events.length < limit ? Math.max(seq, this.#through) : (events.at(-1)?.seq ?? this.#through);
  }

  get #full(): boolean {
    return this.#untaken >= liveLimits.eventsWindow;
  }

  #send(delivery: EventsDelivery): void {
    const { seq, events } = delivery;
    this.#untaken += events.length;
    this.#sent.push({ seq, count: events.length });
    this.#said = seq;
    this.#ports.deliver(delivery);
  }
}
