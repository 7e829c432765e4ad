/** What the files of a stream say: read when a stream is first used, after a crash too. */
import { readdir, readFile, rename, stat } from 'node:fs/promises';
import type { Hole } from '@trainyard/contracts/log-frame';
import { type IndexEntry, LineIndexer } from '@trainyard/logs/line-index';
import { type ArchiveFiles, isMissing, writeWhole } from '../files.ts';
import { encodeEntries, readEntries, startOfIndex } from './index-file.ts';
import { type Segment, scanSegment } from './segment.ts';
import { metaPath, parseFile, type StreamPath, segmentPath } from './stream-path.ts';

export interface StreamState {
  segments: Segment[];
  holes: Hole[];
  /** Bytes of the complete stream; undefined while it may grow. */
  ended: number | undefined;
  /** `indexer.state.offset` is where the next byte goes. */
  indexer: LineIndexer;
  /** Bytes of the meta file that are whole records. */
  metaBytes: number;
}

export type MetaRecord = { hole: Hole } | { end: number };

/** One record a line; a torn last line is no record. */
export function encodeMeta(record: MetaRecord): Uint8Array {
  return Buffer.from(`${JSON.stringify(record)}\n`);
}

/**
 * Reads a stream's files. Segments follow each other without a gap that no hole explains: what does not fit was never
 * acknowledged (acknowledgements go in order) and is set aside, since the agent sends it again. With `limit`, everything
 * from that byte on is given up first (after a failed fsync).
 */
export async function loadStream(files: ArchiveFiles, path: StreamPath, limit?: number): Promise<StreamState> {
  const bases = await findBases(path);
  const meta = await readMeta(path, limit ?? Number.POSITIVE_INFINITY);
  const segments: Segment[] = [];
  let end = 0;
  for (const base of bases) {
    end = afterHoles(meta.holes, end);
    if (base !== end || (limit !== undefined && base >= limit)) {
      await setAside(path, base);
      continue;
    }
    let { size } = await stat(segmentPath(path, base, 'log'));
    if (limit !== undefined && base + size > limit) {
      size = limit - base;
      await withFile(files, segmentPath(path, base, 'log'), (file) => file.truncate(size));
    }
    segments.push({ base, length: size, line: 0, entries: 0, indexEnd: startOfIndex(base) });
    end = base + size;
  }
  end = afterHoles(meta.holes, end);
  const holes = meta.holes.filter((hole) => hole.to <= end);
  const ended = meta.end === end ? end : undefined;
  const metaBytes = await keepMeta(files, path, meta, holes, ended);
  const indexer = await countLines(files, path, segments);
  indexer.state = { ...indexer.state, offset: end };
  return { segments, holes, ended, indexer, metaBytes };
}

