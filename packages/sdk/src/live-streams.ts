/** What the server pushes, as async iterators: events, the bytes of a log, samples. */
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import { ItemQueue, type Sink } from './item-queue.ts';
import type { LogPart } from './live-cursor.ts';
import type { LiveLinks } from './live-links.ts';
import { type SeriesGap, SeriesGaps } from './series-gaps.ts';

/** Whose events, by uid; `all`: those that one may see. */
export type EventsOf = 'all' | { workspace: string } | { cluster: string } | { job: string };

export interface EventsOptions {
  /** The seq of the last event that is had; 0: from the first; absent: from now on. */
  after?: number;
  /** Ends the stream with the signal's reason. */
  signal?: AbortSignal;
}

/** Bytes of a log, each exactly once and in order, or bytes that are known to be lost. */
export type LogItem =
  | {
      kind: 'bytes';
      /** Offset of the first byte in the stream. */
      offset: number;
      /** 0-based number of the line that holds the first byte. */
      line: number;
      bytes: Uint8Array;
    }
  | {
      kind: 'hole';
      from: number;
      /** Exclusive. The same as `from` at the end of a stream: it is not known how much is missing. */
      to: number;
      why: string;
    };

export interface LogOptions {
  /** How many bytes of the stream are had; absent: none. */
  from?: number;
  /** Ends the stream with the signal's reason. */
  signal?: AbortSignal;
}

/** Whose samples, by uid. */
export type SeriesOf = { job: string } | { node: string } | { cluster: string };

/** Samples, or that some between two frames of a series did not come; `readSeries` has what was stored of them. */
export type SeriesItem = { kind: 'frame'; frame: SeriesFrame } | ({ kind: 'gap' } & SeriesGap);

/** Samples are sent with a delay; a job's last ones come after its end, within seconds. */
const lastSamplesWait = 10_000;

/** Events in the order of their seq, each once, over cuts and restarts. Ends when what they are of is deleted. */
export function eventsFrom(
  links: LiveLinks,
  of: EventsOf,
  { after, signal }: EventsOptions = {},
): AsyncIterableIterator<TrainyardEvent, undefined> {
  const [kind, uid] = of === 'all' ? ['all'] : (Object.entries(of)[0] as [string, string]);
  return new ItemQueue((sink) => {
    const topic = (uid === undefined ? 'all' : `${kind}:${uid}`) as `job:${string}`;
    return on(links, topic, sink, (live) =>
      live.follow(topic, {
        ...(after === undefined ? {} : { after }),
        onError: sink.fail,
        onEvents: async (events) => {
          await sink.put(events);
          if (events.some((event) => event.type === `${kind}.deleted` && event.subject.uid === uid)) sink.end();
        },
      }),
    );
  }, signal);
}

/** A log's bytes as they are written; ends with the stream. It may be asked for before anything of it is there. */
export function logFrom(
  links: LiveLinks,
  stream: string,
  { from = 0, signal }: LogOptions = {},
): AsyncIterableIterator<LogItem, undefined> {
  return new ItemQueue((sink) => {
    const topic = `log:${stream}` as const;
    return on(links, topic, sink, (live) =>
      live.follow(topic, {
        after: from,
        onError: sink.fail,
        onLog: async (part) => {
          await sink.put(itemsOf(part));
          if (part.ended) sink.end();
        },
      }),
    );
  }, signal);
}

/** Samples from now on. Those of a job end some seconds after it. */
export function seriesFrom(
  links: LiveLinks,
  of: SeriesOf,
  { signal }: { signal?: AbortSignal } = {},
): AsyncIterableIterator<SeriesItem, undefined> {
  const [kind, uid] = Object.entries(of)[0] as [string, string];
  return new ItemQueue((sink) => {
    const gaps = new SeriesGaps();
    const topic = `series:${kind}:${uid}` as const;
    const leave = on(links, topic, sink, (live) =>
      live.follow(topic, {
        onError: sink.fail,
        onSeries: (frames) =>
          sink.put(
            frames.flatMap((frame): SeriesItem[] => {
              const gap = gaps.before(frame);
              return [...(gap ? [{ kind: 'gap' as const, ...gap }] : []), { kind: 'frame', frame }];
            }),
          ),
      }),
    );
    const forget = kind === 'job' ? onceEnded(links, uid, sink) : () => {};
    return () => {
      leave();
      forget();
    };
  }, signal);
}

/** Ends the samples of a job that has ended, or had. */
function onceEnded(links: LiveLinks, uid: string, sink: Sink<SeriesItem>): () => void {
  const topic = `job:${uid}` as const;
  let last: ReturnType<typeof setTimeout> | undefined;
  const leave = on(links, topic, sink, (live) =>
    live.follow(topic, {
      after: 0,
      onError: sink.fail,
      onEvents: (events) => {
        if (last === undefined && events.some((event) => endsJob(event, uid)))
          last = setTimeout(sink.end, lastSamplesWait);
      },
    }),
  );
  return () => {
    clearTimeout(last);
    leave();
  };
}

function endsJob({ subject, type }: TrainyardEvent, uid: string): boolean {
  return subject.uid === uid && (type === 'job.succeeded' || type === 'job.failed');
}

/** Follows a topic on a connection where nobody else does; answers how to leave both. */
function on<T>(
  links: LiveLinks,
  topic: string,
  sink: Sink<T>,
  follow: (live: ReturnType<LiveLinks['take']>['live']) => () => void,
): () => void {
  const link = links.take(topic, sink.fail);
  const stop = follow(link.live);
  return () => {
    stop();
    link.leave();
  };
}

/** A part as items: what is lost stands before the bytes that follow it. */
function itemsOf({ offset, line, bytes, holes }: LogPart): LogItem[] {
  const lost = holes.map((hole) => ({ kind: 'hole' as const, from: hole.from, to: hole.to, why: hole.why }));
  const part: LogItem[] = bytes.byteLength > 0 ? [{ kind: 'bytes', offset, line, bytes }] : [];
  return [...lost.filter(({ from }) => from < offset), ...part, ...lost.filter(({ from }) => from >= offset)];
}
