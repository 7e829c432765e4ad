/** Everything a script needs of a server in one hand: requests, lists, and what is pushed. */
import type { OperationInput } from '@trainyard/contracts/api';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Job } from '@trainyard/contracts/job';
import { type Client, type ClientOptions, createClient } from './client.ts';
import { type JobLogItem, type JobLogsOptions, logsOf } from './job-logs.ts';
import { type FollowOptions, type JobPlace, statesOf } from './job-states.ts';
import { LiveLinks } from './live-links.ts';
import {
  type EventsOf,
  type EventsOptions,
  eventsFrom,
  type LogItem,
  type LogOptions,
  logFrom,
  type SeriesItem,
  type SeriesOf,
  seriesFrom,
} from './live-streams.ts';
import { eachItem, type ItemOf, type PagedOperation } from './pages.ts';
import { type RetryOptions, withRetries } from './retries.ts';
import { type LogSearchFound, type LogSearchInput, searchLogs } from './search-logs.ts';

export interface ConnectOptions extends ClientOptions {
  /** How requests that are safe to repeat are repeated. */
  retries?: RetryOptions;
  /** ms that a server may be away before what is followed ends with ConnectionError; five minutes unless given, `Infinity`: for ever. */
  patience?: number;
  /** ms before a cut connection is tried again; later tries wait longer, up to 5 s. */
  reconnectDelay?: number;
}

/** Long enough for an upgrade of the server. */
const patienceUnlessGiven = 300_000;

/**
 * A server, for a script. Streams are async iterators: they begin at the first `next()`, resume by themselves where they were after a
 * cut or a restart of the server, wait for a slow reader, and are left by `break` or an AbortSignal. They throw Fault (the server
 * refuses, or the thing is gone), ConnectionError (it is away for longer than the patience lasts) or the signal's reason. The
 * connection behind them is there while something is followed.
 */
export interface Trainyard extends Client {
  /** Items of a list, page after page, asked for as they are read. */
  each<N extends PagedOperation>(
    name: N,
    input: OperationInput<N>,
    options?: { signal?: AbortSignal },
  ): AsyncIterableIterator<ItemOf<N>, undefined>;
  /** Recorded changes, each once, in order; from now on unless `after` says from where. Ends when their subject is deleted. */
  events(of: EventsOf, options?: EventsOptions): AsyncIterableIterator<TrainyardEvent, undefined>;
  /** The bytes of one log stream, each once, in order, and its holes; ends with it. */
  log(stream: string, options?: LogOptions): AsyncIterableIterator<LogItem, undefined>;
  /** Samples from now on, and which of them did not come. Those of a job end after it. */
  series(of: SeriesOf, options?: FollowOptions): AsyncIterableIterator<SeriesItem, undefined>;
  /** A job now and after each change, the last time when it has ended. */
  job(place: JobPlace, options?: FollowOptions): AsyncIterableIterator<Job, undefined>;
  /** What all processes of a job print, over all attempts, until it has ended and all is there. */
  logs(place: JobPlace, options?: JobLogsOptions): AsyncIterableIterator<JobLogItem, undefined>;
  /** Lines of whole log streams, found on the server; leaving the loop ends the search there. */
  searchLogs(
    question: LogSearchInput,
    options?: { signal?: AbortSignal },
  ): AsyncIterableIterator<LogSearchFound, undefined>;
  /** The job once it has ended, however it did. Throws as the streams do. */
  waitForJob(place: JobPlace, options?: FollowOptions): Promise<Job>;
  /** Ends all that is followed with ConnectionError. Nothing need be closed once every stream has ended. */
  close(): void;
}

/** Makes it; nothing is sent yet. Throws TypeError when the address is none. */
export function connect(options: ConnectOptions): Trainyard {
  const { retries, patience = patienceUnlessGiven, url, token, via, reconnectDelay } = options;
  const client = withRetries(createClient(options), retries);
  const links = new LiveLinks({
    url,
    token,
    patience,
    ...(via === undefined ? {} : { via }),
    ...(reconnectDelay === undefined ? {} : { reconnectDelay }),
  });
  return {
    ...client,
    each: (name, input, given) => eachItem(client, name, input, given),
    events: (of, given) => eventsFrom(links, of, given),
    log: (stream, given) => logFrom(links, stream, given),
    series: (of, given) => seriesFrom(links, of, given),
    job: (place, given) => statesOf(client, links, place, given),
    logs: (place, given) => logsOf(client, links, place, given),
    searchLogs: (question, given) => searchLogs(client, question, given),
    waitForJob: async (place, given) => {
      let last: Job | undefined;
      for await (const job of statesOf(client, links, place, given)) last = job;
      return last as Job;
    },
    close: () => links.close(),
  };
}