async function findBases(path: StreamPath): Promise<number[]> {
  let names: string[];
  try {
    names = await readdir(path.directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return names
    .map(parseFile)
    .filter((file) => file?.name === path.name && file.kind === 'log')
    .map((file) => file?.base ?? 0)
    .sort((a, b) => a - b);
}

/** Kept under another name: if it was a damaged disk that made it not fit, an operator can still look. */
async function setAside(path: StreamPath, base: number): Promise<void> {
  for (const kind of ['log', 'idx'] as const) {
    const file = segmentPath(path, base, kind);
    await rename(file, `${file}.lost`).catch((error) => {
      if (!isMissing(error)) throw error;
    });
  }
}

function afterHoles(holes: readonly Hole[], end: number): number {
  return holes.reduce((at, hole) => (hole.from === at ? hole.to : at), end);
}

interface Meta {
  holes: Hole[];
  end: number | undefined;
  bytes: number;
  records: number;
}

async function readMeta(path: StreamPath, limit: number): Promise<Meta> {
  const meta: Meta = { holes: [], end: undefined, bytes: 0, records: 0 };
  let text: string;
  try {
    text = await readFile(metaPath(path), 'utf8');
  } catch (error) {
    if (isMissing(error)) return meta;
    throw error;
  }
  const lines = text.split('\n').slice(0, -1);
  for (const line of lines) {
    const record = parseRecord(line);
    if (record === undefined) break;
    meta.bytes += Buffer.byteLength(line) + 1;
    meta.records += 1;
    if ('end' in record) meta.end = record.end <= limit ? record.end : undefined;
    else if (record.hole.to <= limit) meta.holes.push(record.hole);
  }
  return meta;
}

function parseRecord(line: string): MetaRecord | undefined {
  try {
    const record = JSON.parse(line) as MetaRecord;
    if ('end' in record) return Number.isSafeInteger(record.end) ? record : undefined;
    const { from, to, why } = record.hole;
    return Number.isSafeInteger(from) && Number.isSafeInteger(to) && typeof why === 'string' ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the meta file anew when some of its records do not hold; answers its length. */
async function keepMeta(
  files: ArchiveFiles,
  path: StreamPath,
  meta: Meta,
  holes: readonly Hole[],
  ended: number | undefined,
): Promise<number> {
  if (holes.length + (ended === undefined ? 0 : 1) === meta.records) return meta.bytes;
  const records: MetaRecord[] = holes.map((hole) => ({ hole }));
  if (ended !== undefined) records.push({ end: ended });
  const bytes = Buffer.concat(records.map(encodeMeta));
  const fresh = `${metaPath(path)}.new`;
  await withFile(files, fresh, async (file) => {
    await file.truncate(0);
    await writeWhole(file, bytes, 0);
    await file.sync();
  });
  await files.rename(fresh, metaPath(path));
  await files.syncDirectory(path.directory);
  return bytes.length;
}

/** Fills in `line` and `entries` of the segments and follows the last one to its end. */
async function countLines(files: ArchiveFiles, path: StreamPath, segments: Segment[]): Promise<LineIndexer> {
  const start: IndexEntry = { offset: 0, line: 0, time: 0, starts: true };
  let indexer = new LineIndexer(start);
  for (const [place, segment] of segments.entries()) {
    const { base, length } = segment;
    const entries = await readEntries(segmentPath(path, base, 'idx'), base, base + length);
    const first = entries.count > 0 && entries.at(0).offset === base ? entries.at(0) : undefined;
    if (first !== undefined) {
      segment.entries = entries.count;
      segment.indexEnd = entries.end;
    }
    segment.line = first?.line ?? indexer.state.line;
    const from = first === undefined ? { ...indexer.state, offset: base } : entries.at(entries.count - 1);
    indexer = new LineIndexer(from, first === undefined ? undefined : from);
    // The next segment's index says what this one's end would.
    const next = segments[place + 1];
    if (next !== undefined && (await startsIndexed(path, next))) continue;
    await follow(files, path, segment, indexer);
  }
  return indexer;
}

async function startsIndexed(path: StreamPath, { base, length }: Segment): Promise<boolean> {
  const entries = await readEntries(segmentPath(path, base, 'idx'), base, base + length, 1);
  return entries.count > 0 && entries.at(0).offset === base;
}

/** Reads what the index does not cover yet, and writes the entries that were lost. */
async function follow(files: ArchiveFiles, path: StreamPath, segment: Segment, indexer: LineIndexer): Promise<void> {
  const lost: IndexEntry[] = [];
  const { base, length } = segment;
  await scanSegment(path, base, indexer.state.offset, base + length, (bytes) => {
    lost.push(...indexer.push(bytes, []));
    return undefined;
  });
  if (lost.length === 0) return;
  try {
    await withFile(files, segmentPath(path, base, 'idx'), async (file) => {
      const { bytes, end } = encodeEntries(lost, segment.indexEnd);
      await file.truncate(segment.indexEnd.bytes);
      await writeWhole(file, bytes, segment.indexEnd.bytes);
      segment.indexEnd = end;
    });
    segment.entries += lost.length;
  } catch {
    // A full disk: look-ups read further without these entries, and a later start writes them.
  }
}

async function withFile(
  files: ArchiveFiles,
  path: string,
  work: (file: Awaited<ReturnType<ArchiveFiles['open']>>) => Promise<void>,
): Promise<void> {
  const file = await files.open(path);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}
