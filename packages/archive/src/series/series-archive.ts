/** All series of the server: a write-ahead log and a buffer for what is new, chunks for the rest. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import type { SeriesAnswer, SeriesFrame } from '@trainyard/contracts/series-frame';
import type { Clock } from '@trainyard/runtime/clock';
import { type ArchiveFiles, ensureDirectory, storageFault } from '../files.ts';
import { Turns } from '../turns.ts';
import { SeriesBuffer, type SeriesHead } from './series-buffer.ts';
import { SeriesChunks } from './series-chunks.ts';
import { gridsOf, type SeriesGrid } from './series-grid.ts';
import {
  answer,
  checkQuery,
  type FoundSeries,
  matches,
  type SeriesChoice,
  type SeriesQuery,
  type Span,
} from './series-query.ts';
import { SeriesWal } from './series-wal.ts';

export const seriesLimits = {
  /** Written samples are on the disk after this at the latest. */
  syncMs: 10_000,
  /** Samples in memory before they become a chunk: 6 MiB; with a slice of frames more still a block, whoever's they are. */
  samples: 786_432,
  /** Frames that are taken at once, at most 600 samples each. */
  slice: 256,
  /** Bytes of the write-ahead log before that: reading it again at the start takes about half a second. */
  walBytes: 8 * 1024 * 1024,
  /** Longest time before that: an hour of 1 Hz compresses well, and a day's chart opens 24 files. */
  ageMs: 3_600_000,
  /** Generations that wait to become chunks while the disk refuses; then frames are refused. */
  waiting: 2,
  /** Feet of chunks kept in memory: those of a day's chart and some. */
  feet: 32,
  /** How far before a job's creation (in its uid) its samples may lie: an agent's clock may be wrong by this. */
  clockErrorMs: 86_400_000,
} as const;

export interface SeriesArchiveOptions {
  dir: string;
  clock: Clock;
  files: ArchiveFiles;
  limits?: { [K in keyof typeof seriesLimits]?: number };
}

/** Samples on their way from the write-ahead log to a chunk. */
interface Generation {
  number: number;
  wal: SeriesWal;
  buffer: SeriesBuffer;
  startedAt: number;
}

export class SeriesArchive {
  readonly #options: SeriesArchiveOptions;
  readonly #limits: { [K in keyof typeof seriesLimits]: number };
  readonly #turns = new Turns();
  readonly #chunks: SeriesChunks;
  #waiting: Generation[];
  #active: Generation;
  #dirty = false;
  #cancelSync: (() => void) | undefined;
  #sealing: Promise<void> | undefined;
  #closed = false;

  private constructor(options: SeriesArchiveOptions, chunks: SeriesChunks, generations: Generation[]) {
    this.#options = options;
    this.#limits = { ...seriesLimits, ...options.limits };
    this.#chunks = chunks;
    this.#active = generations.pop() as Generation;
    this.#waiting = generations;
  }

