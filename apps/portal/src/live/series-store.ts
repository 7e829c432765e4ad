/** The series of a job, node or cluster: history once and after every cut, then live; listeners are told once a frame. */
import type { Metric, SeriesAnswer, SeriesFrame } from '@trainyard/contracts/series-frame';
import { type Looked, lookFor } from './look.ts';
import { SeriesBuffer, type SeriesHead, seriesKey } from './series-buffer.ts';

/** Whose series, by uid; of a job and a node: what the node sampled while the job was there, also after it is gone. */
export type SeriesSubject = { job: string } | { node: string } | { cluster: string } | { job: string; node: string };

export interface SeriesOptions {
  /** How much of the past is shown, ms; null: all there is; 0: only what comes from now on. */
  windowMs: number | null;
  /** Only these metrics are kept; absent: all. Of a cluster there is no history without them. */
  metrics?: readonly Metric[];
  /** Server's ms: nothing before is asked for, with `windowMs` null. */
  since?: number | undefined;
  /** Server's ms of what has ended: nothing newer comes, so nothing is followed. */
  until?: number | undefined;
}

/** What the store needs of the page. */
export interface SeriesPorts {
  follow(
    topic: `series:${string}`,
    follower: { onSeries(frames: SeriesFrame[]): void; onError(error: unknown): void },
  ): () => void;
  /** History of a subject; `from` absent: from its beginning. */
  fetch(query: HistoryQuery, signal: AbortSignal): Promise<SeriesAnswer[]>;
  /** Tells each time that the line is back after a cut. */
  onBack(listener: () => void): () => void;
  /** Server's clock, ms. */
  now(): number;
  /** Calls once with the next frame that is painted; never while the tab is hidden. */
  frame(fn: () => void): () => void;
}

export interface HistoryQuery {
  job?: string;
  node?: string;
  cluster?: string;
  metric?: Metric;
  from?: number;
  to?: number;
  points: number;
}

export interface SeriesState {
  /** `loading` until the first history has come or failed. */
  phase: 'loading' | 'ready';
  /** Why there is no history, or why nothing is followed; null when all is well. */
  error: unknown;
  /** All series that are known, in order of their key; the same array until one is added. */
  series: readonly SeriesBuffer[];
}

/** Points of history: two for each pixel of a chart of half a screen. */
const historyPoints = 500;
/** Samples of a frame of an agent that sends each second; in batches there are ten. */
const swiftMost = 2;
/** ms that a range must stay looked at before its history is asked for: a wheel turns through many. */
const restMs = 120;
/** Single samples are kept for ten minutes; of a cluster, whose newest values are what is looked at, for one. */
const liveMs = { job: 600_000, node: 600_000, cluster: 60_000 };

export class SeriesStore {
  readonly kind: 'job' | 'node' | 'cluster';
  readonly options: SeriesOptions;
  readonly subject: SeriesSubject;
  readonly #uid: string;
  readonly #ports: SeriesPorts;
  readonly #metrics: ReadonlySet<Metric> | undefined;
  readonly #buffers = new Map<string, SeriesBuffer>();
  /** Newest series of each device, for screens of a thousand cells. */
  readonly #places = new Map<string, SeriesBuffer>();
  readonly #drawers = new Set<() => void>();
  readonly #listeners = new Set<() => void>();
  #state: SeriesState = { phase: 'loading', error: null, series: [] };
  #asked: AbortController | undefined;
  #stops: (() => void)[] = [];
  #cancelFrame: (() => void) | undefined;
  #grown = false;
  /** Newest sample of each node that came live, server's ms. */
  readonly #heard = new Map<string, number>();
  readonly #simulated = new Set<string>();
  /** Nodes that send each second since they were asked to. */
  readonly #swift = new Set<string>();
  #looked: Looked | undefined;
  #looking: AbortController | undefined;
  #watchedSince: number | undefined;
  /** True once live samples have met the history: what came between the two answers is not missing. */
  #joined = false;

  constructor(subject: SeriesSubject, options: SeriesOptions, ports: SeriesPorts) {
    this.subject = subject;
    const [kind, uid] = 'node' in subject ? ['node', subject.node] : (Object.entries(subject)[0] as ['job', string]);
    this.kind = kind as 'job' | 'node' | 'cluster';
    this.#uid = uid;
    this.options = options;
    this.#ports = ports;
    this.#metrics = options.metrics && new Set(options.metrics);
  }

