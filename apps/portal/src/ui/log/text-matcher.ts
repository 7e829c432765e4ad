/** Finds a query in texts that are here: plain ones at once, expressions that people write in a worker of their own. */
import { finderOf, type LogQuery, matchAll, type Range, rangesIn } from './log-match.ts';

/** A worker that takes this long for a thousand lines is of no use to somebody who looks at them. */
const limitMs = 2_000;

/** For each text in which something is found: its place in the list, and where. */
export type Found = [number, Range[]][];

export class TextMatcher {
  readonly #query: Pick<LogQuery, 'text' | 'regex' | 'matchCase'>;
  #worker: Worker | undefined;
  #before: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** The expression was given up: it takes too long here, or is none. */
  unable = false;

  constructor(query: Pick<LogQuery, 'text' | 'regex' | 'matchCase'>) {
    this.#query = query;
  }

  /** Undefined when it takes too long. One list after the other. */
  match(texts: string[]): Promise<Found | undefined> {
    const next = this.#before.then(() => this.#match(texts));
    this.#before = next;
    return next;
  }

  close(): void {
    this.#closed = true;
    this.#worker?.terminate();
  }

  async #match(texts: string[]): Promise<Found | undefined> {
    if (this.unable || this.#closed) return undefined;
    const { text, regex, matchCase } = this.#query;
    if (!regex) {
      const finder = finderOf(text, matchCase);
      return matchAll(texts, (each) => rangesIn(each, finder));
    }
    this.#worker ??= new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' });
    const worker = this.#worker;
    return new Promise((resolve) => {
      const giveUp = () => {
        worker.terminate();
        this.unable = true;
        resolve(undefined);
      };
      const limit = setTimeout(giveUp, limitMs);
      worker.onmessage = ({ data }: MessageEvent<Found | null>) => {
        clearTimeout(limit);
        if (data === null) giveUp();
        else resolve(data);
      };
      worker.onerror = () => {
        clearTimeout(limit);
        giveUp();
      };
      worker.postMessage({ query: this.#query, texts });
    });
  }
}
