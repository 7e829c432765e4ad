import { lstat } from 'node:fs/promises';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { isMountPoint } from '@trainyard/runtime/node/mount-table';
import { removeTree } from '@trainyard/runtime/node/remove-tree';
import { azureBlob } from './azure-blob/azure-blob.ts';
import { azureFiles } from './azure-files/azure-files.ts';
import { command } from './command/command.ts';
import { directory } from './directory/directory.ts';
import type { Kind } from './kind.ts';
import { endMarked, findMarked, lives } from './marked.ts';
import { nfs } from './nfs/nfs.ts';
import { clearPlace, givePlaceBack, takePlace } from './place.ts';
import { type Mounter, MountFailure, type MountRecord, type MountRequest } from './port.ts';
import { drained } from './rclone/dirty.ts';
import { s3 } from './s3/s3.ts';
import { lastOfLog } from './serve.ts';
import { sftp } from './sftp/sftp.ts';
import { lookAt } from './usable.ts';

const kinds: { [K in MountRequest['source']['kind']]: Kind<K> } = {
  directory,
  azureBlob,
  azureFiles,
  s3,
  sftp,
  nfs,
  command,
};

/** Storage that was well is asked again after this: each question is a process and a request. */
const askEveryMs = 15_000;

/** Mounts volumes of every kind on this machine. See the README for what is promised of each. */
export function createMounter(): Mounter {
  /** What this one mounted, by its place: what else stands somewhere is of an earlier life or of others. */
  const standing = new Map<string, MountRecord>();
  const underWay = new Set<string>();
  /** When the storage of a mount was last well, ms of the monotonic clock. */
  const wellAt = new Map<string, number>();

  async function mount(request: MountRequest, signal: AbortSignal): Promise<MountRecord> {
    signal.throwIfAborted();
    const { at, label } = request;
    if (underWay.has(at) || (await isAlive(standing.get(at)))) {
      throw new MountFailure('volumePathTaken', { label, at });
    }
    underWay.add(at);
    try {
      return await mountAt(request, signal);
    } finally {
      underWay.delete(at);
    }
  }

  async function mountAt(request: MountRequest, signal: AbortSignal): Promise<MountRecord> {
    const { at, home, label, mark, readOnly, source } = request;
    const place = await takePlace(request);
    try {
      const mounted = await kindOf(request).mount(request as never, signal);
      const record = { kind: source.kind, at, home, label, mark, readOnly, ...mounted };
      standing.set(at, record);
      wellAt.set(mark, performance.now());
      return record;
    } catch (error) {
      standing.delete(at);
      await endMarked(mark);
      if ((await clearPlace(at, place.madeAt !== null)) === null) await givePlaceBack(request, place);
      throw error;
    }
  }

  async function check(request: MountRequest, record: MountRecord, signal: AbortSignal): Promise<Text | null> {
    const { at, label, readOnly, mark } = record;
    const lost = await lossOf(record);
    if (lost !== null) return reason('volumeLost', { label, why: lost });
    const why = await lookAt(at, label, readOnly, signal);
    // Its storage may say more than that it does not answer.
    const isMute = why?.code === 'volumeUnreachable' || why?.code === 'volumeSilent';
    if (why) return (isMute && (await askStorage(request, signal))) || why;
    const trouble = (await kindOf(request).trouble?.(request as never)) ?? null;
    if (trouble) return trouble;
    if (performance.now() - (wellAt.get(mark) ?? Number.NEGATIVE_INFINITY) < askEveryMs) return null;
    const said = await askStorage(request, signal);
    if (said) wellAt.delete(mark);
    else wellAt.set(mark, performance.now());
    return said;
  }

  async function unmount(record: MountRecord, drainMs: number, hopeless?: AbortSignal): Promise<void> {
    const { at, home, label, mark } = record;
    // One that nobody took note of is found by its mark.
    const isServed = (): boolean => (record.helper ? lives(record.helper) : findMarked(mark).length > 0);
    const from = performance.now();
    await drained(home, drainMs, () => hopeless?.aborted === true || !isServed());
    const waitedMs = performance.now() - from;
    const why = await clearPlace(at, true);
    standing.delete(at);
    wellAt.delete(mark);
    const alive = await endMarked(mark);
    // What was written between the last look and the end.
    const left = await drained(home, 0, () => true);
    if (why !== null) throw new MountFailure('volumeBusy', { label, at, why });
    if (alive.length > 0) {
      const pids = alive.map(({ pid }) => pid).join(', ');
      throw new MountFailure('volumeBusy', { label, at, why: `processes ${pids} do not end` });
    }
    if (left.length > 0) {
      const seconds = Math.round(waitedMs / 1000);
      throw new MountFailure('volumeNotFlushed', { label, files: left.length, seconds, path: home });
    }
    await removeTree(home);
  }

  return { mount, check, unmount };
}

/** The kind of the source is the kind of the request: the compiler does not see that through the table. */
function kindOf(request: MountRequest): Kind<MountRequest['source']['kind']> {
  return kinds[request.source.kind] as Kind<MountRequest['source']['kind']>;
}

async function askStorage(request: MountRequest, signal: AbortSignal): Promise<Text | null> {
  try {
    return (await kindOf(request).ask?.(request as never, signal)) ?? null;
  } catch (error) {
    if (error instanceof MountFailure) return error.reason;
    throw error;
  }
}

/** Whether it still stands, and what serves it too. */
async function isAlive(record: MountRecord | undefined): Promise<boolean> {
  if (record === undefined || (await lossOf(record)) !== null) return false;
  return record.by === 'link' || (await lookAt(record.at, record.label, true))?.code !== 'volumeLost';
}

async function isLink(at: string): Promise<boolean> {
  return (await lstat(at).catch(() => undefined))?.isSymbolicLink() ?? false;
}

/** What of it is gone; null: all is there. */
async function lossOf({ at, by, helper, home }: MountRecord): Promise<string | null> {
  if (helper && !lives(helper)) {
    const last = (await lastOfLog(home)).trim().split('\n').at(-1) ?? '';
    return `process ${helper.pid} ended${last === '' ? '' : `: ${last.slice(0, 300)}`}`;
  }
  const isThere = by === 'link' ? await isLink(at) : await isMountPoint(at);
  return isThere ? null : `nothing is mounted at ${at}`;
}
