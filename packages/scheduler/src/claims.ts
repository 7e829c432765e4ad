import { type Claim, earliest, type View } from './horizon.ts';
import type { Decision, SchedulerUnit } from './interface.ts';
import type { LimitBook, LimitShort } from './limits.ts';
import type { QueueBook } from './queue-book.ts';
import { QuotaBlocks } from './quota-blocks.ts';
import { Takers, type Taking } from './takers.ts';
import { lacksNodesAlone, type Turn } from './turn.ts';

/** What a unit that waits has a claim to. */
export interface Held {
  claim: Claim | undefined;
  /** Running units that make way for it. */
  victims: number;
  preempt: Extract<Decision, { type: 'preempt' }> | undefined;
}

/** What is kept, within a pass, for units that wait: nodes for the first that lacks them, and quota and limits for the first of each. */
export class Claims {
  readonly #view: View;
  readonly #queues: QueueBook;
  readonly #limits: LimitBook;
  readonly #quotaBlocks: QuotaBlocks;
  /** Who waits for a limit, by limit and resource. */
  readonly #limitBlocks = new Map<string, SchedulerUnit>();
  readonly #takers: Takers | undefined;
  /** The first unit that lacks nodes alone. */
  head: { unit: SchedulerUnit; claim: Claim } | undefined;

  constructor(view: View, queues: QueueBook, limits: LimitBook) {
    this.#view = view;
    this.#queues = queues;
    this.#limits = limits;
    this.#quotaBlocks = new QuotaBlocks(view.pool, queues, view.now);
    this.#takers = view.cluster.preempts ? new Takers(view) : undefined;
  }

  /** True when a start now may be one that a claim lets through only for a while. */
  get lending(): boolean {
    return this.#quotaBlocks.any;
  }

  /** Who waits for the same quota or limit, and would wait longer if this one took of it. */
  ahead({ unit, line, asked, level }: Turn): SchedulerUnit | undefined {
    const ahead = this.#quotaBlocks.any ? this.#quotaBlocks.ahead(unit, line, asked, level) : undefined;
    if (ahead || this.#limitBlocks.size === 0) return ahead;
    for (const key of limitKeys(unit, asked[1] > 0, asked[2] > 0)) {
      const other = this.#limitBlocks.get(key);
      if (other) return other;
    }
    return undefined;
  }

  started(turn: Turn): void {
    this.#takers?.started(turn);
  }

  /** Keeps for a unit that waits what is to be kept for it. `mayEverFit`: see `mostFor`. */
  hold(turn: Turn, mayEverFit: boolean): Held {
    const held: Held = { claim: undefined, victims: 0, preempt: undefined };
    if (turn.limited.length > 0) this.#blockLimits(turn);
    else if (mayEverFit && !this.#queues.never(turn.line, turn.asked)) {
      const taking = turn.behind ? undefined : this.#takers?.take(turn);
      if (taking) this.#grant(turn, taking, held);
      else this.#holdPlainly(turn, held);
    }
    return held;
  }

  #grant(turn: Turn, { claim, victims, preempt }: Taking, held: Held): void {
    this.#keep(claim, turn);
    if (lacksNodesAlone(turn)) this.head ??= { unit: turn.unit, claim };
    held.claim = claim;
    held.victims = victims;
    held.preempt = preempt;
  }

  #holdPlainly(turn: Turn, held: Held): void {
    const { unit, line, asked, level, shape } = turn;
    if (!turn.hasQuota) this.#quotaBlocks.add(unit, line, asked, this.#queues.shorts(line, asked), level);
    if (this.head || !lacksNodesAlone(turn)) return;
    held.claim = earliest(this.#view, unit, shape);
    this.head = { unit, claim: held.claim };
    this.#keep(held.claim, turn);
  }

  /** Its quota is kept with its nodes: else it would have the one when it gets the other, and lose both to somebody who takes turns. */
  #keep(claim: Claim, { unit, line, asked }: Turn): void {
    const { floor } = this.#view;
    floor.keep(claim.seats, claim.at, unit);
    floor.coming -= claim.coming;
    if (this.#queues.bounded) this.#queues.take(line, asked);
  }

  /** Those behind do not take of a limit that one ahead waits for; what it can never have it does not wait for. */
  #blockLimits({ unit, asked, limited }: Turn): void {
    if (this.#limits.never(unit, asked).length > 0) return;
    for (const short of limited) {
      const key = limitKey(short);
      if (!this.#limitBlocks.has(key)) this.#limitBlocks.set(key, unit);
    }
  }
}

function limitKey({ limit, resource }: LimitShort): string {
  return `${limit.scope} ${resource} ${limit.key}`;
}

function limitKeys({ workspaceUid, user }: SchedulerUnit, cpus: boolean, gpus: boolean): string[] {
  const resources = ['jobs', ...(cpus ? ['cpus'] : []), ...(gpus ? ['gpus'] : [])];
  return resources.flatMap((resource) => [`workspace ${resource} ${workspaceUid}`, `user ${resource} ${user}`]);
}
