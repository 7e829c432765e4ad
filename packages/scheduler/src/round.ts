import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { Claims, type Held } from './claims.ts';
import type { View } from './horizon.ts';
import type { Policy, SchedulerUnit } from './interface.ts';
import { Lenders } from './lenders.ts';
import type { LimitBook } from './limits.ts';
import type { Pass } from './pass.ts';
import type { QueueBook } from './queue-book.ts';
import type { Seat } from './seat.ts';
import { copiesOf, type Entry, type Group, type Shape, useOf } from './shape.ts';
import { sayTime } from './times.ts';
import { mayStart, type Turn } from './turn.ts';
import { Walk } from './walk.ts';
import { mostFor, nameOf, whyLimited, whyNoRoom, whyNotBefore, whyOverQuota } from './why.ts';

/** One walk through a cluster's queue, from its head: who starts where, who waits, and why. */
export class Round {
  readonly #view: View;
  readonly #policy: Policy;
  readonly #queues: QueueBook;
  readonly #limits: LimitBook;
  readonly #target: number;
  readonly #pass: Pass;
  readonly #walk: Walk;
  readonly #claims: Claims;
  readonly #lenders: Lenders;
  /** Shapes for which there is no room, with the shortest time limit that found none: rooms only get smaller within a pass. */
  readonly #full = new Map<string, number>();
  /** What to say of them, until nodes are taken or kept. */
  readonly #whyFull = new Map<string, Text[]>();
  /** Waiting units passed so far, and how many of them were told why. */
  #ahead = 0;
  #told = 0;
  /** Arrays of which no further shard starts. */
  readonly #arrays = new Set<string>();
  /** Groups of which one may still start; found out once the pass has told enough. */
  #live: Set<Group> | undefined;

  /** `target`: the size that the cluster is going to. `pass` takes what comes out. */
  constructor(view: View, policy: Policy, queues: QueueBook, limits: LimitBook, target: number, pass: Pass) {
    this.#view = view;
    this.#policy = policy;
    this.#queues = queues;
    this.#limits = limits;
    this.#target = target;
    this.#pass = pass;
    this.#walk = new Walk(view.pool.waiting, view.pool.counted, view.cluster, view.now);
    this.#claims = new Claims(view, queues, limits);
    this.#lenders = new Lenders(view, queues);
  }

