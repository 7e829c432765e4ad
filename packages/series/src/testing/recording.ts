/**
 * Recordings of real runs: what a finder was told of ranks that were real processes on real agents, packed into few numbers. A
 * recording is played as a {@link Trace}, as the scripted ones are.
 */
import type { RankSeat } from '../findings/unit-state.ts';
import type { Fact, Trace } from './traces.ts';

/** One call of a finder: what of, ms at which it was told, whose, ms that it is of, and what. */
export type RawFact =
  | ['line', told: number, rank: number, at: number]
  | ['step', told: number, rank: number, at: number, step: number]
  | ['gpu', told: number, rank: number, at: number, busy: number | null, power: number | null]
  | ['cpu', told: number, task: number, at: number, percent: number];

/** Numbers that follow each other, each as its distance from the one before. */
type Distances = number[];

interface RecordedSamples {
  /** ms of the sample. */
  at: Distances;
  /** ms after it at which it was told, in tens. */
  late: Distances;
  /** In tenths. */
  value: Distances;
}

/** As it stands in a file. All times count from `start`. */
export interface Recording {
  name: string;
  /** How its lines look. */
  style: string;
  /** ms since 1970 at which it was recorded. */
  start: number;
  endsAt: number;
  seats: RankSeat[];
  fault: Trace['fault'];
  ranks: { rank: number; lines: Distances; stepAt: Distances; step: Distances }[];
  busy: ({ rank: number } & RecordedSamples)[];
  power: ({ rank: number } & RecordedSamples)[];
  cpu: ({ task: number } & RecordedSamples)[];
}

/** What a run is called, and what was wrong with it. */
export type RecordedRun = Pick<Recording, 'name' | 'style' | 'seats' | 'fault' | 'endsAt'>;

/** Packs what was told in its order. Samples lose what is below a tenth, and lateness what is below ten ms. */
export function packRecording(run: RecordedRun, facts: readonly RawFact[]): Recording {
  const start = Math.floor(Math.min(...facts.map(([, , , at]) => at)) / 1_000) * 1_000;
  const { fault, seats } = run;
  const samplesOf = (of: { told: number; at: number; value: number | null }[]): RecordedSamples => {
    const known = of.flatMap(({ told, at, value }) => (value === null ? [] : [{ told, at, value }]));
    return {
      at: distances(known.map(({ at }) => Math.round(at - start))),
      late: distances(known.map(({ told, at }) => Math.round((told - at) / 10))),
      value: distances(known.map(({ value }) => Math.round(value * 10))),
    };
  };
  const gpu = (rank: number, place: 4 | 5) =>
    samplesOf(
      facts.flatMap((fact) => {
        const value = fact[0] === 'gpu' && fact[2] === rank ? fact[place] : undefined;
        return value === undefined || value === null ? [] : [{ told: fact[1], at: fact[3], value }];
      }),
    );
  const tasks = [...new Set(seats.map(({ task }) => task))];
  return {
    ...run,
    start,
    endsAt: Math.round(run.endsAt - start),
    fault: fault && { ...fault, at: Math.round(fault.at - start) },
    ranks: seats.map(({ rank }) => {
      const lines = facts.filter(([kind, , of]) => kind === 'line' && of === rank);
      const steps = facts.flatMap((fact) => (fact[0] === 'step' && fact[2] === rank ? [fact] : []));
      return {
        rank,
        lines: distances(lines.map(([, , , at]) => at - start)),
        stepAt: distances(steps.map(([, , , at]) => at - start)),
        step: distances(steps.map(([, , , , step]) => step)),
      };
    }),
    busy: seats.map(({ rank }) => ({ rank, ...gpu(rank, 4) })),
    power: seats.map(({ rank }) => ({ rank, ...gpu(rank, 5) })),
    cpu: tasks.map((task) => {
      const of = facts.flatMap((fact) => (fact[0] === 'cpu' && fact[2] === task ? [fact] : []));
      return { task, ...samplesOf(of.map(([, told, , at, value]) => ({ told, at, value }))) };
    }),
  };
}

/** ms after which a sample comes of what somebody watches: agents send each second then, else each ten. */
const watchedLateMs = 60;

/** A recording as facts in their order; `watched`: as if somebody had watched, so that samples came sooner. */
export function playRecording(recording: Recording, watched = false): Trace {
  const { start, seats, fault, name, style } = recording;
  const facts: Fact[] = recording.ranks.flatMap(({ rank, lines, stepAt, step }) => {
    const steps = places(step);
    return [
      ...places(lines).map((at): Fact => ({ at: start + at, kind: 'line', rank })),
      ...places(stepAt).map(
        (at, place): Fact => ({ at: start + at, kind: 'step', rank, step: steps[place] as number }),
      ),
    ];
  });
  for (const { rank, ...samples } of recording.busy)
    facts.push(
      ...played(samples, start, watched).map(
        (one): Fact => ({ ...one, kind: 'gpu', rank, busy: one.value, power: null }),
      ),
    );
  for (const { rank, ...samples } of recording.power)
    facts.push(
      ...played(samples, start, watched).map(
        (one): Fact => ({ ...one, kind: 'gpu', rank, busy: null, power: one.value }),
      ),
    );
  for (const { task, ...samples } of recording.cpu)
    facts.push(
      ...played(samples, start, watched).map((one): Fact => ({ ...one, kind: 'cpu', task, percent: one.value })),
    );
  return {
    name: `${name}, ${style}`,
    seats,
    facts: facts.sort((a, b) => a.at - b.at),
    endsAt: start + recording.endsAt,
    fault: fault && { ...fault, at: start + fault.at },
  };
}

function played({ at, late, value }: RecordedSamples, start: number, watched: boolean) {
  const [times, lateness, values] = [places(at), places(late), places(value)];
  return times.map((taken, place) => ({
    at: start + taken + (watched ? watchedLateMs : (lateness[place] as number) * 10),
    taken: start + taken,
    value: (values[place] as number) / 10,
  }));
}

const distances = (values: readonly number[]): Distances =>
  values.map((value, at) => (at === 0 ? value : value - (values[at - 1] as number)));

function places(of: Distances): number[] {
  let sum = 0;
  return of.map((distance) => {
    sum += distance;
    return sum;
  });
}