  /** Opens the store and takes up what was written but not in a chunk yet. */
  static async open(options: SeriesArchiveOptions): Promise<SeriesArchive> {
    const { dir, files, clock } = options;
    await ensureDirectory(files, dir);
    const names = await readdir(dir);
    const chunks = await SeriesChunks.open(dir, files, options.limits?.feet ?? seriesLimits.feet);
    const done = chunks.numbers;
    const numbers = names.flatMap((name) => /^wal-(\d{1,15})$/.exec(name)?.[1] ?? []).map(Number);
    const open = numbers.filter((number) => !done.has(number)).sort((a, b) => a - b);
    // A log whose chunk is there was to be deleted when the process ended.
    for (const number of numbers) if (done.has(number)) await rm(walPath(dir, number), { force: true });
    if (open.length === 0) open.push(Math.max(0, ...done) + 1);
    const generations: Generation[] = [];
    for (const number of open) generations.push(await openGeneration(files, dir, number, clock.monotonic()));
    const series = new SeriesArchive(options, chunks, generations);
    if (series.#waiting.length > 0) series.#sealSoon();
    return series;
  }

  /**
   * Takes frames; those sent before are dropped. Once it answers they are written, and on the disk within 10 s. Throws
   * StorageFull when the disk refuses; then all can be sent again.
   */
  append(frames: readonly SeriesFrame[]): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#closed) throw new Fault('ShuttingDown');
      try {
        const { slice } = this.#limits;
        for (let at = 0; at < frames.length; at += slice) await this.#append(frames.slice(at, at + slice));
      } catch (error) {
        throw storageFault(error, this.#options.dir);
      }
    });
  }

  async #append(frames: readonly SeriesFrame[]): Promise<void> {
    const fresh = frames.filter((frame) => ![this.#active, ...this.#waiting].some(({ buffer }) => buffer.knows(frame)));
    if (fresh.length === 0) return;
    if (this.#isFull()) await this.#rotate();
    await this.#active.wal.append(fresh);
    // A frame that stands twice among these is taken once.
    for (const frame of fresh) if (!this.#active.buffer.knows(frame)) this.#active.buffer.add(frame);
    this.#dirty = true;
    this.#cancelSync ??= this.#options.clock.setTimeout(() => void this.#syncLater(), this.#limits.syncMs);
  }

  #isFull(): boolean {
    const { buffer, wal, startedAt } = this.#active;
    if (buffer.samples === 0) return false;
    const age = this.#options.clock.monotonic() - startedAt;
    const { samples, walBytes, ageMs } = this.#limits;
    return buffer.samples >= samples || wal.bytes >= walBytes || age >= ageMs;
  }

  async #rotate(): Promise<void> {
    const { dir, files, clock } = this.#options;
    if (this.#waiting.length >= this.#limits.waiting) {
      await this.#seal();
      if (this.#waiting.length >= this.#limits.waiting) throw new Fault('StorageFull', { path: dir });
    }
    // What waits is durable already, so that only the active log is synced from here on.
    await this.#active.wal.sync();
    const next = await openGeneration(files, dir, this.#active.number + 1, clock.monotonic());
    await files.syncDirectory(dir);
    this.#waiting.push(this.#active);
    this.#active = next;
    this.#sealSoon();
  }

  #sealSoon(): void {
    // A failure leaves the generation waiting: the next sync tries again.
    void this.#seal();
  }

  /** Makes chunks of what waits. Never throws: what cannot be written stays in its log and in memory. */
  #seal(): Promise<void> {
    this.#sealing ??= this.#sealAll().finally(() => {
      this.#sealing = undefined;
    });
    return this.#sealing;
  }

  async #sealAll(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      try {
        if (next.buffer.samples > 0) await this.#chunks.add(next.number, next.buffer.all());
      } catch {
        return;
      }
      this.#waiting.shift();
      await next.wal.close().catch(() => undefined);
      await rm(next.wal.path, { force: true }).catch(() => undefined);
    }
  }

  async #syncLater(): Promise<void> {
    this.#cancelSync = undefined;
    try {
      await this.flush();
    } catch {
      // The disk refused: the frames stay in memory, and it is tried again.
      if (!this.#closed)
        this.#cancelSync = this.#options.clock.setTimeout(() => void this.#syncLater(), this.#limits.syncMs);
    }
  }

  /** Puts what was appended on the disk. */
  async flush(): Promise<void> {
    if (this.#waiting.length > 0) this.#sealSoon();
    await this.#turns.take(async () => {
      if (!this.#dirty) return;
      try {
        await this.#active.wal.sync();
        this.#dirty = false;
      } catch (error) {
        throw storageFault(error, this.#options.dir);
      }
    });
  }

  /** Down-sampled series of a job (all whose fence is of it) or node. Throws InvalidBody for an impossible query. */
  async query(query: SeriesQuery): Promise<SeriesAnswer[]> {
    checkQuery(query);
    const from = Math.max(query.from ?? Number.NEGATIVE_INFINITY, createdAt(query.jobUid) - this.#limits.clockErrorMs);
    const span = { from, to: query.to ?? Number.POSITIVE_INFINITY };
    return this.#find(query, span, (found) => answer(found, query));
  }

  /**
   * What is stored of some devices between two moments of the server's clock, for whoever must see every sample: nothing is unpacked until
   * `use` asks a device for its own. Each says before how many samples that takes.
   */
  async grids<T>(choice: SeriesChoice, span: Span, use: (devices: SeriesGrid[]) => Promise<T>): Promise<T> {
    return this.#find(choice, span, (found) => use(gridsOf(found, span)));
  }

  /** Memory first: what becomes a chunk meanwhile is then found twice, and counted once. */
  #find<T>(choice: SeriesChoice, { from, to }: Span, work: (found: FoundSeries[]) => Promise<T>): Promise<T> {
    const found: FoundSeries[] = [];
    for (const { buffer } of [...this.#waiting, this.#active]) {
      for (const series of buffer.all()) {
        if (!matches(series.head, choice)) continue;
        // Samples that come meanwhile stand after those of these runs.
        const runs = series.runs.map((run) => ({ ...run }));
        found.push({ head: series.head, runs, values: async () => series.values() });
      }
    }
    return this.#chunks.find(choice, from, to, (more) => work([...found, ...more]));
  }

  /** Deletes chunks that hold nothing newer than `before` (server's ms); answers how many. */
  prune(before: number): Promise<number> {
    return this.#turns.take(() => this.#chunks.prune(before));
  }

  /**
   * Deletes what belongs to jobs, or to nodes as `node/UID`, that ended before `ended` (server's ms). What is still in memory goes from
   * there at once and from its log with the next chunk, so that after a crash it may be back: ask {@link owners}. What comes in later is
   * kept as any other.
   */
  remove(owners: ReadonlySet<string>, ended: number): Promise<void> {
    return this.#turns.take(async () => {
      // Until nothing is being written: a chunk in the making would keep what leaves the buffer.
      while (this.#sealing) await this.#sealing;
      const gone = (series: Owned) => owners.has(ownerOf(series));
      for (const { buffer } of [...this.#waiting, this.#active]) buffer.remove(gone);
      const from =
        [...owners].reduce((first, owner) => Math.min(first, createdAt(owner.split('/').at(-1))), ended) -
        this.#limits.clockErrorMs;
      try {
        await this.#chunks.remove(from, ended + this.#limits.clockErrorMs, gone);
      } catch (error) {
        throw storageFault(error, this.#options.dir);
      }
    });
  }

  /**
   * Bytes by whom they belong to, a job or `node/UID`, part by part: a part with a key that was seen before holds what it held then. What
   * is in memory has no key, and its bytes are those it would have uncompressed.
   */
  async *owners(): AsyncGenerator<{ key: string | undefined; read(): Promise<Map<string, number>> }> {
    for (const { buffer } of [...this.#waiting, this.#active]) {
      const sizes = [...buffer.all()].map(({ head, length }) => ({ ...head, bytes: length * 8 }));
      yield { key: undefined, read: async () => byOwner(sizes) };
    }
    for await (const { key, series } of this.#chunks.each()) yield { key, read: async () => byOwner(await series()) };
  }

  async close(): Promise<void> {
    await this.#turns.take(async () => {
      this.#closed = true;
      this.#cancelSync?.();
    });
    await this.#sealing;
    try {
      await this.flush();
    } finally {
      await this.#sealing;
      for (const { wal } of [...this.#waiting, this.#active]) await wal.close();
    }
  }
}

function walPath(dir: string, number: number): string {
  return join(dir, `wal-${number}`);
}

async function openGeneration(
  files: ArchiveFiles,
  dir: string,
  number: number,
  startedAt: number,
): Promise<Generation> {
  const buffer = new SeriesBuffer();
  const wal = await SeriesWal.open(files, walPath(dir, number), (frames) => {
    for (const frame of frames) if (!buffer.knows(frame)) buffer.add(frame);
  });
  return { number, wal, buffer, startedAt };
}

type Owned = Pick<SeriesHead, 'nodeUid' | 'fence'>;

/** What a task sampled is its job's; a node's own samples are the node's. */
function ownerOf({ nodeUid, fence }: Owned): string {
  return fence?.job ?? `node/${nodeUid}`;
}

function byOwner(series: readonly (Owned & { bytes: number })[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const one of series) sizes.set(ownerOf(one), (sizes.get(ownerOf(one)) ?? 0) + one.bytes);
  return sizes;
}

/** When an object was made, by its UUIDv7 (RFC 9562, 5.7): the first 48 bits are ms since 1970. */
function createdAt(uid: string | undefined): number {
  const ms = Number.parseInt((uid ?? '').replace('-', '').slice(0, 12), 16);
  return Number.isFinite(ms) ? ms : Number.NEGATIVE_INFINITY;
}
