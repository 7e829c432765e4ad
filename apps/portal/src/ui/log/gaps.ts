/** The gaps of a log: where they are, and what became of those that somebody asked for again. */
import type { FoundLogBytes } from '@trainyard/contracts/api/logs';
import type { Hole } from '@trainyard/contracts/log-frame';
import type { Text } from '@trainyard/contracts/texts';
import type { LogSource } from './log-source.ts';

/** What the server is asked of gaps. */
export interface GapPort {
  find(stream: string, from: number, to: number): Promise<FoundLogBytes>;
  lineOf(stream: string, offset: number): Promise<number>;
}

/** Being asked for; gone, for this reason; or the question failed. A gap that nobody asked for has no state. */
export type GapState = { kind: 'asked' } | { kind: 'gone'; reason: Text } | { kind: 'failed'; error: unknown };

export interface Gap {
  stream: string;
  hole: Hole;
}

export class Gaps {
  readonly #sources: readonly Pick<LogSource, 'spec' | 'pages'>[];
  readonly #port: GapPort;
  readonly #onFound: (stream: string, hole: Hole) => void;
  readonly #states = new Map<string, GapState>();
  readonly #listeners = new Set<() => void>();

  /** `onFound`: the server has all bytes of a gap by now. */
  constructor(
    sources: readonly Pick<LogSource, 'spec' | 'pages'>[],
    port: GapPort,
    onFound: (stream: string, hole: Hole) => void,
  ) {
    this.#sources = sources;
    this.#port = port;
    this.#onFound = onFound;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** All that are known, stream by stream, in order; also those whose lines were not looked at yet. */
  all(): Gap[] {
    return this.#sources.flatMap(({ spec: { stream }, pages: { holes } }) =>
      [...holes]
        .filter(({ from, to }) => to > from)
        .sort((a, b) => a.from - b.from)
        .map((hole) => ({ stream, hole })),
    );
  }

  /** The same object for as long as it is the same state. */
  stateOf(stream: string, hole: Hole): GapState | undefined {
    return this.#states.get(gapKey(stream, hole));
  }

  /** Asks the server for the bytes once more; never throws: what came of it is the gap's state. */
  async fetch(stream: string, hole: Hole): Promise<void> {
    const key = gapKey(stream, hole);
    if (this.#states.get(key)?.kind === 'asked') return;
    this.#set(key, { kind: 'asked' });
    try {
      const { reason } = await this.#port.find(stream, hole.from, hole.to);
      if (reason !== null) return this.#set(key, { kind: 'gone', reason });
      this.#states.delete(key);
      this.#onFound(stream, hole);
    } catch (error) {
      this.#set(key, { kind: 'failed', error });
    }
  }

  /** The 1-based number of the line that stands behind a gap. Throws what the server answers. */
  async lineBehind({ stream, hole }: Gap): Promise<number> {
    return (await this.#port.lineOf(stream, hole.to)) + 1;
  }

  #set(key: string, state: GapState): void {
    this.#states.set(key, state);
    for (const listener of [...this.#listeners]) listener();
  }
}

/** What tells a gap from all others of a log. */
export function gapKey(stream: string, { from, to }: Hole): string {
  return `${stream} ${from}-${to}`;
}
