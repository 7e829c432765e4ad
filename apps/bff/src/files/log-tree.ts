import { Readable } from 'node:stream';
import type { LogArchive } from '@trainyard/archive/logs/log-archive';
import { Fault } from '@trainyard/contracts/errors';
import type { ByteRange } from '@trainyard/contracts/file-entry';
import type { FileTree, TreeEntry } from '@trainyard/mounts/tree';
import { namesAlong, notFound } from '@trainyard/mounts/trees/tree-path';
import type { Read } from '../threads/protocol.ts';
import { type LogFile, logFiles } from './log-files.ts';

/** Bytes that one stream gives to a file. */
interface Part {
  stream: string;
  /** Without holes. */
  bytes: number;
  holes: readonly { from: number; to: number }[];
  /** A new line that the stream lacks at its end, so that the next begins on a line of its own. */
  newline: boolean;
}

/** A log file as it is now. */
interface Seen {
  parts: Part[];
  bytes: number;
  attempt: number;
  /** When it was made, ms since 1970. */
  madeAt: number;
}

type Logs = Pick<LogArchive, 'info' | 'read' | 'times' | 'streams'>;

/**
 * The logs of one attempt of a unit as files under Batch AI's names, straight from the log store: those of a running job grow. A byte that
 * was served once stays where it was, so that a reader may always go on from where it stopped: a file of several ranks holds the first
 * rank's lines, then the second's, and of a rank nothing before those before it are complete.
 */
export function logTree(
  { read, logs }: { read: Read; logs: Logs },
  of: { jobUid: string; unit: number; attempt: number | undefined },
): FileTree {
  const names = async () => {
    const found = await read('job.logNames', of);
    const { attempt = 0, isOver = true, madeAt = 0 } = found ?? {};
    return { attempt, isOver, madeAt, files: found ? logFiles(of, found) : [] };
  };

  async function find(path: string): Promise<{ file: LogFile; seen: Seen }> {
    const [name = '', ...below] = namesAlong(path);
    const { files, ...attempt } = await names();
    const file = files.find((one) => one.name === name);
    const seen = file && (await look(logs, file, attempt));
    if (!file || !seen || below.length > 0) throw notFound(path);
    return { file, seen };
  }

  return {
    async list(directory, { after, limit }) {
      if (directory !== '') {
        await find(directory);
        throw new Fault('NotADirectory', { path: directory });
      }
      const { files, ...attempt } = await names();
      const there = new Set(await logs.streams(`${of.jobUid}/${of.unit}/${attempt.attempt}`));
      const existing = files.filter(
        ({ name, streams }) => (after === null || isAfter(name, after)) && streams.some((stream) => there.has(stream)),
      );
      const page = existing.slice(0, limit);
      const items = await Promise.all(
        page.map(async (file) => {
          const seen = await look(logs, file, attempt);
          const { tag: _, ...entry } = await entryOf(
            logs,
            file.name,
            seen ?? { parts: [], bytes: 0, attempt: 0, madeAt: attempt.madeAt },
          );
          return entry;
        }),
      );
      return { items, next: existing.length > limit ? (items.at(-1)?.name ?? null) : null };
    },
    async stat(path) {
      if (path === '') return { name: '', type: 'directory', bytes: null, modified: null, tag: null };
      const { file, seen } = await find(path);
      return entryOf(logs, file.name, seen);
    },
    async open(path, range) {
      if (path === '') throw new Fault('NotAFile', { path });
      const { seen } = await find(path);
      return Readable.from(bytesOf(logs, seen.parts, range), { objectMode: false });
    },
  };
}

function isAfter(name: string, after: string): boolean {
  return Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0;
}

/** How far a file goes now; undefined while nothing of it is stored. */
async function look(
  logs: Logs,
  { streams }: LogFile,
  { attempt, isOver, madeAt }: { attempt: number; isOver: boolean; madeAt: number },
): Promise<Seen | undefined> {
  const parts: Part[] = [];
  let exists = false;
  let isComplete = true;
  for (const [at, stream] of streams.entries()) {
    const info = await logs.info(stream);
    exists ||= info !== undefined;
    if (!isComplete) continue;
    const ended = info?.ended === true || isOver;
    isComplete = ended;
    if (!info) continue;
    const holes = info.holes.filter(({ from, to }) => to > from);
    const bytes = info.bytes - holes.reduce((sum, { from, to }) => sum + to - from, 0);
    const isLast = at === streams.length - 1;
    const newline = ended && !isLast && bytes > 0 && (await lastByte(logs, stream, info.bytes)) !== 10;
    parts.push({ stream, bytes, holes, newline });
  }
  if (!exists) return undefined;
  return { parts, attempt, madeAt, bytes: parts.reduce((sum, part) => sum + part.bytes + (part.newline ? 1 : 0), 0) };
}

async function lastByte(logs: Logs, stream: string, end: number): Promise<number | undefined> {
  return (await logs.read(stream, end - 1, end)).bytes.at(-1);
}

async function entryOf(logs: Logs, name: string, { parts, bytes, attempt, madeAt }: Seen): Promise<TreeEntry> {
  const times = await Promise.all(
    parts.map(async ({ stream }) => {
      const lines = (await logs.info(stream))?.lines ?? 0;
      return lines === 0 ? 0 : ((await logs.times(stream, lines - 1, 1))[0] ?? 0);
    }),
  );
  const modified = new Date(Math.max(madeAt, ...times)).toISOString();
  // Bytes are only added, so their number names the content.
  return { name, type: 'file', bytes, modified, tag: `${attempt}-${bytes.toString(36)}` };
}

/** Bytes `from` to `to` of the parts one after the other; it ends early where a stream was removed meanwhile. */
async function* bytesOf(logs: Logs, parts: readonly Part[], { from, to }: ByteRange): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const part of parts) {
    const [first, end] = [Math.max(from, start), Math.min(to, start + part.bytes)];
    if (first < end) yield* partBytes(logs, part, first - start, end - start);
    start += part.bytes;
    if (!part.newline) continue;
    if (from <= start && start < to) yield Buffer.from('\n');
    start += 1;
  }
}

/** Bytes of a stream by their place without its holes. */
async function* partBytes(logs: Logs, { stream, holes }: Part, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; ) {
    const offset = offsetOf(at, holes);
    const { bytes } = await logs.read(stream, offset, offset + to - at);
    if (bytes.byteLength === 0) return;
    yield bytes;
    at += bytes.byteLength;
  }
}

function offsetOf(place: number, holes: readonly { from: number; to: number }[]): number {
  let offset = place;
  for (const { from, to } of holes.toSorted((a, b) => a.from - b.from)) if (from <= offset) offset += to - from;
  return offset;
}
