/** The chunks of the store: which there are, what stands in them, and how they go or lose some of what they hold. */
import { readdir, rm } from 'node:fs/promises';
import type { ArchiveFiles } from '../files.ts';
import { KeptSamples } from './kept-samples.ts';
import type { BufferedSeries } from './series-buffer.ts';
import {
  type ChunkName,
  type ChunkSeries,
  chunkPath,
  copyChunk,
  DamagedChunk,
  parseChunkName,
  readFoot,
  writeChunk,
} from './series-chunk.ts';
import { type FoundSeries, matches, type SeriesChoice } from './series-query.ts';

export class SeriesChunks {
  readonly #dir: string;
  readonly #files: ArchiveFiles;
  /** Feet kept in memory. */
  readonly #feetMost: number;
  readonly #feet = new Map<string, Promise<ChunkSeries[]>>();
  readonly #samples = new KeptSamples();
  #chunks: ChunkName[];
  #readers = 0;
  /** Files that no new query looks at; they go when nobody reads any more. */
  #left: string[] = [];

  private constructor(dir: string, files: ArchiveFiles, feetMost: number, chunks: ChunkName[]) {
    this.#dir = dir;
    this.#files = files;
    this.#feetMost = feetMost;
    this.#chunks = chunks;
  }

  /** Takes up what lies there. Of two copies of a chunk the later one is whole, and the other was to go. */
  static async open(dir: string, files: ArchiveFiles, feetMost: number): Promise<SeriesChunks> {
    const found = (await readdir(dir)).map(parseChunkName).filter((chunk) => chunk !== undefined);
    const newest = new Map<number, ChunkName>();
    for (const chunk of found.sort((a, b) => a.copy - b.copy)) newest.set(chunk.number, chunk);
    for (const chunk of found) {
      if (newest.get(chunk.number) !== chunk) await rm(chunkPath(dir, chunk), { force: true });
    }
    return new SeriesChunks(dir, files, feetMost, [...newest.values()]);
  }

  get numbers(): Set<number> {
    return new Set(this.#chunks.map(({ number }) => number));
  }

  async add(number: number, series: Iterable<BufferedSeries>): Promise<void> {
    this.#chunks.push(await writeChunk(this.#files, this.#dir, number, series));
  }

  /** Series of chunks that may hold something between two moments of the server's clock. `work` may read their samples. */
  async find<T>(query: SeriesChoice, from: number, to: number, work: (found: FoundSeries[]) => Promise<T>): Promise<T> {
    this.#readers += 1;
    try {
      const found: FoundSeries[] = [];
      for (const chunk of this.#between(from, to)) {
        const path = chunkPath(this.#dir, chunk);
        for (const series of await this.#foot(chunk)) {
          if (!matches(series, query)) continue;
          const runs = series.runs.map(([t0, length, skew]) => ({ t0, length, skew }));
          found.push({ head: series, runs, values: () => this.#samples.of(path, series) });
        }
      }
      return await work(found);
    } finally {
      this.#readers -= 1;
      await this.#clear();
    }
  }

  /** Each chunk with its series; `key` is another one once it was written anew. */
  async *each(): AsyncGenerator<{ key: string; series(): Promise<ChunkSeries[]> }> {
    this.#readers += 1;
    try {
      for (const chunk of [...this.#chunks]) {
        const path = chunkPath(this.#dir, chunk);
        // Not by the memory for feet: whoever walks through all of them would push out what charts need.
        yield { key: path, series: () => soundFoot(path) };
      }
    } finally {
      this.#readers -= 1;
      await this.#clear();
    }
  }

  /** Drops chunks that hold nothing newer than `before`; answers how many. */
  async prune(before: number): Promise<number> {
    const old = this.#chunks.filter((chunk) => chunk.to <= before);
    this.#chunks = this.#chunks.filter((chunk) => chunk.to > before);
    await this.#leave(old);
    return old.length;
  }

  /**
   * Takes series out of the chunks between two moments. A chunk is written anew without them, beside the old one, which goes once
   * nobody reads it: a crash leaves one of both.
   */
  async remove(from: number, to: number, gone: (series: ChunkSeries) => boolean): Promise<void> {
    for (const chunk of this.#between(from, to)) {
      const foot = await soundFoot(chunkPath(this.#dir, chunk));
      const stay = foot.filter((series) => !gone(series));
      if (stay.length === foot.length) continue;
      const copy = stay.length === 0 ? undefined : await copyChunk(this.#files, this.#dir, chunk, stay);
      this.#chunks = this.#chunks.flatMap((one) => (one === chunk ? (copy ?? []) : one));
      await this.#leave([chunk]);
    }
  }

  #between(from: number, to: number): ChunkName[] {
    return this.#chunks.filter((chunk) => chunk.to > from && chunk.from < to);
  }

  #foot(chunk: ChunkName): Promise<ChunkSeries[]> {
    const path = chunkPath(this.#dir, chunk);
    const foot = this.#feet.get(path) ?? readFoot(path);
    this.#feet.delete(path);
    this.#feet.set(path, foot);
    foot.catch(() => this.#feet.delete(path));
    for (const oldest of this.#feet.keys()) {
      if (this.#feet.size <= this.#feetMost) break;
      this.#feet.delete(oldest);
    }
    return foot;
  }

  async #leave(chunks: readonly ChunkName[]): Promise<void> {
    for (const chunk of chunks) {
      const path = chunkPath(this.#dir, chunk);
      this.#feet.delete(path);
      this.#left.push(path);
    }
    await this.#clear();
  }

  async #clear(): Promise<void> {
    if (this.#readers > 0) return;
    const left = this.#left;
    this.#left = [];
    for (const path of left) {
      await rm(path, { force: true }).catch(() => this.#left.push(path));
    }
  }
}

/** The series of a chunk; none of one that is damaged. */
async function soundFoot(path: string): Promise<ChunkSeries[]> {
  try {
    return await readFoot(path);
  } catch (error) {
    if (error instanceof DamagedChunk) return [];
    throw error;
  }
}
