/** The newest minute of every series, second by second: what `job top` shows. Pure. */
import type { Fence } from '@trainyard/contracts/attempt';
import type { Metric, SeriesAnswer, SeriesFrame, SeriesSource } from '@trainyard/contracts/series-frame';

/** Whose series; `fence` for metrics of a task. */
export interface SampleOf {
  metric: Metric;
  nodeUid: string;
  /** GPU uuid, `host`, or the task's index. */
  device: string;
  fence?: Fence | undefined;
}

/** A value, when it was taken by the server's clock (ms), and what took it. */
export interface Sample {
  value: number;
  at: number;
  source: SeriesSource;
}

/** Seconds that a sparkline shows. */
export const minuteSeconds = 60;

interface Series {
  source: SeriesSource;
  /** By second. */
  values: Map<number, number>;
  latest: { value: number; at: number } | undefined;
}

function keyOf({ metric, nodeUid, device, fence }: SampleOf): string {
  const task =
    metric.startsWith('process.') && fence ? `${fence.job}/${fence.unit}/${fence.attempt}/${fence.task}` : '';
  return `${metric} ${nodeUid} ${device} ${task}`;
}

export class TopSamples {
  readonly #series = new Map<string, Series>();

  /** Takes what is pushed, in any order; of what is sent again the first word counts. */
  take(frames: readonly SeriesFrame[]): void {
    for (const frame of frames) {
      const series = this.#of(frame, frame.source);
      for (const [at, value] of frame.values.entries()) {
        if (value !== null) add(series, frame.t0 - frame.skew + at * frame.step, value);
      }
    }
  }

  /** Takes what came before, as the server answers it. */
  fill(answers: readonly SeriesAnswer[]): void {
    for (const answer of answers) {
      const series = this.#of(answer, answer.source);
      for (const [at, value] of answer.mean.entries()) {
        const count = answer.count[at] ?? 0;
        if (value === null || count === 0) continue;
        // A bucket of several seconds is each of them.
        const seconds = Math.max(1, Math.min(Math.round(answer.step / 1000), count));
        for (let second = 0; second < seconds; second++)
          add(series, answer.t0 + at * answer.step + second * 1000, value);
      }
    }
  }

  latest(of: SampleOf): Sample | undefined {
    const series = this.#series.get(keyOf(of));
    return series?.latest && { ...series.latest, source: series.source };
  }

  /** The minute before `now` (server's ms), oldest first; a second without a sample is null. */
  minute(of: SampleOf, now: number): (number | null)[] {
    const values = this.#series.get(keyOf(of))?.values;
    const last = Math.round(now / 1000);
    return Array.from({ length: minuteSeconds }, (_, at) => values?.get(last - minuteSeconds + 1 + at) ?? null);
  }

  /** True once something of a node came that is not older than this (server's ms). */
  hasSince(nodeUid: string, since: number): boolean {
    const of: SampleOf = { metric: 'cpu.utilisation', nodeUid, device: 'host' };
    return (this.latest(of)?.at ?? 0) >= since;
  }

  #of(of: SampleOf, source: SeriesSource): Series {
    const key = keyOf(of);
    const series = this.#series.get(key) ?? { source, values: new Map(), latest: undefined };
    series.source = source;
    this.#series.set(key, series);
    return series;
  }
}

function add(series: Series, time: number, value: number): void {
  const second = Math.round(time / 1000);
  if (!series.values.has(second)) series.values.set(second, value);
  if (series.latest === undefined || second * 1000 > series.latest.at) series.latest = { value, at: second * 1000 };
  // A little more than is shown: clocks differ by a moment.
  const oldest = series.latest.at / 1000 - minuteSeconds - 10;
  if (series.values.size > minuteSeconds + 20) {
    for (const key of series.values.keys()) if (key < oldest) series.values.delete(key);
  }
}
