/** Keeps what `job top` shows current: places by questions after every event, samples pushed, history after every cut. */
import { Fault } from '@trainyard/contracts/errors';
import type { SeriesAnswer } from '@trainyard/contracts/series-frame';
import type { Live } from '@trainyard/sdk/live';
import type { Context } from '../../context.ts';
import { isAway, isFinal } from '../watch.ts';
import type { TopFrame } from './frame.ts';
import { placesOf, type TopPlaces, type TopSubject } from './places.ts';
import { rowJson, rowsOf } from './rows.ts';
import { minuteSeconds, TopSamples } from './samples.ts';

/** Events come in bursts, such as at the start of a gang: places are read at most once a second. */
const refreshMs = 1_000;
/** Without an event they are read this often all the same: no push is trusted alone. */
const refreshMost = 30_000;
/** Nodes whose past minute is asked for: each takes a request. */
const historyMost = 64;

export class TopFeed {
  readonly #context: Context;
  readonly #subject: TopSubject;
  readonly #samples = new TopSamples();
  readonly #followed = new Map<string, () => void>();
  readonly #failure = Promise.withResolvers<never>();
  readonly #historyOf = new Set<string>();
  #live: Live | undefined;
  #places: TopPlaces | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #cutSince: number | undefined;
  /** Server's clock minus ours, ms. */
  #offset = 0;
  #readAt = 0;
  #reading = false;
  #stale = false;
  #stopped = false;
  /** Called when there may be something new to see. */
  onChange: () => void = () => {};

  constructor(context: Context, subject: TopSubject) {
    this.#context = context;
    this.#subject = subject;
    // Whoever waits for it hears of it; nobody else has to.
    this.#failure.promise.catch(() => undefined);
  }

  /** Rejects once it can never go on: what was asked for is gone, or the token is refused. */
  get failure(): Promise<never> {
    return this.#failure.promise;
  }

  /** True once all that was asked for has ended. */
  get ended(): boolean {
    return this.#places?.ended ?? false;
  }

  /** True once there will be nothing more to show. */
  get isOver(): boolean {
    return this.#stopped || this.ended;
  }

  /** Resolves with the first places and their history. Throws the client's errors: at the start nothing is waited for. */
  async start(): Promise<void> {
    this.#places = await placesOf(this.#context, this.#subject);
    this.#live = await this.#context.live((state, error) => this.#onState(state, error));
    this.#follow();
    await this.#fill();
    this.#plan(refreshMost);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#live?.close();
  }

  /** True once every node said something since it is watched. */
  get isFresh(): boolean {
    const since = this.#now() - 2_000;
    return this.#places?.nodes.every(({ uid }) => this.#samples.hasSince(uid, since)) ?? false;
  }

  frame(): TopFrame {
    const now = this.#now();
    const places = this.#places;
    return {
      title: places?.title ?? '',
      rows: rowsOf(places?.nodes ?? [], this.#samples, now),
      now,
      clock: new Date(now).toTimeString().slice(0, 8),
      link:
        this.#cutSince === undefined
          ? ''
          : `cut for ${Math.round((Date.now() - this.#cutSince) / 1000)} s: trying again`,
    };
  }

  /** The same for programs. */
  json(): Record<string, unknown> {
    const { title, rows, now } = this.frame();
    return { at: now, title, live: this.#cutSince === undefined, rows: rows.map((row) => rowJson(row, now)) };
  }

  #now(): number {
    return Date.now() + this.#offset;
  }

  #onState(state: 'connected' | 'cut' | 'refused', error?: Error): void {
    if (state === 'refused' && isFinal(error)) {
      this.#failure.reject(error);
      return;
    }
    if (state !== 'connected') {
      this.#cutSince ??= Date.now();
      this.onChange();
      return;
    }
    const wasCut = this.#cutSince !== undefined;
    this.#cutSince = undefined;
    // A connection that is cut again meanwhile tells the time at the next one.
    this.#live
      ?.clock()
      .then(({ offset }) => (this.#offset = offset))
      .catch(() => undefined);
    if (!wasCut) return;
    // What came while it was cut is asked for once more.
    this.#historyOf.clear();
    this.#poke();
  }

  /** Reads places again: soon, and not more often than {@link refreshMs}. */
  #poke = (): void => {
    this.#stale = true;
    if (!this.#reading) this.#plan(Math.max(0, this.#readAt + refreshMs - performance.now()));
  };

  #plan(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#refresh(), ms);
  }

  async #refresh(): Promise<void> {
    this.#reading = true;
    this.#stale = false;
    this.#readAt = performance.now();
    try {
      this.#places = await placesOf(this.#context, this.#subject);
      if (this.#stopped) return;
      this.#follow();
      await this.#fill();
    } catch (error) {
      if (!isAway(error)) this.#failure.reject(error);
    } finally {
      this.#reading = false;
      this.#plan(this.#stale ? refreshMs : refreshMost);
      this.onChange();
    }
  }

  /** Follows what is to be followed now, and nothing else. */
  #follow(): void {
    const { series = [], events = [] } = this.#places?.topics ?? {};
    const wanted = new Set([...series, ...events]);
    for (const [topic, stop] of this.#followed) {
      if (wanted.has(topic)) continue;
      stop();
      this.#followed.delete(topic);
    }
    for (const topic of wanted) if (!this.#followed.has(topic)) this.#followed.set(topic, this.#followOne(topic));
  }

  #followOne(topic: string): () => void {
    const onError = (error: unknown) => {
      this.#followed.delete(topic);
      if (!(error instanceof Fault)) return this.#failure.reject(error);
      // Gone, or not to be had just now: the next reading of places says which.
      this.#poke();
    };
    if (topic.startsWith('series:')) {
      const onSeries = (frames: Parameters<TopSamples['take']>[0]) => {
        this.#samples.take(frames);
        this.onChange();
      };
      return (this.#live as Live).follow(topic as `series:${string}`, { onSeries, onError });
    }
    return (this.#live as Live).follow(topic as `job:${string}`, { onEvents: this.#poke, onError });
  }

  /** The minute before, of nodes that are new here. */
  async #fill(): Promise<void> {
    const fresh = (this.#places?.nodes ?? []).filter(({ uid }) => !this.#historyOf.has(uid)).slice(0, historyMost);
    const from = this.#now() - minuteSeconds * 1_000;
    await Promise.all(
      fresh.map(async ({ uid }) => {
        this.#historyOf.add(uid);
        try {
          const query = { node: uid, from, points: minuteSeconds };
          const { series } = await this.#context.client.call('readSeries', { query });
          this.#samples.fill(series as unknown as SeriesAnswer[]);
        } catch (error) {
          // A sparkline without its past is no reason to show nothing.
          if (!isAway(error) && !(error instanceof Fault)) throw error;
          this.#historyOf.delete(uid);
        }
      }),
    );
  }
}
