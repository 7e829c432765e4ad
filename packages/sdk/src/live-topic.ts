/** The followers of one topic on one connection, and what the topic must be asked for so that each gets all, once. */
import { type ErrorBody, Fault } from '@trainyard/contracts/errors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import {
  type EventsDelivery,
  type HeatDelivery,
  type LogDelivery,
  liveLimits,
  type MarkDelivery,
  type SeriesDelivery,
  type VitalsDelivery,
} from '@trainyard/contracts/live';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import { EventCursor, LogCursor, type LogPart } from './live-cursor.ts';

interface AnyFollower {
  /** The topic is refused or a handler threw: this follower has ended. */
  onError(error: unknown): void;
}

export interface EventFollower extends AnyFollower {
  /** The last seq that is had; absent: from now on. */
  after?: number;
  onEvents(events: TrainyardEvent[]): void | Promise<void>;
  /** Caught up through `seq`: after every start and every cut. */
  onMark?(seq: number): void;
}

export interface LogFollower extends AnyFollower {
  /** Bytes that are had; absent: from the first. */
  after?: number;
  /** The next part is not asked for before this one is taken: that is the back-pressure. */
  onLog(part: LogPart): void | Promise<void>;
}

export interface SeriesFollower extends AnyFollower {
  onSeries(frames: SeriesFrame[]): void | Promise<void>;
}

/** A topic of heat has one follower at a time: numbers go on from delivery to delivery, so who joins late would not know them. */
export interface HeatFollower extends AnyFollower {
  onHeat(delivery: HeatDelivery): void;
}

export interface VitalsFollower extends AnyFollower {
  /** The first of each start and each cut is `whole`: what was known before and is not in it does not run. */
  onVitals(delivery: VitalsDelivery): void | Promise<void>;
}

export type Follower = EventFollower | LogFollower | SeriesFollower | HeatFollower | VitalsFollower;
export type Delivery =
  | { kind: 'events'; data: EventsDelivery }
  | { kind: 'mark'; data: MarkDelivery }
  | { kind: 'log'; data: LogDelivery }
  | { kind: 'series'; data: SeriesDelivery }
  | { kind: 'heat'; data: HeatDelivery }
  | { kind: 'vitals'; data: VitalsDelivery };

type Seat =
  | { kind: 'events'; follower: EventFollower; cursor: EventCursor }
  | { kind: 'log'; follower: LogFollower; cursor: LogCursor }
  | { kind: 'series'; follower: SeriesFollower }
  | { kind: 'heat'; follower: HeatFollower }
  | { kind: 'vitals'; follower: VitalsFollower };

/** A server that skips the same bytes this often will not find them: better an error than asking for ever. */
const gapsMost = 8;

/** What a topic needs of its connection. */
export interface TopicPort {
  subscribe(topic: string, after: number | undefined): void;
  unsubscribe(topic: string): void;
  got(topic: string, through: number): void;
}

/** One topic: seats for its followers, deliveries taken one after another. */
export class LiveTopic {
  readonly name: string;
  private readonly port: TopicPort;
  private readonly seats = new Set<Seat>();
  /** Who joined others and is not asked for yet: a mark of the subscription before knows nothing of what they lack. */
  private readonly late = new Set<Seat>();
  /** Deliveries in hand; the server's window bounds it, and a cut empties it. */
  private queue: Promise<void> = Promise.resolve();
  /** Counts connections: what came over an older one is asked for again and must not pile up. */
  private era = 0;
  private asking = false;
  /** How often it was asked for: only the answer to the last wish counts. */
  asked = 0;
  /** Gaps since anything new came. */
  private gaps = 0;
  /** Events taken since the server was told so. */
  private untold = 0;

  constructor(name: string, port: TopicPort) {
    this.name = name;
    this.port = port;
  }

  get isEmpty(): boolean {
    return this.seats.size === 0;
  }

  add(follower: Follower): () => void {
    const seat = seatOf(follower);
    if (this.seats.size > 0) this.late.add(seat);
    this.seats.add(seat);
    return () => this.remove(seat);
  }

  private remove(seat: Seat): void {
    this.late.delete(seat);
    if (this.seats.delete(seat) && this.seats.size === 0) this.port.unsubscribe(this.name);
  }

  /** Asks for what the neediest follower lacks; called at every connection and every gap. */
  ask(): void {
    this.asking = true;
    this.asked += 1;
    this.untold = 0;
    this.port.subscribe(this.name, this.neededAfter());
  }

