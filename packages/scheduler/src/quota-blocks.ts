import { addTo, type Use } from './amounts.ts';
import type { SchedulerUnit } from './interface.ts';
import type { Pool } from './pool.ts';
import type { QueueBook, QueueLine, QuotaShort } from './queue-book.ts';
import type { Runner } from './seat.ts';

/** A unit that waits for quota. What it waits for is kept for it: else small ones behind it would take it again and again. */
interface Block {
  unit: SchedulerUnit;
  asked: Readonly<Use>;
  line: QueueLine;
  places: number[];
  level: number;
  /** When it has its quota at the latest; found out once somebody wants to know. */
  at: number | undefined;
}

/** The units of a pass that wait for quota, at most one a queue: the first. */
export class QuotaBlocks {
  readonly #blocks = new Map<QueueLine, Block>();
  readonly #pool: Pool;
  readonly #book: QueueBook;
  readonly #now: number;

  constructor(pool: Pool, book: QueueBook, now: number) {
    this.#pool = pool;
    this.#book = book;
    this.#now = now;
  }

  get any(): boolean {
    return this.#blocks.size > 0;
  }

  add(unit: SchedulerUnit, line: QueueLine, asked: Readonly<Use>, shorts: readonly QuotaShort[], level: number): void {
    if (this.#blocks.has(line)) return;
    this.#blocks.set(line, { unit, asked, line, places: shorts.map(({ place }) => place), level, at: undefined });
  }

  /**
   * The unit ahead that keeps another from quota that is there: one of the same queue, or one that another queue of the cohort
   * would borrow from. What ends before that one can start may have it meanwhile.
   */
  ahead(unit: SchedulerUnit, line: QueueLine, asked: Readonly<Use>, level: number): SchedulerUnit | undefined {
    const own = this.#blocks.get(line);
    const others = line.cohort ? line.cohort.lines : [];
    for (const block of own ? [own] : []) if (this.#bars(block, unit, asked)) return block.unit;
    for (const other of others) {
      const block = other === line ? undefined : this.#blocks.get(other);
      if (!block || level >= block.level || !borrows(line, asked, block.places)) continue;
      if (this.#bars(block, unit, asked)) return block.unit;
    }
    return undefined;
  }

  #bars(block: Block, unit: SchedulerUnit, asked: Readonly<Use>): boolean {
    if (!block.places.some((place) => (asked[place] as number) > 0)) return false;
    block.at ??= this.#earliest(block);
    return this.#now + unit.limitMs > block.at;
  }

  /** When enough of what counts in its queue and cohort has ended. */
  #earliest({ line, asked }: Block): number {
    const lines = line.cohort?.lines ?? [line];
    const runners: Runner[] = [];
    for (const [name, load] of this.#pool.running.queues) {
      if (lines.includes(this.#book.of(name))) runners.push(...load.runners);
    }
    runners.sort((a, b) => (a.bound === b.bound ? 0 : a.bound - b.bound));
    const freed = new Map<QueueLine, Use>();
    let at = Number.POSITIVE_INFINITY;
    for (const runner of runners) {
      if (runner.bound === Number.POSITIVE_INFINITY) break;
      const from = this.#book.of(runner.unit.queue);
      this.#book.take(from, runner.use, -1);
      const sum: Use = freed.get(from) ?? [0, 0, 0];
      addTo(sum, runner.use);
      freed.set(from, sum);
      if (!this.#book.fits(line, asked)) continue;
      at = Math.max(this.#now, runner.bound);
      break;
    }
    for (const [from, sum] of freed) this.#book.take(from, sum);
    return at;
  }
}

function borrows(line: QueueLine, asked: Readonly<Use>, places: readonly number[]): boolean {
  return places.some((place) => {
    const more = asked[place] as number;
    return more > 0 && (line.used[place] as number) + more > (line.nominal[place] as number);
  });
}
