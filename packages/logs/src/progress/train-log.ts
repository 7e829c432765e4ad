/** What the lines of a training program tell: metrics by step, and how far it is. Pure. */
import type { Progress } from '@trainyard/contracts/vitals';
import { parseMetricLine } from '../metric-line.ts';
import { ProgressReader } from './progress-reader.ts';

/** Points kept of a metric; beyond it every second one is dropped, which leaves the shape. */
const pointsMost = 2_000;
/** Metrics kept of a program: a wide Keras log has about 20. */
const metricsMost = 64;

export interface MetricPoints {
  /** Steps; the number of the line where a program tells none. Ascending. */
  step: number[];
  value: number[];
}

export class TrainLog {
  readonly #metrics = new Map<string, MetricPoints>();
  readonly #reader = new ProgressReader();
  #lines = 0;
  /** Grows with every line that told something. */
  version = 0;

  get metrics(): ReadonlyMap<string, MetricPoints> {
    return this.#metrics;
  }

  /** Takes a line; `at`: server's ms at which it came, null where that is not known. */
  take(line: string, at: number | null): void {
    this.#lines += 1;
    const placed = this.#reader.take(line, at);
    const metrics = parseMetricLine(line)?.metrics ?? {};
    const x = this.#reader.step ?? this.#lines;
    const told = Object.entries(metrics);
    for (const [name, value] of told) this.#put(name, x, value);
    if (placed || told.length > 0) this.version += 1;
  }

  /** How far it is: as {@link ProgressReader.progress}. */
  progress(now: number, startedAt: number | null): Progress | null {
    return this.#reader.progress(now, startedAt);
  }

  #put(name: string, step: number, value: number): void {
    let points = this.#metrics.get(name);
    if (points === undefined) {
      if (this.#metrics.size >= metricsMost) return;
      points = { step: [], value: [] };
      this.#metrics.set(name, points);
    }
    // Steps done again after a restart in the same log take the place of the ones before.
    while ((points.step.at(-1) ?? -1) >= step) {
      points.step.pop();
      points.value.pop();
    }
    points.step.push(step);
    points.value.push(value);
    if (points.step.length <= pointsMost) return;
    points.step = points.step.filter((_, at) => at % 2 === 0);
    points.value = points.value.filter((_, at) => at % 2 === 0);
  }
}