  private askAgain(): void {
    this.gaps += 1;
    if (this.gaps <= gapsMost) {
      this.ask();
      return;
    }
    this.port.unsubscribe(this.name);
    this.refused({
      code: 'Internal',
      message: `the server leaves out a part of ${this.name}, however often it is asked`,
    });
  }

  cut(): void {
    this.era += 1;
    this.asking = false;
    this.late.clear();
  }

  answered(seq: number): void {
    this.asking = false;
    this.late.clear();
    for (const seat of this.seats) if (seat.kind === 'events' && seat.cursor.seq === undefined) seat.cursor.mark(seq);
  }

  refused(error: ErrorBody['error'] | { code: string; message: string }): void {
    this.asking = false;
    const fault = Fault.fromBody({ error: { params: {}, ...error } });
    for (const seat of this.seats) {
      this.seats.delete(seat);
      seat.follower.onError(fault);
    }
  }

  take(delivery: Delivery): Promise<void> {
    const { era } = this;
    const others =
      delivery.kind === 'mark' && this.late.size > 0 ? [...this.seats].filter((one) => !this.late.has(one)) : null;
    this.queue = this.queue.then(() => (era === this.era ? this.deal(delivery, others ?? [...this.seats]) : undefined));
    return this.queue;
  }

  private async deal(delivery: Delivery, seats: readonly Seat[]): Promise<void> {
    let gap = false;
    for (const seat of seats) {
      if (!this.seats.has(seat)) continue;
      try {
        if (!(await give(seat, delivery))) gap = true;
      } catch (error) {
        this.remove(seat);
        seat.follower.onError(error);
      }
    }
    // While an answer is awaited, what does not fit belongs to the subscription before.
    if (gap && !this.asking) return this.askAgain();
    if (!gap) this.gaps = 0;
    this.tell(delivery);
  }

  /** Says how far the topic is taken: each part of a log, so that its window moves; events only now and then. */
  private tell(delivery: Delivery): void {
    if (delivery.kind === 'events') this.untold += delivery.data.events.length;
    else if (delivery.kind !== 'log') return;
    if (delivery.kind === 'events' && this.untold < liveLimits.eventsPerGot) return;
    const through = this.neededAfter();
    if (through === undefined) return;
    this.untold = 0;
    this.port.got(this.name, through);
  }

  private neededAfter(): number | undefined {
    const had: number[] = [];
    for (const seat of this.seats) {
      if (seat.kind === 'log') had.push(seat.cursor.next);
      else if (seat.kind === 'events' && seat.cursor.seq !== undefined) had.push(seat.cursor.seq);
    }
    return had.length > 0 ? Math.min(...had) : undefined;
  }
}

function seatOf(follower: Follower): Seat {
  if ('onLog' in follower) return { kind: 'log', follower, cursor: new LogCursor(follower.after ?? 0) };
  if ('onEvents' in follower) return { kind: 'events', follower, cursor: new EventCursor(follower.after) };
  if ('onHeat' in follower) return { kind: 'heat', follower };
  if ('onVitals' in follower) return { kind: 'vitals', follower };
  return { kind: 'series', follower };
}

/** Hands a follower what is new to it; false when something is missing before it. */
async function give(seat: Seat, delivery: Delivery): Promise<boolean> {
  if (seat.kind === 'events' && delivery.kind === 'events') {
    const taken = seat.cursor.take(delivery.data);
    if (taken.kind === 'new') await seat.follower.onEvents(taken.part);
    return taken.kind !== 'gap';
  }
  if (seat.kind === 'events' && delivery.kind === 'mark') {
    seat.cursor.mark(delivery.data.seq);
    seat.follower.onMark?.(delivery.data.seq);
  }
  if (seat.kind === 'log' && delivery.kind === 'log') {
    const taken = seat.cursor.take(delivery.data);
    if (taken.kind === 'new') await seat.follower.onLog(taken.part);
    return taken.kind !== 'gap';
  }
  if (seat.kind === 'heat' && delivery.kind === 'heat') seat.follower.onHeat(delivery.data);
  if (seat.kind === 'series' && delivery.kind === 'series') await seat.follower.onSeries(delivery.data.frames);
  if (seat.kind === 'vitals' && delivery.kind === 'vitals') await seat.follower.onVitals(delivery.data);
  return true;
}
