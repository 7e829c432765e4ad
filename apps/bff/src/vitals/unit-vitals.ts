/** One unit that runs: takes what its ranks print and use, and says how it fares. No clock of its own, no files. */
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import type { JobVitals, Progress } from '@trainyard/contracts/vitals';
import type { RunningUnit } from '@trainyard/db/readers/running';
import { ProgressReader } from '@trainyard/logs/progress/progress-reader';
import { Finder } from '@trainyard/series/findings/finder';
import { GpuHour } from './gpu-hour.ts';
import { StreamTail } from './stream-tail.ts';

/** Ranks of a unit that are read: the finder holds them against each other, and a thousand tell no more than these. */
const ranksMost = 256;

interface RankReader {
  rank: number;
  reader: ProgressReader;
  tails: Map<string, StreamTail>;
}

export class UnitVitals {
  readonly of: RunningUnit;
  readonly #finder: Finder;
  readonly #ranks: RankReader[];
  readonly #byStream = new Map<string, { rank: RankReader; tail: StreamTail }>();
  readonly #rankOfGpu = new Map<string, number>();
  readonly #gpus = new GpuHour();
  #lastLineAt: number | null = null;
  #at = 0;

  constructor(of: RunningUnit, fds: readonly string[] = ['stdout', 'stderr']) {
    this.of = of;
    const ranks = of.ranks.slice(0, ranksMost);
    this.#finder = new Finder(ranks);
    this.#ranks = ranks.map(({ rank, task, process, gpus }) => {
      const tails = new Map(
        fds.map((fd) => [`${of.job}/${of.unit}/${of.attempt}/${task}/run/${process}/${fd}`, new StreamTail()]),
      );
      for (const uuid of gpus) this.#rankOfGpu.set(uuid, rank);
      const reader: RankReader = { rank, reader: new ProgressReader(), tails };
      for (const [stream, tail] of tails) this.#byStream.set(stream, { rank: reader, tail });
      return reader;
    });
  }

  /** Streams that it is to be told of. */
  get streams(): string[] {
    return [...this.#byStream.keys()];
  }

  /** Bytes of a stream came, at the server's `at`. */
  printed(stream: string, offset: number, bytes: Uint8Array, at: number): void {
    const found = this.#byStream.get(stream);
    if (!found?.tail.push(offset, bytes, at)) return;
    this.#finder.line(found.rank.rank, at);
    this.#lastLineAt = at;
    this.#at = Math.max(this.#at, at);
  }

  /** What a stream held before it was followed, up to `end`: when it was printed is not known but for its last line. */
  before(stream: string, text: string, end: number, lastAt: number | null): void {
    const found = this.#byStream.get(stream);
    if (found === undefined) return;
    if (found.tail.next < end && !found.tail.waits) found.tail.next = end;
    for (const line of text.split(/[\r\n]/)) found.rank.reader.take(line, null);
    if (lastAt !== null) this.#lastLineAt = Math.max(lastAt, this.#lastLineAt ?? 0);
  }

  /** A stream is complete: the process has ended. */
  ended(stream: string): void {
    if (stream.endsWith('/stdout')) this.#finder.over(this.#byStream.get(stream)?.rank.rank ?? -1);
  }

  /** Samples of its GPUs and tasks. */
  sampled(frame: SeriesFrame): void {
    const { metric, device, values, t0, skew, step, source, fence } = frame;
    const rank = this.#rankOfGpu.get(device);
    const simulated = source === 'simulated';
    for (const [at, value] of values.entries()) {
      if (value === null) continue;
      const time = t0 - skew + at * step;
      if (metric === 'gpu.utilisation') {
        this.#gpus.take(device, time, value);
        this.#gpus.simulated ||= simulated;
      }
      // What is not measured proves nothing.
      if (simulated) continue;
      if (metric === 'process.cpu' && fence) this.#finder.cpu(fence.task, time, value);
      else if (rank !== undefined && metric === 'gpu.utilisation') this.#finder.gpu(rank, time, value, null);
      else if (rank !== undefined && metric === 'gpu.power') this.#finder.gpu(rank, time, null, value);
    }
    const last = t0 - skew + Math.max(0, values.length - 1) * step;
    this.#at = Math.max(this.#at, last);
  }

  /** Reads what was printed since the last look, and says how the unit fares. */
  look(now: number): JobVitals {
    for (const { rank, reader, tails } of this.#ranks) {
      for (const tail of tails.values()) {
        if (!tail.waits) continue;
        for (const { text, at } of tail.take(now)) {
          if (!reader.take(text, at)) continue;
          const { step } = reader;
          if (step !== undefined) this.#finder.step(rank, step, at);
        }
      }
    }
    const { job, unit, attempt } = this.of;
    return {
      job,
      unit,
      attempt,
      at: this.#at,
      progress: this.#progress(now),
      gpuBusy: this.#gpus.busy(now),
      gpuHour: this.#gpus.hour(now),
      simulated: this.#gpus.simulated,
      lastLineAt: this.#lastLineAt,
      finding: this.#finder.look(now),
    };
  }

  /** By the rank that tells how far of all it is, the first before others. */
  #progress(now: number): Progress | null {
    let best: Progress | null = null;
    for (const { reader } of this.#ranks.slice(0, 16)) {
      const progress = reader.progress(now, this.of.runningAt);
      if (progress !== null && (progress.percent !== null || progress.endsAt !== null)) return rounded(progress);
      best ??= progress;
    }
    return best === null ? null : rounded(best);
  }
}

/** Digits that nobody sees are not sent. */
function rounded(progress: Progress): Progress {
  const { percent, rate, endsAt, endsLateAt = null } = progress;
  return {
    ...progress,
    percent: percent === null ? null : Math.round(percent * 100) / 100,
    rate: rate === null ? null : Number(rate.toPrecision(4)),
    endsAt: endsAt === null ? null : Math.round(endsAt / 1_000) * 1_000,
    endsLateAt: endsLateAt === null ? null : Math.ceil(endsLateAt / 10_000) * 10_000,
  };
}