  /** Begins to follow and asks for history. Undone by {@link stop}. */
  start(): void {
    if (this.isLive) {
      this.#joined = false;
      this.#swift.clear();
      this.#watchedSince = this.#ports.now();
      this.#stops.push(
        this.#ports.follow(`series:${this.kind}:${this.#uid}`, {
          onSeries: (frames) => this.#take(frames),
          onError: (error) => this.#set({ error }),
        }),
        this.#ports.onBack(() => {
          this.#joined = false;
          void this.#ask();
        }),
      );
    }
    void this.#ask();
  }

  /** Follows no longer, keeps what it has; {@link start} goes on and brings what was missed. */
  stop(): void {
    this.#watchedSince = undefined;
    this.#looking?.abort();
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#asked?.abort();
    this.#asked = undefined;
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
  }

  /** Asks for the history again, after it failed. */
  retry(): void {
    void this.#ask();
  }

  /** True while more may come. */
  get isLive(): boolean {
    return this.options.until === undefined;
  }

  /** Newest live sample of each node, server's ms. */
  get heard(): ReadonlyMap<string, number> {
    return this.#heard;
  }

  /** GPUs whose samples are simulated, each as `node device`. */
  get simulated(): ReadonlySet<string> {
    return this.#simulated;
  }

  /** What is looked at, server's ms: asks for it in finer steps when what is known is too coarse. Null: all again. */
  look(range: readonly [number, number] | null): void {
    if (range === null && this.#looked === undefined) return;
    const wanted = range && lookFor(range, this.#looked, this.#known());
    if (wanted === undefined) return;
    this.#looking?.abort();
    this.#looking = undefined;
    if (wanted === null) {
      this.#looked = undefined;
      for (const buffer of this.#buffers.values()) buffer.detail(undefined);
      return;
    }
    const looking = new AbortController();
    this.#looking = looking;
    this.#looked = wanted;
    void this.#lookAt(wanted, looking.signal);
  }

  /** Width of the buckets that a span is known in, ms. */
  stepIn([from]: readonly [number, number]): number {
    const { step } = this.#known();
    const looked = this.#looked;
    if (looked && looked.from <= from) return Math.min(step, (looked.to - looked.from) / looked.points);
    return from >= this.edge() - liveMs[this.kind] && this.isLive ? Math.min(step, 2_000) : step;
  }

  /** Server's ms since when live samples were asked for; undefined when they are not. */
  get watchedSince(): number | undefined {
    return this.#watchedSince;
  }

  /** The same of one node; undefined as well once it sends each second: from then on it has no more time than any value. */
  watchedSinceOf(nodeUid: string): number | undefined {
    return this.#swift.has(nodeUid) ? undefined : this.#watchedSince;
  }

  /** Server's clock, ms, or the end of what has ended: where the right edge of a chart is. */
  edge(): number {
    return this.options.until ?? this.#ports.now();
  }

  /** Told at most once a painted frame, when samples came: for drawing, not for rendering. */
  readonly onFrame = (drawer: () => void): (() => void) => {
    this.#drawers.add(drawer);
    return () => this.#drawers.delete(drawer);
  };

  /** Told when the state changes: a series more, an error, history. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): SeriesState => this.#state;

  /** The series of a metric of a device, the one found last; without `nodeUid` on whichever node. */
  find(metric: Metric, device: string, nodeUid?: string): SeriesBuffer | undefined {
    return this.#places.get(`${metric} ${device} ${nodeUid ?? ''}`);
  }

  /** The newest value of a metric of a device and when it was taken (server's ms). */
  latest(metric: Metric, device: string, nodeUid?: string): { value: number; at: number } | undefined {
    return this.find(metric, device, nodeUid)?.latest;
  }

  #take(frames: readonly SeriesFrame[]): void {
    const groups = new Map<SeriesBuffer, SeriesFrame[]>();
    for (const frame of frames) {
      this.#hear(frame);
      const buffer = this.#buffer(frame);
      if (buffer === undefined) continue;
      const group = groups.get(buffer);
      if (group) group.push(frame);
      else groups.set(buffer, [frame]);
    }
    for (const [buffer, group] of groups) buffer.take(group);
    this.#draw();
    if (this.#joined) return;
    this.#joined = true;
    // Samples stored after the history was answered and before the topic was followed are in neither of the two.
    void this.#ask();
  }

  #hear({ nodeUid, t0, skew, step, values }: SeriesFrame): void {
    if (values.length <= swiftMost) this.#swift.add(nodeUid);
    const last = values.findLastIndex((value) => value !== null);
    if (last < 0) return;
    const at = t0 - skew + last * step;
    if (at > (this.#heard.get(nodeUid) ?? Number.NEGATIVE_INFINITY)) this.#heard.set(nodeUid, at);
  }

  #buffer(head: SeriesHead): SeriesBuffer | undefined {
    if (this.#metrics && !this.#metrics.has(head.metric)) return undefined;
    const key = seriesKey(head);
    let buffer = this.#buffers.get(key);
    if (buffer === undefined) {
      const { windowMs } = this.options;
      const { metric, source, nodeUid, device, fence } = head;
      const bucketMs = Math.max(2_000, Math.round((windowMs ?? 0) / historyPoints / 1_000) * 1_000);
      buffer = new SeriesBuffer(
        { metric, source, nodeUid, device, ...(fence ? { fence } : {}) },
        { liveMs: liveMs[this.kind], windowMs, bucketMs },
      );
      this.#buffers.set(key, buffer);
      if (source === 'simulated') this.#simulated.add(`${nodeUid} ${device}`);
      for (const place of ['', nodeUid]) this.#places.set(`${metric} ${device} ${place}`, buffer);
      this.#grown = true;
    }
    return buffer;
  }

  /** What history there is: from when, and in which steps. */
  #known(): { from: number; to: number; step: number } {
    const { windowMs, since } = this.options;
    const to = this.edge();
    const [first] = this.#buffers.values();
    return { from: windowMs === null ? (since ?? 0) : to - windowMs, to, step: first?.step ?? 1_000 };
  }

  async #lookAt({ from, to, points }: Looked, signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, restMs));
    if (signal.aborted) return;
    try {
      const answers = await this.#history({ from, to, points }, signal);
      if (signal.aborted) return;
      const details = new Map(answers.map((answer) => [this.#buffer(answer), answer]));
      for (const buffer of this.#buffers.values()) buffer.detail(details.get(buffer));
      this.#draw();
    } catch {
      // What is known stays on the screen, only coarser: the next look asks again.
      if (!signal.aborted) this.#looked = undefined;
    }
  }

  /** One question; of a cluster one for each metric. */
  async #history(range: Omit<HistoryQuery, 'metric'>, signal: AbortSignal): Promise<SeriesAnswer[]> {
    const metrics = this.kind === 'cluster' || this.#metrics?.size === 1 ? [...(this.#metrics ?? [])] : [undefined];
    const questions = metrics.map((metric) =>
      this.#ports.fetch({ ...this.subject, ...range, ...(metric ? { metric } : {}) }, signal),
    );
    return (await Promise.all(questions)).flat();
  }

  async #ask(): Promise<void> {
    const { windowMs, since, until } = this.options;
    // The archive answers for a cluster one metric at a time.
    const unasked = this.kind === 'cluster' && this.#metrics === undefined;
    if (unasked || windowMs === 0) return this.#set({ phase: 'ready' });
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    const end = until === undefined ? this.#ports.now() : until + 1_000;
    const from = windowMs === null ? since : end - windowMs;
    const range = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { to: end }) };
    try {
      const answers = await this.#history({ ...range, points: historyPoints }, asked.signal);
      if (asked.signal.aborted) return;
      for (const answer of answers) this.#buffer(answer)?.fill(answer);
      this.#set({ phase: 'ready', error: null });
      this.#draw();
    } catch (error) {
      if (!asked.signal.aborted) this.#set({ phase: 'ready', error });
    }
  }

  #draw(): void {
    if (this.#grown) this.#set({});
    this.#cancelFrame ??= this.#ports.frame(() => {
      this.#cancelFrame = undefined;
      for (const drawer of [...this.#drawers]) drawer();
    });
  }

  #set(part: Partial<SeriesState>): void {
    const series = this.#grown
      ? [...this.#buffers.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
      : this.#state.series;
    this.#grown = false;
    this.#state = { ...this.#state, ...part, series };
    for (const listener of [...this.#listeners]) listener();
  }
}
