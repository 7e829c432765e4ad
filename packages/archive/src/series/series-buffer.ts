/** Samples in memory: those that are not in a chunk yet, one growing array a series. */
import { type Fence, fenceKey } from '@trainyard/contracts/attempt';
import type { Metric, SeriesFrame, SeriesSource } from '@trainyard/contracts/series-frame';
import { continues } from '@trainyard/series/timeline';

/** What makes samples one series in the store; the job asks by fence, the node by itself. */
export interface SeriesHead {
  source: SeriesSource;
  nodeUid: string;
  device: string;
  metric: Metric;
  step: number;
  fence?: Fence;
}

/** Samples without a break from `t0`, agent's ms; `skew` is the agent's clock minus the server's. */
export interface StoredRun {
  t0: number;
  length: number;
  skew: number;
}

/** A measured skew that differs by less is noise of the network, not another clock. */
const skewNoiseMs = 500;

const firstRoom = 16;

export class BufferedSeries {
  readonly head: SeriesHead;
  readonly runs: StoredRun[] = [];
  /** NaN is a gap: no frame holds one. */
  #values = new Float64Array(firstRoom);
  #length = 0;

  constructor(head: SeriesHead) {
    this.head = head;
  }

  get length(): number {
    return this.#length;
  }

  /** The samples of all runs, one after the other. */
  values(): (number | null)[] {
    return Array.from(this.#values.subarray(0, this.#length), (value) => (Number.isNaN(value) ? null : value));
  }

  /** True when every sample of the frame is here, sent before. */
  covers({ t0, values }: SeriesFrame): boolean {
    const { step } = this.head;
    return this.runs.some((run) => {
      const place = Math.round((t0 - run.t0) / step);
      return place >= 0 && place + values.length <= run.length && Math.abs(run.t0 + place * step - t0) < step / 2;
    });
  }

  add({ t0, step, skew, values }: SeriesFrame): void {
    const last = this.runs.at(-1);
    const goesOn = last !== undefined && Math.abs(last.skew - skew) < skewNoiseMs;
    if (goesOn && continues({ ...last, step }, { t0, step, values })) last.length += values.length;
    else this.runs.push({ t0, length: values.length, skew });
    if (this.#length + values.length > this.#values.length) {
      const grown = new Float64Array(Math.max(this.#values.length * 2, this.#length + values.length));
      grown.set(this.#values);
      this.#values = grown;
    }
    for (const value of values) this.#values[this.#length++] = value ?? Number.NaN;
  }
}

export class SeriesBuffer {
  readonly #series = new Map<string, BufferedSeries>();
  samples = 0;

  /** True when the frame brings nothing: it is empty or was taken before. */
  knows(frame: SeriesFrame): boolean {
    return frame.values.length === 0 || this.#series.get(keyOf(frame))?.covers(frame) === true;
  }

  add(frame: SeriesFrame): void {
    const key = keyOf(frame);
    let series = this.#series.get(key);
    if (series === undefined) {
      const { source, nodeUid, device, metric, step, fence } = frame;
      series = new BufferedSeries({ source, nodeUid, device, metric, step, ...(fence ? { fence } : {}) });
      this.#series.set(key, series);
    }
    series.add(frame);
    this.samples += frame.values.length;
  }

  /** Drops the series for which `gone` is true. */
  remove(gone: (head: SeriesHead) => boolean): void {
    for (const [key, series] of this.#series) {
      if (!gone(series.head)) continue;
      this.samples -= series.length;
      this.#series.delete(key);
    }
  }

  all(): Iterable<BufferedSeries> {
    return this.#series.values();
  }
}

function keyOf({ source, nodeUid, device, metric, step, fence }: SeriesHead): string {
  return JSON.stringify([source, nodeUid, device, metric, step, fence === undefined ? '' : fenceKey(fence)]);
}
