/** One series as the page knows it: history in buckets, the newest samples one by one, gaps left as gaps. Pure. */
import type { Fence } from '@trainyard/contracts/attempt';
import type { Metric, SeriesAnswer, SeriesFrame, SeriesSource } from '@trainyard/contracts/series-frame';
import { eachSample } from '@trainyard/series/timeline';
import { CoarseBuckets, type PlacedBucket } from './coarse-buckets.ts';
import { drawable, joinPoints, type LiveSample, type SeriesPoints } from './series-points.ts';

/** What tells a series from another. */
export interface SeriesHead {
  metric: Metric;
  source: SeriesSource;
  nodeUid: string;
  /** GPU uuid, `host`, or the task's index. */
  device: string;
  /** For metrics of a task: whose. */
  fence?: Fence;
}

/** ms between live samples: agents take them on the second. */
const stepMs = 1_000;

/** Metrics of a task are told apart by task, all others by device, whoever holds it. */
export function seriesKey({ metric, source, nodeUid, device, fence }: SeriesHead): string {
  const task = metric.startsWith('process.') && fence ? `${fence.unit}/${fence.attempt}/${fence.task}` : '';
  return `${metric} ${nodeUid} ${device} ${source} ${task}`;
}

export class SeriesBuffer {
  readonly head: SeriesHead;
  readonly key: string;
  /** Grows with every change, so that a drawing knows whether it is old. */
  version = 0;
  readonly #coarse: CoarseBuckets;
  /** A part of the past in finer steps, as long as somebody looks at it. */
  #detail: { from: number; to: number; buckets: CoarseBuckets } | undefined;
  /** Newest samples by second modulo the length; `#slots` says of which second each is, −1 of none. */
  readonly #slots: Float64Array;
  readonly #values: Float64Array;
  #newest = -1;
  #last: { value: number; at: number } | undefined;

  /** `liveMs`: how long single samples are kept. `windowMs`: how long buckets are, null for ever. */
  constructor(head: SeriesHead, options: { liveMs: number; windowMs: number | null; bucketMs: number }) {
    this.head = head;
    this.key = seriesKey(head);
    const length = Math.max(1, Math.ceil(options.liveMs / stepMs));
    this.#slots = new Float64Array(length).fill(-1);
    this.#values = new Float64Array(length);
    this.#coarse = new CoarseBuckets(options.windowMs, options.bucketMs);
  }

  /** The newest value and when it was taken (server's clock, ms); undefined before the first. */
  get latest(): { value: number; at: number } | undefined {
    return this.#last;
  }

  /** Takes frames of this series, in any order; what was taken before is left out. */
  take(frames: readonly SeriesFrame[]): void {
    const runs = frames.map(({ t0, skew, step, values }) => ({ t0: t0 - skew, step, values }));
    eachSample(runs, (time, value) => this.#add(Math.round(time / stepMs), value));
  }

  /** Takes history as the server answered it. */
  fill(answer: SeriesAnswer): void {
    this.#coarse.replace(answer);
    const place = answer.count.findLastIndex((count) => count > 0);
    const value = answer.mean[place];
    // The last bucket may reach into the future: its samples are counted from its start, so never called too new.
    const taken = Math.min(answer.step, (answer.count[place] ?? 0) * stepMs);
    const at = answer.t0 + place * answer.step + taken - stepMs;
    if (value != null && (this.#last === undefined || at > this.#last.at)) this.#last = { value, at };
    this.version += 1;
  }

  /** Takes a part of the past in finer steps, undefined: nobody looks so closely any more. */
  detail(answer: SeriesAnswer | undefined): void {
    this.version += 1;
    this.#detail = undefined;
    if (answer === undefined) return;
    const buckets = new CoarseBuckets(null, answer.step);
    buckets.replace(answer);
    this.#detail = { from: answer.t0, to: answer.t0 + answer.count.length * answer.step, buckets };
  }

  /** Width of a bucket of history, ms. */
  get step(): number {
    return this.#coarse.step;
  }

  /** Points from `from` (inclusive) to `to` (exclusive), server's ms, with their gaps. */
  points(from: number, to: number): SeriesPoints {
    const live = this.#live();
    const part = ({ step, each }: { step: number; each: readonly PlacedBucket[] }, start: number, end: number) =>
      drawable(each, step, live, stepMs, start, end);
    const coarse = { step: this.#coarse.step, each: [...this.#coarse.each()] };
    const detail = this.#detail;
    if (detail === undefined || detail.to <= from || detail.from >= to) return part(coarse, from, to);
    const fine = { step: detail.buckets.step, each: [...detail.buckets.each()] };
    const [start, end] = [Math.max(from, detail.from), Math.min(to, detail.to)];
    return joinPoints([part(coarse, from, start), part(fine, start, end), part(coarse, end, to)]);
  }

  #add(slot: number, value: number): void {
    const { length } = this.#slots;
    if (slot > this.#newest) this.#advance(slot);
    if (slot <= this.#newest - length) {
      this.#coarse.add(slot * stepMs, value);
    } else {
      const place = slot % length;
      // Sent again: the first word counts, as in the archive.
      if (this.#slots[place] === slot) return;
      this.#slots[place] = slot;
      this.#values[place] = value;
    }
    if (this.#last === undefined || slot * stepMs >= this.#last.at) this.#last = { value, at: slot * stepMs };
    this.version += 1;
  }

  /** Makes `slot` the newest: what falls off the other end goes into the buckets. */
  #advance(slot: number): void {
    const { length } = this.#slots;
    const from = Math.max(this.#newest + 1, slot - length + 1);
    for (let next = from; next <= slot; next++) {
      const place = next % length;
      const old = this.#slots[place] as number;
      if (old >= 0) this.#coarse.add(old * stepMs, this.#values[place] as number);
      this.#slots[place] = -1;
    }
    this.#newest = slot;
  }

  #live(): LiveSample[] {
    const { length } = this.#slots;
    const samples: LiveSample[] = [];
    for (let slot = Math.max(0, this.#newest - length + 1); slot <= this.#newest; slot++) {
      const place = slot % length;
      if (this.#slots[place] === slot) samples.push({ time: slot * stepMs, value: this.#values[place] as number });
    }
    return samples;
  }
}
