/** Questions about whole streams: times, overview, search, export. */
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Actor } from '@trainyard/contracts/actors';
import type { LogSearchItem } from '@trainyard/contracts/api/logs';
import { Fault } from '@trainyard/contracts/errors';
import { parseStream } from '@trainyard/contracts/log-frame';
import type { Response } from 'express';
import { everywhereInScope, type Found } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { authoriseStream } from '../../live/topics.ts';
import { type ExportedStream, exportedText } from '../../logs/exported-lines.ts';
import type { LineChoice } from '../../logs/line-choice.ts';
import type { Turn } from '../../logs/log-searcher.ts';
import { attachment, downloadHeaders, sendStream } from '../blobs/send-bytes.ts';
import { route } from '../route.ts';
import { findBytes } from './find-bytes.ts';
import { streamLabels } from './stream-labels.ts';

function ownerOf(stream: string): string {
  const owner = parseStream(stream);
  return owner?.kind === 'task' ? owner.fence.job : stream;
}

/** One stream that may not be read is as none of them: 404 for the whole question. */
async function authoriseAll(doors: Doors, actor: Actor, streams: readonly string[]): Promise<Found<null>> {
  // Streams of one job or node are judged by it, so once.
  const owners = new Map(streams.map((stream) => [ownerOf(stream), stream]));
  for (const stream of owners.values()) {
    await authoriseStream(doors, actor, stream, () => new Fault('LogNotFound', { name: stream }));
  }
  return everywhereInScope(actor, 'logs');
}

/** Gives the turn back when the answer is over or its reader has left, whatever comes first. */
async function inTurn<T>(res: Response, turn: Turn, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  res.once('close', turn.end);
  try {
    return await work(turn.signal);
  } finally {
    res.off('close', turn.end);
    turn.end();
  }
}

async function* asLines(items: AsyncIterable<LogSearchItem>): AsyncGenerator<Buffer> {
  for await (const item of items) yield Buffer.from(`${JSON.stringify(item)}\n`);
}

/** All bytes of a stream, as it stood when they were asked for. */
async function* wholeStream({ source }: ExportedStream): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < source.through; ) {
    const { offset, bytes } = await source.read(at, source.through);
    if (bytes.length === 0) return;
    yield bytes;
    at = offset + bytes.length;
  }
}

async function exportedStreams(
  doors: Doors,
  ids: readonly string[],
  choice: LineChoice,
  signal: AbortSignal,
): Promise<ExportedStream[]> {
  const streams = [...new Set(ids)];
  const labels = streams.length > 1 ? await streamLabels(doors, streams) : new Map<string, string>();
  const isAll = choice.pattern === '' && !choice.inverse && choice.levels === undefined;
  const exported: ExportedStream[] = [];
  for (const stream of streams) {
    const source = await doors.logSearcher.source(stream);
    if (!source) continue;
    const chosen = isAll ? undefined : doors.logSearcher.lines(source, choice, signal);
    exported.push({ source, label: labels.get(stream) ?? '', chosen });
  }
  if (exported.length === 0) throw new Fault('LogNotFound', { name: streams[0] ?? '' });
  return exported;
}

export const logQueryRoutes = {
  readLogTimes: route('readLogTimes', {
    load: ({ actor, query }, doors) => authoriseAll(doors, actor, [query.stream]),
    async run({ query: { stream, fromLine, lines } }, _, doors) {
      return { fromLine, times: await doors.archive.logs.times(stream, fromLine, lines) };
    },
  }),
  findLogBytes: route('findLogBytes', {
    load: ({ actor, query }, doors) => authoriseAll(doors, actor, [query.stream]),
    run: ({ query: { stream, from, to } }, _, doors) => findBytes(doors, stream, from, to),
  }),
  readLogOverview: route('readLogOverview', {
    load: ({ actor, query }, doors) => authoriseAll(doors, actor, [query.stream]),
    async run({ actor, query: { stream, parts }, res }, _, doors) {
      const turn = doors.logSearcher.begin(actor.id);
      return await inTurn(res, turn, (signal) => doors.logSearcher.overview(stream, parts, signal));
    },
  }),
  searchLogs: route('searchLogs', {
    load: ({ actor, body }, doors) => authoriseAll(doors, actor, body.streams),
    async run({ actor, body, res }, _, doors) {
      const turn = doors.logSearcher.begin(actor.id);
      return await inTurn(res, turn, async (signal) => {
        // Before the answer begins: a pattern that is none is refused as such.
        await doors.logSearcher.check(body);
        res.set({ 'content-type': 'application/x-ndjson', 'x-accel-buffering': 'no' });
        await sendStream(res, asLines(doors.logSearcher.search(body, signal)));
        return undefined;
      });
    },
  }),
  exportLogs: route('exportLogs', {
    load: ({ actor, query }, doors) => authoriseAll(doors, actor, query.streams),
    async run({ actor, query, req, res }, _, doors) {
      const { streams, times, gzip, name = 'log', ...choice } = query;
      // A download lasts as long as its reader wants.
      const turn = doors.logSearcher.begin(actor.id, { timed: false });
      return await inTurn(res, turn, async (signal) => {
        await doors.logSearcher.check(choice);
        const exported = await exportedStreams(doors, streams, choice, signal);
        res.set({ ...downloadHeaders, 'content-disposition': attachment(`${name}.log${gzip ? '.gz' : ''}`) });
        if (gzip) res.set('content-type', 'application/gzip');
        if (req.method === 'HEAD') {
          res.end();
          return undefined;
        }
        const [only] = exported as [ExportedStream];
        const isWhole = streams.length === 1 && !times && only.chosen === undefined;
        const text = isWhole ? wholeStream(only) : exportedText(exported, times);
        await sendStream(res, gzip ? zipped(text) : text);
        return undefined;
      });
    },
  }),
};

async function* zipped(text: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* Readable.from(text).compose(createGzip()) as AsyncIterable<Uint8Array>;
}
