/** Follows the output of a program and reads it as a training log: the end of what is stored first, then what comes. */
import { decodeLossy, LineSplitter } from '@trainyard/logs/lines';
import { TrainLog } from '@trainyard/logs/progress/train-log';
import type { LogPart } from '@trainyard/sdk/live-cursor';

/** How much of a log is read back: some thousand lines of progress, and a blink over any line. */
export const tailBytes = 256 * 1_024;
/** Longer lines are data, not a person's progress line. */
const lineBytesMost = 16_384;

/** What the store needs of the page. */
export interface TrainLogPorts {
  /** Bytes that are stored of the stream; 0 when there is none yet. */
  stored(signal: AbortSignal): Promise<number>;
  /** These bytes, or as many of them as stand together. */
  read(from: number, to: number, signal: AbortSignal): Promise<Uint8Array>;
  follow(after: number, onLog: (part: LogPart) => void, onError: (error: unknown) => void): () => void;
  /** Server's clock, ms. */
  now(): number;
  /** Calls once with the next frame that is painted. */
  frame(fn: () => void): () => void;
}

export interface TrainLogState {
  /** `loading` until the first part has come. */
  phase: 'loading' | 'ready';
  error: unknown;
  /** Names of the metrics with two values or more; the same array until there is another. */
  names: readonly string[];
  /** Names of those that were told once, such as a result at the end. */
  single: readonly string[];
  /** True when the log is longer than what was read of it. */
  cut: boolean;
}

export class TrainLogStore {
  readonly log = new TrainLog();
  readonly #ports: TrainLogPorts;
  readonly #asked = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #drawers = new Set<() => void>();
  #state: TrainLogState = { phase: 'loading', error: null, names: [], single: [], cut: false };
  #splitter = new LineSplitter(0, lineBytesMost);
  /** Bytes before this were stored when we came: when they were written is not known. */
  #before = 0;
  /** The first line that is read began before it: a half line is none. */
  #half = false;
  #stop: (() => void) | undefined;
  #cancelFrame: (() => void) | undefined;

  constructor(ports: TrainLogPorts) {
    this.#ports = ports;
  }

  start(): void {
    void this.#begin();
  }

  stop(): void {
    this.#asked.abort();
    this.#stop?.();
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
  }

  /** Told at most once a painted frame, when something new was told. */
  readonly onFrame = (drawer: () => void): (() => void) => {
    this.#drawers.add(drawer);
    return () => this.#drawers.delete(drawer);
  };
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): TrainLogState => this.#state;

  async #begin(): Promise<void> {
    let stored = 0;
    try {
      stored = await this.#ports.stored(this.#asked.signal);
    } catch (error) {
      if (!this.#asked.signal.aborted) this.#set({ phase: 'ready', error });
      return;
    }
    if (this.#asked.signal.aborted) return;
    this.#before = stored;
    const from = Math.max(0, stored - tailBytes);
    this.#half = from > 0;
    this.#set({ cut: from > 0, ...(stored === 0 ? { phase: 'ready' } : {}) });
    const after = (await this.#takeStored(from, stored)) ? stored : from;
    if (this.#asked.signal.aborted) return;
    this.#stop = this.#ports.follow(
      after,
      (part) => this.#take(part),
      (error) => this.#set({ phase: 'ready', error }),
    );
  }

  /** What is stored is there before the socket is. False when it is not whole: of a hole in it only who follows is told. */
  async #takeStored(from: number, to: number): Promise<boolean> {
    if (from === to) return false;
    const { signal } = this.#asked;
    const bytes = await this.#ports.read(from, to, signal).catch(() => undefined);
    if (signal.aborted || bytes?.length !== to - from) return false;
    this.#take({ offset: from, bytes, holes: [] });
    return true;
  }

  #take({ offset, bytes, holes }: Pick<LogPart, 'offset' | 'bytes' | 'holes'>): void {
    // What stands on both sides of lost bytes is not one line.
    if (holes.length > 0) this.#splitter = new LineSplitter(0, lineBytesMost);
    const at = offset >= this.#before ? this.#ports.now() : null;
    for (const line of this.#splitter.push(bytes)) {
      if (this.#half) {
        this.#half = !line.complete;
        continue;
      }
      // A bar that is drawn over itself is one line with many carriage returns.
      for (const part of decodeLossy(line.bytes).split('\r')) this.log.take(part, at);
    }
    const told = [...this.log.metrics];
    const names = same(
      this.#state.names,
      told.flatMap(([name, { step }]) => (step.length > 1 ? name : [])),
    );
    const single = same(
      this.#state.single,
      told.flatMap(([name, { step }]) => (step.length === 1 ? name : [])),
    );
    const { phase, ...had } = this.#state;
    if (phase === 'loading' || names !== had.names || single !== had.single)
      this.#set({ phase: 'ready', names, single });
    this.#cancelFrame ??= this.#ports.frame(() => {
      this.#cancelFrame = undefined;
      for (const drawer of [...this.#drawers]) drawer();
    });
  }

  #set(part: Partial<TrainLogState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The list before, when the new one holds the same. */
function same(before: readonly string[], now: readonly string[]): readonly string[] {
  return before.length === now.length && before.every((name, at) => name === now[at]) ? before : now;
}
