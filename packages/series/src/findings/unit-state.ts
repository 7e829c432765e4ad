/** What is known of a unit that runs: what each rank said and when, and what it uses. */
import { Cadence, median } from './cadence.ts';
import { StepTimes } from './step-times.ts';
import { UseTrace } from './use-trace.ts';

/** Where a rank runs. */
export interface RankSeat {
  /** Over the whole unit. */
  rank: number;
  task: number;
  /** Name of the node. */
  node: string;
}

export class RankState {
  readonly seat: RankSeat;
  readonly lines = new Cadence();
  readonly steps = new StepTimes();
  /** Percent and watts of its GPUs; empty where it has none, or none that are real. */
  readonly gpu = new UseTrace();
  readonly power = new UseTrace();
  /** Its process has ended. */
  over = false;

  constructor(seat: RankSeat) {
    this.seat = seat;
  }
}

export class UnitState {
  readonly ranks: ReadonlyMap<number, RankState>;
  /** Percent of one core, by task. */
  readonly cpu = new Map<number, UseTrace>();
  /** Lines of whichever rank. */
  readonly lines = new Cadence();
  /** Steps a second of the whole, a sample a look. */
  readonly rate = new UseTrace();

  constructor(seats: readonly RankSeat[]) {
    this.ranks = new Map(seats.map((seat) => [seat.rank, new RankState(seat)]));
    for (const { task } of seats) if (!this.cpu.has(task)) this.cpu.set(task, new UseTrace());
  }

  get alive(): RankState[] {
    return [...this.ranks.values()].filter(({ over }) => !over);
  }

  /** Ranks that tell steps again and again, in the same stride: those that can be held against each other. */
  comparable(): RankState[] {
    const telling = this.alive.filter(({ steps }) => steps.count >= 5);
    const stride = median(telling.map(({ steps }) => steps.stride));
    return telling.filter(({ steps }) => steps.stride === stride);
  }

  /** Ranks of a task that run. */
  ofTask(task: number): RankState[] {
    return this.alive.filter(({ seat }) => seat.task === task);
  }
}
