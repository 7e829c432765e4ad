/** Questions about whole log streams: what is found, and what a log looks like as a whole. */
import type { Archive } from '@trainyard/archive/archive';
import type { LogOverview, LogSearch, LogSearchItem } from '@trainyard/contracts/api/logs';
import { Fault } from '@trainyard/contracts/errors';
import type { Clock } from '@trainyard/runtime/clock';
import { EscapedFiles } from './escaped-files.ts';
import { findLines, type Source, type Stretch } from './find-lines.ts';
import { expressionOf, type LineChoice, planOf } from './line-choice.ts';
import type { LineSet } from './line-set.ts';
import { Overviews } from './overviews.ts';
import { checkPattern, RgError } from './ripgrep.ts';
import { SearchTurns, searchLimits } from './search-turns.ts';

/** ms between two words about how far a search is. */
const progressMs = 100;
/** Numbers of lines in one item: some 40 kB of JSON. */
const linesPerItem = 5_000;

/** A turn that was given: what runs ends with its signal; `end` gives the turn back and stops what still runs. */
export interface Turn {
  signal: AbortSignal;
  end(): void;
}

export class LogSearcher {
  readonly #logs: Archive['logs'];
  readonly #clock: Clock;
  readonly #escaped = new EscapedFiles();
  readonly #turns = new SearchTurns();
  readonly #overviews = new Overviews(this.#escaped);

  constructor(logs: Archive['logs'], clock: Clock) {
    this.#logs = logs;
    this.#clock = clock;
  }

  /** Takes a turn for somebody, of limited time unless it lasts as long as a download. Throws TooManySearches or SearchesBusy. */
  begin(actor: string, { timed = true } = {}): Turn {
    const give = this.#turns.take(actor);
    const abort = new AbortController();
    const seconds = searchLimits.ms / 1_000;
    const stop = (): void => abort.abort(new Fault('SearchTimedOut', { seconds }));
    const cancel = timed ? this.#clock.setTimeout(stop, searchLimits.ms) : () => undefined;
    const end = (): void => {
      cancel();
      give();
      abort.abort(new Error('the search was ended'));
    };
    return { signal: abort.signal, end };
  }

  /** Throws InvalidBody when rg cannot use the pattern. */
  async check(choice: LineChoice): Promise<void> {
    const expression = expressionOf(choice);
    if (expression) await checkPattern(expression);
  }

  /** The stream as it stands; undefined while nothing of it is stored. */
  async source(stream: string): Promise<Source | undefined> {
    const logs = this.#logs;
    try {
      const pieces = await logs.pieces(stream);
      return {
        ...pieces,
        read: (from, to) => logs.read(stream, from, to),
        readLine: (line) => logs.readLines(stream, line, 1),
      };
    } catch (error) {
      if (error instanceof Fault && error.code === 'LogNotFound') return undefined;
      throw error;
    }
  }

  /** The lines meant of one stream, stretch by stretch. */
  async *lines(
    source: Source,
    choice: LineChoice,
    signal: AbortSignal,
  ): AsyncGenerator<{ stretch: Stretch; lines: LineSet }> {
    const { expressions, choose } = planOf(choice, source.through);
    for await (const stretch of findLines(source, { expressions, escaped: this.#escaped, signal })) {
      yield { stretch, lines: choose(stretch) };
    }
  }

  /** Looks through the streams one after the other. Never throws: what went wrong is the last item. */
  async *search({ streams, limit, ...choice }: LogSearch, signal: AbortSignal): AsyncGenerator<LogSearchItem> {
    try {
      yield* this.#search(streams, limit, choice, signal);
    } catch (error) {
      yield failure(error);
    }
  }

  async *#search(
    streams: readonly string[],
    limit: number,
    choice: LineChoice,
    signal: AbortSignal,
  ): AsyncGenerator<LogSearchItem> {
    const sources = new Map<string, Source>();
    const through: Record<string, number> = {};
    for (const stream of new Set(streams)) {
      const source = await this.source(stream);
      through[stream] = source?.through ?? 0;
      if (source) sources.set(stream, source);
    }
    const ofBytes = Object.values(through).reduce((sum, bytes) => sum + bytes, 0);
    let before = 0;
    let matches = 0;
    let given = 0;
    let toldAt = Number.NEGATIVE_INFINITY;
    for (const [stream, source] of sources) {
      for await (const { stretch, lines } of this.lines(source, choice, signal)) {
        const found = lines.size;
        for (const part of inParts(lines, Math.min(found, limit - given))) {
          given += part.length;
          yield { kind: 'matches', stream, lines: part };
        }
        matches += found;
        const now = this.#clock.monotonic();
        if (now - toldAt < progressMs) continue;
        toldAt = now;
        yield { kind: 'progress', bytes: before + stretch.through, ofBytes, matches };
      }
      before += source.through;
    }
    yield { kind: 'end', matches, given, through };
  }

  /** How many warnings and errors each of `parts` equal parts of the lines holds. Throws LogNotFound. */
  async overview(stream: string, parts: number, signal: AbortSignal): Promise<LogOverview> {
    const open = async (): Promise<Source> => {
      const source = await this.source(stream);
      if (!source) throw new Fault('LogNotFound', { name: stream });
      return source;
    };
    return { stream, ...(await this.#overviews.of(stream, open, parts, signal)) };
  }
}

/** The first `most` of the lines, in arrays of a size that is sent at once. */
function* inParts(lines: LineSet, most: number): Generator<number[]> {
  let left = most;
  let part: number[] = [];
  for (const line of lines) {
    if (left === 0) break;
    left -= 1;
    part.push(line);
    if (part.length < linesPerItem) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

/** What is told of a search that could not go on. */
function failure(error: unknown): LogSearchItem {
  // Removed while it was looked through: rg no longer finds the file.
  const gone = error instanceof RgError && /os error 2\b/.test(error.message);
  const fault = gone ? new Fault('LogNotFound', { name: 'that was searched' }) : error;
  if (!(fault instanceof Fault)) throw fault;
  return { kind: 'failed', code: fault.code, message: fault.message };
}
