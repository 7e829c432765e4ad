import type { Archive } from '@trainyard/archive/archive';
import type { EventType } from '@trainyard/contracts/events';
import type { DiskUse } from '@trainyard/contracts/retention';
import { formatTime } from '@trainyard/contracts/times';
import type { Clock } from '@trainyard/runtime/clock';
import type { Logger } from '@trainyard/runtime/node/logger';
import type { Read } from '../threads/protocol.ts';

/** Bytes on this server's disk by workspace, counted when somebody asks: an idle server counts nothing. */
export interface DiskMeter {
  /** Of one workspace; waits for a count only when there is none, or for a moment when the last one is old. */
  of(workspaceUid: string): Promise<DiskUse>;
  /** Of all workspaces, by reference. */
  all(): Promise<{ ref: string; use: DiskUse }[]>;
  /** Something was stored or removed: the next who asks gets a new count, as soon as that is fair. */
  changed(): void;
}

export interface DiskMeterPorts {
  read: Read;
  archive: Pick<Archive, 'logs' | 'series'>;
  clock: Clock;
  logger: Logger;
}

/** Events after which a workspace takes more or less. */
export const changesDisk: ReadonlySet<EventType> = new Set([
  'artifact.stored',
  'artifact.deleted',
  'job.submitted',
  'job.succeeded',
  'job.failed',
  'job.deleted',
  'fileServer.updated',
  'fileServer.deleted',
]);

/** Without a word of a change a count is good for this long: logs and samples grow without one. */
const goodMs = 5 * 60_000;
/** A count may take a twentieth of the time, and comes once a second at most. */
const restShare = 20;
const restMs = 1_000;
/** Whoever asks waits this long for a new count, and gets the last one otherwise. */
const waitMs = 2_000;
/** Logs of a job that ended this long ago do not grow any more: an agent may be out of contact for a while. */
const settledMs = 24 * 3_600_000;
const batch = 500;

type Sums = Map<string, { ref: string; use: DiskUse }>;

export function createDiskMeter(ports: DiskMeterPorts): DiskMeter {
  const { clock, logger } = ports;
  const memory: Memory = { logs: new Map(), series: new Map() };
  let last: { sums: Sums; at: number; tookMs: number } | undefined;
  let counting: Promise<void> | undefined;
  let dirty = false;

  function count(): Promise<void> {
    counting ??= (async () => {
      dirty = false;
      const start = clock.monotonic();
      const sums = await countAll(ports, memory);
      last = { sums, at: clock.monotonic(), tookMs: clock.monotonic() - start };
    })().finally(() => {
      counting = undefined;
    });
    return counting;
  }

  /** The last count, a new one where that is due and quick. */
  async function sums(): Promise<Sums> {
    if (!last) await count();
    else if (isDue(last)) await soon(count());
    return last?.sums ?? new Map();
  }

  function isDue({ at, tookMs }: { at: number; tookMs: number }): boolean {
    const age = clock.monotonic() - at;
    return age >= goodMs || (dirty && age >= Math.max(restMs, restShare * tookMs));
  }

  async function soon(done: Promise<void>): Promise<void> {
    const counted = done.catch((error: unknown) => logger.error({ err: error }, 'the disk could not be counted'));
    let cancel = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = clock.setTimeout(resolve, waitMs);
    });
    await Promise.race([counted, late]);
    cancel();
  }

  return {
    async of(workspaceUid) {
      let found = (await sums()).get(workspaceUid);
      if (!found) {
        // It was made after the last count.
        await count();
        found = last?.sums.get(workspaceUid);
      }
      return found?.use ?? nothing(clock.now());
    },
    all: async () => [...(await sums()).values()],
    changed() {
      dirty = true;
    },
  };
}

const nothing = (now: number): DiskUse => ({
  logs: 0,
  outputs: 0,
  series: 0,
  blobs: 0,
  fileServers: 0,
  countedAt: formatTime(now),
});

/** What needs no second look: logs of jobs that ended long ago, and chunks of series, which never change. */
interface Memory {
  logs: Map<string, { workspaceUid: string; bytes: number }>;
  series: Map<string, Map<string, number>>;
}

/** One directory, one chunk, one workspace after the other, so that it is in nobody's way. */
async function countAll(ports: DiskMeterPorts, memory: Memory): Promise<Sums> {
  const { read, clock } = ports;
  const sums: Sums = new Map();
  for (const { uid, ref } of await read('keeping.workspaces', {})) {
    const use = { ...nothing(clock.now()), ...(await read('keeping.sizes', { workspaceUid: uid })) };
    sums.set(uid, { ref, use });
  }
  const add = (workspaceUid: string, what: 'logs' | 'series', bytes: number): void => {
    const sum = sums.get(workspaceUid);
    if (sum) sum.use[what] += bytes;
  };
  await countLogs(ports, memory, (workspaceUid, bytes) => add(workspaceUid, 'logs', bytes));
  await countSeries(ports, memory, (workspaceUid, bytes) => add(workspaceUid, 'series', bytes));
  return sums;
}

type Add = (workspaceUid: string, bytes: number) => void;

async function countLogs({ archive, read, clock }: DiskMeterPorts, memory: Memory, add: Add): Promise<void> {
  const owners = await archive.logs.owners();
  const known = new Map<string, { workspaceUid: string; bytes: number }>();
  for (let at = 0; at < owners.length; at += batch) {
    const some = owners.slice(at, at + batch);
    const fresh = some.filter((owner) => !memory.logs.has(owner));
    for (const owner of some) {
      const found = memory.logs.get(owner);
      if (found) known.set(owner, found);
    }
    for (const { owner, workspaceUid, endedAt } of await read('keeping.places', { owners: fresh })) {
      const counted = { workspaceUid, bytes: await archive.logs.bytesOf(owner) };
      if (endedAt !== null && endedAt < clock.now() - settledMs) known.set(owner, counted);
      else add(workspaceUid, counted.bytes);
    }
  }
  for (const { workspaceUid, bytes } of known.values()) add(workspaceUid, bytes);
  // Only of those that are still there.
  memory.logs = known;
}

async function countSeries({ archive, read }: DiskMeterPorts, memory: Memory, add: Add): Promise<void> {
  const known = new Map<string, Map<string, number>>();
  for await (const { key, read: readOwners } of archive.series.owners()) {
    let sizes = key === undefined ? undefined : memory.series.get(key);
    sizes ??= await byWorkspace(read, await readOwners());
    if (key !== undefined) known.set(key, sizes);
    for (const [workspaceUid, bytes] of sizes) add(workspaceUid, bytes);
  }
  memory.series = known;
}

async function byWorkspace(read: Read, owners: ReadonlyMap<string, number>): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const names = [...owners.keys()];
  for (let at = 0; at < names.length; at += batch) {
    for (const { owner, workspaceUid } of await read('keeping.places', { owners: names.slice(at, at + batch) })) {
      sizes.set(workspaceUid, (sizes.get(workspaceUid) ?? 0) + (owners.get(owner) ?? 0));
    }
  }
  return sizes;
}