  run(): void {
    for (const entry of this.#lenders.inOrder(this.#walk)) {
      if (this.#consider(entry)) continue;
      // What was not looked at may come first a moment later.
      this.#holdsUntil(this.#view.now);
      return;
    }
  }

  /** False when the pass is over. */
  #consider({ unit, group }: Entry): boolean {
    const { now, cluster } = this.#view;
    const { ageingMs } = cluster;
    if (ageingMs > 0) this.#holdsUntil(unit.since + (Math.floor((now - unit.since) / ageingMs) + 1) * ageingMs);
    if (unit.notBefore > now) {
      this.#holdsUntil(unit.notBeforeReason ? unit.notBefore : now);
      this.#wait(unit, [whyNotBefore(unit, now)], unit.notBefore);
      return this.#goesOn();
    }
    if (copiesOf(unit) === 0) {
      const running = this.#view.pool.running.ofJob(unit.jobUid);
      this.#wait(unit, [reason('arrayParallel', { running })], null);
      return this.#goesOn();
    }
    const turn = this.#turn(unit, group);
    if (mayStart(turn)) {
      this.#pass.cut = this.#pass.starts.length >= this.#policy.depth;
      if (!this.#pass.cut) this.#start(turn, turn.seats as Seat[]);
      return !this.#pass.cut;
    }
    this.#live?.delete(group);
    if (unit.array) {
      // A further shard waits as the one before it does.
      if (this.#arrays.has(unit.uid)) return this.#goesOn();
      this.#arrays.add(unit.uid);
    }
    this.#hold(turn);
    return this.#goesOn();
  }

  #turn(unit: SchedulerUnit, group: Group): Turn {
    const asked = useOf(group, this.#view.cluster);
    const line = this.#queues.of(unit.queue);
    const turn: Turn = {
      unit,
      group,
      shape: group.shape,
      asked,
      line,
      level: this.#walk.level(unit),
      limited: this.#limits.any ? this.#limits.shorts(unit, asked) : [],
      hasQuota: !this.#queues.bounded || this.#queues.fits(line, asked),
      behind: undefined,
      seats: this.#room(unit, group),
    };
    if (turn.hasQuota && turn.limited.length === 0) turn.behind = this.#claims.ahead(turn);
    return turn;
  }

  #room(unit: SchedulerUnit, { shape, limitMs }: Group): Seat[] | undefined {
    const key = this.#roomKey(unit, shape);
    const full = this.#full.get(key);
    if (full !== undefined && limitMs >= full) return undefined;
    const seats = this.#view.floor.find(unit, shape);
    if (seats.length === shape.nodeCount) return seats;
    this.#full.set(key, limitMs);
    return undefined;
  }

  #start(turn: Turn, seats: readonly Seat[]): void {
    const { unit, shape, line, asked } = turn;
    const { floor, calendar, now } = this.#view;
    if (floor.claimed.size > 0 || calendar.any) {
      // A node that is lent for a while may be lent to it only if it starts soon enough.
      for (const seat of seats) this.#holdsUntil(floor.lentUntil(seat, unit) - unit.limitMs + 1);
    }
    if (this.#claims.lending) this.#holdsUntil(now);
    this.#whyFull.clear();
    const placements = floor.start(seats, shape, unit);
    this.#pass.starts.push({ unit, placements });
    this.#pass.started.add(unit.uid);
    if (this.#queues.bounded) this.#queues.take(line, asked);
    this.#limits.take(unit, asked);
    this.#claims.started(turn);
  }

  /** Keeps for a unit that does not start what is to be kept for it, and tells it why it waits. */
  #hold(turn: Turn): void {
    const { unit, shape } = turn;
    const mayEverFit = shape.nodeCount <= mostFor(this.#view, unit, shape);
    // An array of which a shard starts waits for nothing that it is to be told.
    const tells = this.#told < this.#policy.depth && !this.#pass.started.has(unit.uid);
    const reasons = tells ? this.#reasons(turn, mayEverFit) : [];
    const held = this.#claims.hold(turn, mayEverFit);
    if (held.preempt) {
      this.#pass.preempts.push(held.preempt);
      // What is lost grows by the moment.
      this.#holdsUntil(this.#view.now);
    }
    if (held.claim) this.#whyFull.clear();
    if (held.claim) this.#pass.claims.push({ unit, claim: held.claim });
    if (held.claim) this.#holdsUntil(held.claim.at > this.#view.now ? held.claim.at : Number.POSITIVE_INFINITY);
    if (tells) this.#wait(unit, this.#withPlace(turn, reasons, held, mayEverFit), this.#untilOf(turn));
    else this.#ahead += 1;
  }

  /** Everything that keeps a unit from starting. */
  #reasons(turn: Turn, mayEverFit: boolean): Text[] {
    const { unit, asked, line, shape } = turn;
    const reasons = turn.limited.map(whyLimited);
    if (!turn.hasQuota) for (const short of this.#queues.shorts(line, asked)) reasons.push(whyOverQuota(line, short));
    if (turn.seats) return reasons;
    const key = this.#roomKey(unit, shape);
    let why = this.#whyFull.get(key);
    if (!why) {
      why = this.#whyNoRoom(unit, shape, mayEverFit);
      this.#whyFull.set(key, why);
    }
    for (const one of why) reasons.push(one);
    return reasons;
  }

  #whyNoRoom(unit: SchedulerUnit, shape: Shape, mayEverFit: boolean): Text[] {
    const { head } = this.#claims;
    // What is said counts the nodes that would be lent to it.
    this.#holdsUntil(this.#view.floor.lendableUntil(unit));
    if (!head || !mayEverFit || this.#view.floor.countKept(unit, shape) < shape.nodeCount) {
      return whyNoRoom(this.#view, unit, shape, this.#target);
    }
    if (head.claim.at <= this.#view.now) this.#holdsUntil(this.#view.now);
    return [reason('waitingForReserved', { job: nameOf(head.unit), at: sayTime(head.claim.at) })];
  }

  /** Units of equal key meet the same nodes, but for their time limit. */
  #roomKey({ workspaceUid }: SchedulerUnit, { key }: Shape): string {
    return this.#view.calendar.any ? `${key}|${workspaceUid}` : key;
  }

  #withPlace(turn: Turn, reasons: Text[], { claim, victims }: Held, mayEverFit: boolean): Text[] {
    if (victims > 0) return [reason('waitingForPreemption', { victims }), ...reasons];
    if (claim || !mayEverFit || reasons.some(({ code }) => code === 'waitingForReserved')) return reasons;
    if (reasons.length > 0 && (turn.seats || this.#ahead === 0)) return reasons;
    const ahead = Math.max(1, this.#ahead);
    return [...reasons, reason('waitingBehind', { ahead, cluster: this.#view.cluster.name })];
  }

  /** When nodes that are reserved for others come free, if it waits for that. */
  #untilOf({ unit, seats }: Turn): number | null {
    if (seats || !this.#view.calendar.any) return null;
    const until = this.#view.calendar.whyNot(unit, '')?.until ?? Number.POSITIVE_INFINITY;
    return Number.isFinite(until) && until > this.#view.now ? until : null;
  }

  #wait(unit: SchedulerUnit, reasons: Text[], until: number | null): void {
    this.#ahead += 1;
    if (this.#told >= this.#policy.depth) return;
    this.#told += 1;
    this.#pass.waits.set(unit.uid, { unit, reasons, until });
  }

  /** Once enough were told, the walk goes on only while one may still start. */
  #goesOn(): boolean {
    if (this.#told < this.#policy.depth) return true;
    this.#live ??= this.#groupsWithRoom();
    return this.#live.size > 0;
  }

  #groupsWithRoom(): Set<Group> {
    const live = new Set<Group>();
    const { pool, cluster } = this.#view;
    for (const [group] of pool.waiting.groups) {
      const asked = useOf(group, cluster);
      if (this.#queues.bounded && !this.#queues.fits(this.#queues.of(group.queue), asked)) continue;
      if (this.#limits.any && this.#limits.shorts(group.sample, asked).length > 0) continue;
      if (this.#room(group.sample, group)) live.add(group);
    }
    return live;
  }

  #holdsUntil(time: number): void {
    this.#pass.until = Math.max(this.#view.now, Math.min(this.#pass.until, time));
  }
}
