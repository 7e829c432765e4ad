/** The page's one socket, and what it proves: whether what is shown is current, and since when it is not. */
import type { Live, LiveOptions } from '@trainyard/sdk/live';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { firstDrawn } from './first-drawn.ts';
import { fetchLive, openLiveLate } from './late-live.ts';

export type ConnectionState = 'connecting' | 'live' | 'cut' | 'refused';

export interface Connection {
  state: ConnectionState;
  /** Browser's clock at the last change of state, ms. */
  since: number;
  /** Newest event number that the server has told. */
  seq: number;
  /** Build of the portal that the server serves; null before it said so. */
  build: string | null;
  /** Round trip of the last measurement in ms; null before. */
  lag: number | null;
}

/** The server says every 5 s that it is there; after two and a half beats without a word the line is as good as cut. */
const silentAfterMs = 12_500;
/** How often the clocks are compared: quartz drifts less than 1 ms in this time. */
const clockEveryMs = 30_000;

class PageConnection {
  #live: Live | undefined;
  #state: Connection = { state: 'connecting', since: Date.now(), seq: 0, build: null, lag: null };
  /** Server's clock minus the browser's, ms. */
  #offset = 0;
  #heard = Date.now();
  #watch: ReturnType<typeof setInterval> | undefined;
  readonly #wake = () => this.#wakeUp();
  readonly #listeners = new Set<() => void>();

  /** The socket; opened at the first use after {@link start}. */
  get live(): Live {
    if (this.#live === undefined) throw new Error('the live connection is used before anybody signed in');
    return this.#live;
  }

  /** Opens the socket; a page opens one and keeps it. */
  start(): void {
    if (this.#live !== undefined) return;
    const options: LiveOptions = {
      url: location.origin,
      via: 'portal',
      onState: (state) => this.#change(state === 'connected' ? 'live' : state),
      onHello: ({ build, at, seq }) => {
        this.#heardAt(at, seq);
        this.#set({ build });
        void this.#compareClocks();
      },
      onBeat: ({ at, seq }) => this.#heardAt(at, seq),
    };
    this.#live = openLiveLate(options, () => firstDrawn.then(fetchLive));
    window.addEventListener('online', this.#wake);
    document.addEventListener('visibilitychange', this.#wake);
    let compared = Date.now();
    this.#watch = setInterval(() => {
      if (this.#state.state === 'live' && Date.now() - this.#heard > silentAfterMs) this.#change('cut');
      if (document.hidden || Date.now() - compared < clockEveryMs) return;
      compared = Date.now();
      void this.#compareClocks();
    }, 1_000);
  }

  /** Tries at once what would be tried later: somebody has just signed in. */
  retry(): void {
    this.#live?.retry();
  }

  /** Closes the socket at signing out. */
  stop(): void {
    clearInterval(this.#watch);
    window.removeEventListener('online', this.#wake);
    document.removeEventListener('visibilitychange', this.#wake);
    this.#live?.close();
    this.#live = undefined;
    this.#change('connecting');
  }

  /** Tells of an event that was seen, so that the status bar counts with the page. */
  saw(seq: number): void {
    this.#heard = Date.now();
    if (seq > this.#state.seq) this.#set({ seq });
  }

  /** The server's clock now, ms since 1970: ages are true although the two clocks differ. */
  now(): number {
    return Date.now() + this.#offset;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): Connection => this.#state;

  /** The network is back, or somebody looks again after the machine slept: what is cut is not left to its own pace. */
  #wakeUp(): void {
    if (!document.hidden && this.#state.state === 'cut') this.#live?.retry();
  }

  #heardAt(at: number, seq: number): void {
    // Until the clocks are compared, the server's word with an unknown delay is closer than our own clock.
    if (this.#state.lag === null) this.#offset = at - Date.now();
    this.#heard = Date.now();
    if (this.#state.state !== 'live') this.#change('live');
    if (seq > this.#state.seq) this.#set({ seq });
  }

  async #compareClocks(): Promise<void> {
    const found = await this.#live?.clock().catch(() => undefined);
    if (found === undefined) return;
    this.#offset = found.offset;
    this.#set({ lag: Math.round(found.roundTrip) });
  }

  #change(state: ConnectionState): void {
    if (state === 'live') this.#heard = Date.now();
    if (state !== this.#state.state) this.#set({ state, since: Date.now() });
  }

  #set(part: Partial<Connection>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

/** The one connection of this page. */
export const connection = new PageConnection();

/** How the connection fares; renders again when it changes. */
export function useConnection(): Connection {
  return useSyncExternalStore(connection.subscribe, connection.snapshot);
}

/** One part of {@link useConnection}; renders again when that part changes: not with each event, as the whole does. */
export function useConnectionPart<K extends keyof Connection>(part: K): Connection[K] {
  return useSyncExternalStore(connection.subscribe, () => connection.snapshot()[part]);
}

const tickers = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

/** The server's clock in ms, renewed each second while the tab is seen; all clocks of a page tick together. */
export function useNow(): number {
  const [now, setNow] = useState(() => connection.now());
  useEffect(() => {
    const tick = () => setNow(connection.now());
    tickers.add(tick);
    ticking ??= setInterval(() => {
      if (!document.hidden) for (const each of tickers) each();
    }, 1_000);
    return () => {
      tickers.delete(tick);
      if (tickers.size > 0) return;
      clearInterval(ticking);
      ticking = undefined;
    };
  }, []);
  return now;
}
