import type { LogStream } from '@trainyard/contracts/api/logs';
import { fenceKey } from '@trainyard/contracts/attempt';
import { Fault } from '@trainyard/contracts/errors';
import { parseStream } from '@trainyard/contracts/log-frame';
import { prunedFault } from '@trainyard/contracts/pruned-fault';
import type { JobRow, TaskRow } from '@trainyard/db/entities';
import { everywhereInScope } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { authoriseStream } from '../../live/topics.ts';
import { attachment, sendStream } from '../blobs/send-bytes.ts';
import { jobBy } from '../load.ts';
import { route } from '../route.ts';
import { logQueryRoutes } from './query-routes.ts';
import { byFence, fencesOf, rankOf } from './stream-labels.ts';

/** Streams of one answer: a gang of 1,000 tasks of 8 ranks with both outputs; what lies beyond is read by topic. */
const streamsMost = 16_000;
/** The same of an array without a unit: those of its first shards, the others are asked for one by one. */
const arrayStreamsMost = 1_000;

async function presentStream(
  doors: Doors,
  stream: string,
  tasks: ReadonlyMap<string, TaskRow>,
): Promise<LogStream | undefined> {
  const owner = parseStream(stream);
  if (owner?.kind !== 'task') return undefined;
  const info = await doors.archive.logs.info(stream);
  if (!info) return undefined;
  const { unit, attempt, task: index } = owner.fence;
  const task = tasks.get(fenceKey(owner.fence));
  return {
    stream,
    unit,
    attempt,
    task: index,
    node: task?.plan.names.node ?? '',
    phase: owner.phase,
    process: owner.process,
    rank: rankOf(owner, task),
    fd: owner.fd,
    ...info,
  };
}

/** The streams of a job or of one unit of it, as they are now. */
export async function streamsOf(
  doors: Doors,
  row: Pick<JobRow, 'uid' | 'shards'>,
  unit?: number,
): Promise<{ items: LogStream[]; seq: number }> {
  const prefix = unit === undefined ? row.uid : `${row.uid}/${unit}`;
  const most = row.shards && unit === undefined ? arrayStreamsMost : streamsMost;
  const names = (await doors.archive.logs.streams(prefix, most)).slice(0, most);
  const { tasks, seq } = await doors.read('job.tasks', { fences: fencesOf(names) });
  const tasksByFence = byFence(tasks);
  const items: LogStream[] = [];
  for (const name of names) {
    const item = await presentStream(doors, name, tasksByFence);
    if (item) items.push(item);
  }
  return { items, seq };
}

/** What is asked for of a stream, as the archive reads it. */
interface Part {
  from?: number | undefined;
  to?: number | undefined;
  fromLine?: number | undefined;
  lines?: number | undefined;
  tail?: number | undefined;
}

type Read = { offset: number; line: number; bytes: Uint8Array };

/** The first bytes of the answer, and where it ends. By lines or tail it is one read of the archive, at most 1 MiB. */
async function firstPart(
  doors: Doors,
  stream: string,
  part: Part,
  through: number,
): Promise<{ first: Read; to: number }> {
  const { logs } = doors.archive;
  if (part.tail !== undefined || part.fromLine !== undefined || part.lines !== undefined) {
    const first =
      part.tail === undefined
        ? await logs.readLines(stream, part.fromLine ?? 0, part.lines ?? 1_000)
        : await logs.tail(stream, part.tail);
    return { first, to: first.offset + first.bytes.byteLength };
  }
  const to = Math.min(part.to ?? through, through);
  return { first: await logs.read(stream, Math.min(part.from ?? 0, to), to), to };
}

/** Goes on reading where the part before ended, so that a log of any size passes in parts of at most 1 MiB. */
async function* readOn(doors: Doors, stream: string, first: Read, to: number): AsyncGenerator<Uint8Array> {
  for (let part = first; part.bytes.byteLength > 0; ) {
    yield part.bytes;
    const next = part.offset + part.bytes.byteLength;
    if (next >= to) return;
    part = await doors.archive.logs.read(stream, next, to);
  }
}

/** A stream of which nothing is stored. */
const nothingYet = { bytes: 0, ended: false, holes: [] };
const noBytes: Read = { offset: 0, line: 0, bytes: new Uint8Array() };

/** Whether a task that there is writes this stream, sooner or later: then it is empty and not unknown. */
async function mayCome(doors: Doors, stream: string): Promise<boolean> {
  const owner = parseStream(stream);
  if (owner?.kind !== 'task') return false;
  const { tasks } = await doors.read('job.tasks', { fences: [owner.fence] });
  const plan = tasks[0]?.plan;
  if (!plan) return false;
  if (owner.phase === 'run') return owner.process < plan.processes.length;
  if (owner.process > 0) return false;
  return owner.phase === 'preparation' ? plan.preparation !== null : owner.fd === 'stdout';
}

export const logRoutes = {
  ...logQueryRoutes,
  listLogs: route('listLogs', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run({ query }, { row }, doors) {
      if (row.pruned.logs) throw prunedFault(row.name, 'logs', row.pruned.logs);
      return { ...(await streamsOf(doors, row, query.unit)), next: null };
    },
  }),
  readLog: route('readLog', {
    async load({ actor, query }, doors) {
      await authoriseStream(doors, actor, query.stream, () => new Fault('LogNotFound', { name: query.stream }));
      return everywhereInScope(actor, 'logs');
    },
    async run({ query, req, res }, _, doors) {
      const { stream, name, ...part } = query;
      const stored = await doors.archive.logs.info(stream);
      if (!stored && !(await mayCome(doors, stream))) throw new Fault('LogNotFound', { name: stream });
      const info = stored ?? nothingYet;
      const { first, to } = stored ? await firstPart(doors, stream, part, stored.bytes) : { first: noBytes, to: 0 };
      const holes = info.holes.filter((hole) => hole.to > first.offset && hole.from < to);
      res.set({
        'content-type': 'application/octet-stream',
        'content-disposition': name === undefined ? 'attachment; filename="log.txt"' : attachment(`${name}.log`),
        'x-trainyard-offset': String(first.offset),
        'x-trainyard-line': String(first.line),
        'x-trainyard-bytes': String(info.bytes),
        'x-trainyard-ended': String(info.ended),
        // Holes are left out of the body; at most 32 fit a header that every proxy takes.
        'x-trainyard-holes': JSON.stringify(holes.slice(0, 32).map(({ from, to: end }) => [from, end])),
      });
      if (req.method === 'HEAD') res.end();
      else await sendStream(res, readOn(doors, stream, first, to));
      return undefined;
    },
  }),
};
