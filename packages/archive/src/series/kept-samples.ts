/** Samples of chunks that were read lately: whoever zooms and pans asks for the same hours again and again, and chunks never change. */
import { type ChunkSeries, readSamples } from './series-chunk.ts';

/** Samples kept in memory, 8 to 24 MiB: the charts of a job with 16 GPUs over ten hours at one metric, or an hour of all. */
const samplesMost = 1_048_576;

type Samples = readonly (number | null)[];

export class KeptSamples {
  /** The one asked for last at the end. */
  readonly #kept = new Map<string, { samples: Promise<Samples>; length: number }>();
  #length = 0;

  /** The samples of one series of the chunk at `path`. */
  of(path: string, series: ChunkSeries): Promise<Samples> {
    const key = `${path} ${series.at}`;
    const before = this.#kept.get(key);
    const one = before ?? { samples: readSamples(path, series), length: lengthOf(series) };
    if (before) this.#kept.delete(key);
    else this.#length += one.length;
    this.#kept.set(key, one);
    if (!before) one.samples.catch(() => this.#forget(key, one));
    for (const [oldest, entry] of this.#kept) {
      if (this.#length <= samplesMost || this.#kept.size === 1) break;
      this.#forget(oldest, entry);
    }
    return one.samples;
  }

  #forget(key: string, entry: { length: number }): void {
    if (this.#kept.get(key) !== entry) return;
    this.#kept.delete(key);
    this.#length -= entry.length;
  }
}

function lengthOf({ runs }: ChunkSeries): number {
  return runs.reduce((sum, [, length]) => sum + length, 0);
}
