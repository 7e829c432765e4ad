/** Follows all streams of a job, those that appear later too, until the job has ended and each stream is complete. */
import type { LogStream } from '@trainyard/contracts/api/logs';
import { Fault } from '@trainyard/contracts/errors';
import type { Job } from '@trainyard/contracts/job';
import type { Hole } from '@trainyard/contracts/log-frame';
import type { Live } from '@trainyard/sdk/live';
import type { LogPart } from '@trainyard/sdk/live-cursor';
import { everyItem } from '@trainyard/sdk/pages';
import type { Context } from '../context.ts';
import { interruptedCode, untilInterrupted } from '../interruption.ts';
import { LogLedger } from './log-ledger.ts';
import { chooseStreams, labelOf, type StreamFilter } from './log-streams.ts';
import { tailOffset } from './log-tail.ts';
import type { LogWriter } from './log-writer.ts';
import { placeOf } from './place.ts';
import { hasEnded, isAway, watchJob } from './watch.ts';

/** New streams appear with new attempts and phases, which are no events of their own: the list is read once a second. */
const listEvery = 1_000;
/** After the job's end a stream whose last frame does not say so is waited for this long: an agent may be returning. */
const lingerMost = 10_000;

interface Followed {
  stream: LogStream;
  prefix: string;
  next: number;
  ended: boolean;
  stop: () => void;
}

export interface FollowOptions {
  filter: StreamFilter;
  /** By unit, the first attempt that is followed. */
  from: ReadonlyMap<number, number>;
  tail: number | undefined;
  withPrefix: boolean;
}

export async function followLogs(context: Context, job: Job, writer: LogWriter, options: FollowOptions): Promise<void> {
  const follow = new LogFollow(context, writer, options);
  const watching = watchJob(context, job, (now, live) => follow.look(now, live), listEvery);
  if (await untilInterrupted(watching)) context.outcome.exitCode = interruptedCode;
  await follow.finish();
  // A connection that is still opening must not keep the command alive after an interruption.
  if (context.outcome.exitCode === interruptedCode) process.exit(interruptedCode);
}

class LogFollow {
  private readonly context: Context;
  private readonly writer: LogWriter;
  private readonly options: FollowOptions;
  private readonly ledger = new LogLedger();
  private readonly followed = new Map<string, Followed>();
  private last: LogStream[] = [];
  private endedSince: number | undefined;
  private readonly attempts: Map<number, number>;

  constructor(context: Context, writer: LogWriter, options: FollowOptions) {
    this.context = context;
    this.writer = writer;
    this.options = options;
    this.attempts = new Map(options.from);
  }

  /** Follows what is new; true once nothing more can come. */
  async look(job: Job, live: Live): Promise<boolean> {
    try {
      const query = { unit: this.options.filter.unit };
      this.last = await everyItem(this.context.client, 'listLogs', { params: placeOf(job), query });
    } catch (error) {
      if (isAway(error)) return false;
      throw error;
    }
    for (const stream of chooseStreams(this.last, this.options.filter, this.options.from)) {
      if (!this.followed.has(stream.stream)) await this.start(stream, live);
    }
    if (!hasEnded(job)) return false;
    this.endedSince ??= performance.now();
    const lingered = performance.now() - this.endedSince > lingerMost;
    if (lingered) for (const one of this.followed.values()) if (!one.ended) await this.fetchRest(one);
    return [...this.followed.values()].every((one) => one.ended);
  }

  /** A stream that nobody closes: what the server holds of it is read, and that is its end. */
  private async fetchRest(one: Followed): Promise<void> {
    one.stop();
    const { stream } = one.stream;
    if (this.bytesOf(one) > one.next) {
      const answer = await this.context.client.bytes('readLog', { query: { stream, from: one.next } });
      for await (const bytes of answer.stream) {
        const line = this.ledger.nextLine(stream);
        await this.take(one, { offset: one.next, line, bytes, marks: [], holes: [], ended: false });
      }
    }
    one.ended = true;
    this.context.note(`${labelOf(one.stream)}: ended without a word from its node`);
  }

  private bytesOf(one: Followed): number {
    return this.last.find((stream) => stream.stream === one.stream.stream)?.bytes ?? 0;
  }

  private async start(stream: LogStream, live: Live): Promise<void> {
    const { tail, withPrefix } = this.options;
    const after = tail === undefined ? 0 : await tailOffset(this.context.client, stream, tail);
    const prefix = withPrefix ? `[${labelOf(stream)}] ` : '';
    const one: Followed = { stream, prefix, next: after, ended: false, stop: () => {} };
    this.followed.set(stream.stream, one);
    this.ledger.open(stream, labelOf(stream));
    const { unit, attempt } = stream;
    if (attempt > (this.attempts.get(unit) ?? 1)) {
      this.attempts.set(unit, attempt);
      this.context.note(unit === 0 ? `attempt ${attempt}` : `unit ${unit} attempt ${attempt}`);
    }
    one.stop = live.follow(`log:${stream.stream}`, {
      after,
      onLog: (part) => this.take(one, part),
      onError: (error) => {
        // Taken up again by the next look, from the bytes that are had: unless the stream is gone for good.
        if (error instanceof Fault && error.status < 500) one.ended = true;
        this.context.note(`${labelOf(stream)}: ${error instanceof Error ? error.message : String(error)}`);
      },
    });
  }

  private async take(one: Followed, part: LogPart): Promise<void> {
    this.ledger.add(one.stream.stream, part);
    for (const hole of part.holes) this.context.note(`${labelOf(one.stream)}: ${lost(hole)}: ${hole.why}`);
    if (part.bytes.byteLength > 0) await this.writer.add(one.stream.stream, one.prefix, part.bytes);
    one.next = part.offset + part.bytes.byteLength;
    if (!part.ended) return;
    await this.writer.end(one.stream.stream, one.prefix);
    one.ended = true;
  }

  async finish(): Promise<void> {
    for (const one of this.followed.values()) await this.writer.end(one.stream.stream, one.prefix);
    for (const line of this.ledger.lines(this.last)) this.context.note(line);
  }
}

function lost({ from, to }: Hole): string {
  return from === to ? `what comes after byte ${from} is lost` : `bytes ${from}-${to - 1} are lost`;
}
