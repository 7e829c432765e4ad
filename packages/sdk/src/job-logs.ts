/** What all processes of a job print, over all of its attempts, as one stream. */
import type { LogStream } from '@trainyard/contracts/api/logs';
import type { Client } from './client.ts';
import { ItemQueue, type Sink } from './item-queue.ts';
import { changesOf, type FollowOptions, hasEnded, type JobPlace } from './job-states.ts';
import type { LiveLinks } from './live-links.ts';
import { type LogItem, logFrom } from './live-streams.ts';
import { everyItem } from './pages.ts';
import { isAway } from './retries.ts';

/** A part of a log and which log it is. */
export type JobLogItem = LogItem & { stream: LogStream };

export interface JobLogsOptions extends FollowOptions {
  /** Which streams are wanted: asked once for each; those of the preparation and of the processes unless given. */
  only?: (stream: LogStream) => boolean;
}

/** New streams appear with phases and ranks, which are no events of their own. */
const listEvery = 1_000;
/** How long a stream whose node went silent is waited for after the job's end: an agent may be returning. */
const lingerMost = 10_000;

/**
 * The logs of a job from their first bytes, each in order, until the job has ended and all of them are complete. A stream that its node
 * never closed ends with a hole of unknown length. Throws Fault when the job or its logs are gone.
 */
export function logsOf(
  client: Client,
  links: LiveLinks,
  place: JobPlace,
  { only = isUsual, signal }: JobLogsOptions = {},
): AsyncIterableIterator<JobLogItem, undefined> {
  return new ItemQueue<JobLogItem>((sink) => {
    const stopped = new AbortController();
    new JobLogs(client, links, place, sink, only, stopped.signal).run().catch(sink.fail);
    return () => stopped.abort();
  }, signal);
}

const isUsual = ({ phase }: LogStream): boolean => phase === 'run' || phase === 'preparation';

interface Followed {
  stream: LogStream;
  next: number;
  over: boolean;
}

class JobLogs {
  private readonly client: Client;
  private readonly links: LiveLinks;
  private readonly params: JobPlace;
  private readonly sink: Sink<JobLogItem>;
  private readonly only: (stream: LogStream) => boolean;
  private readonly signal: AbortSignal;
  private readonly followed = new Map<string, Followed>();
  private look = () => {};

  constructor(
    client: Client,
    links: LiveLinks,
    { workspace, experiment, name }: JobPlace,
    sink: Sink<JobLogItem>,
    only: (stream: LogStream) => boolean,
    signal: AbortSignal,
  ) {
    this.client = client;
    this.links = links;
    this.params = { workspace, experiment, name };
    this.sink = sink;
    this.only = only;
    this.signal = signal;
  }

  async run(): Promise<void> {
    const { uid } = await this.client.call('getJob', { params: this.params }, { signal: this.signal });
    if (this.signal.aborted) return;
    const changes = changesOf(this.links, `job:${uid}`, this.sink, this.signal);
    this.look = changes.poke;
    const timer = setInterval(changes.poke, listEvery);
    this.signal.addEventListener('abort', () => clearInterval(timer));
    let endedSince: number | undefined;
    for (;;) {
      const ended = await this.isOver();
      if (this.signal.aborted) return;
      if (ended) endedSince ??= performance.now();
      const isComplete = [...this.followed.values()].every(({ over }) => over);
      if (ended && isComplete) return this.sink.end();
      if (endedSince !== undefined && performance.now() - endedSince > lingerMost) return this.leaveOpen();
      await changes.next();
    }
  }

  /** Follows the streams that are new; true when the job had ended before they were listed, so that no other will come. */
  private async isOver(): Promise<boolean> {
    try {
      const job = await this.client.call('getJob', { params: this.params }, { signal: this.signal });
      for (const stream of await everyItem(this.client, 'listLogs', { params: this.params })) {
        if (this.followed.has(stream.stream) || this.signal.aborted) continue;
        const one: Followed = { stream, next: 0, over: !this.only(stream) };
        this.followed.set(stream.stream, one);
        if (!one.over) this.read(one).catch(this.sink.fail);
      }
      return hasEnded(job);
    } catch (error) {
      if (isAway(error)) return false;
      throw error;
    }
  }

  private async read(one: Followed): Promise<void> {
    const { stream } = one;
    for await (const item of logFrom(this.links, stream.stream, { signal: this.signal })) {
      await this.sink.put([{ ...item, stream }]);
      one.next = item.kind === 'bytes' ? item.offset + item.bytes.byteLength : Math.max(one.next, item.to);
    }
    one.over = true;
    this.look();
  }

  /** Streams that nobody closes: what is stored of them was sent, what is missing is not known. */
  private async leaveOpen(): Promise<void> {
    for (const { stream, next, over } of this.followed.values())
      if (!over)
        await this.sink.put([
          { kind: 'hole', from: next, to: next, why: 'its node never said that this is all', stream },
        ]);
    this.sink.end();
  }
}
