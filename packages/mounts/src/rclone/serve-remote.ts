import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMountPoint, unmountOne } from '@trainyard/runtime/node/mount-table';
import { failureOf } from '../failure.ts';
import { endMarked } from '../marked.ts';
import { MountFailure, type MountRequest } from '../port.ts';
import { need, surroundings } from '../programs.ts';
import { lastOfLog, type Served, serve } from '../serve.ts';
import { until } from '../until.ts';
import { type Look, mountArguments } from './arguments.ts';
import { cacheOf, dirtyFiles, drained, metaDirectory } from './dirty.ts';
import { mendCache } from './mend-cache.ts';
import { reasonOf } from './reason-of.ts';
import type { Remote } from './remote-config.ts';

/** The storage was seen to answer before: rclone only has to start. */
const appearMs = 20_000;
/** Storage that just answered takes what is left; what is larger goes on being stored while the volume is used. */
const storeMs = 30_000;

/**
 * Starts rclone and waits until the volume is there. A cache that an earlier rclone of this mount left is taken over with all that it had not
 * stored. Throws {@link MountFailure}; what it leaves then is cleared by the caller.
 */
export async function serveRemote(
  request: MountRequest,
  remote: Remote,
  look: Look,
  signal: AbortSignal,
): Promise<Served> {
  const rclone = need('rclone', request.label);
  need('fusermount3', request.label);
  if (!existsSync('/dev/fuse')) {
    throw new MountFailure('volumeKernelLacks', { label: request.label, fileSystem: 'FUSE (/dev/fuse)' });
  }
  const command = [rclone, ...mountArguments(request, remote, look)];
  const start = async (): Promise<Served> => {
    const served = await serve(request, command, { ...surroundings(), ...remote.env });
    await appear(request, served, remote, signal);
    return served;
  };
  await mendCache(request.home);
  const before = await cachesOf(request.home);
  const unstored = (await dirtyFiles(request.home)).length > 0;
  const first = await start();
  const served = (await takeOver(request, before)) ? await start() : first;
  if (!unstored) return served;
  const left = await drained(request.home, storeMs, () => signal.aborted || served.ended() !== undefined);
  signal.throwIfAborted();
  if (left.length > 0) return served;
  // rclone read its directories before that was stored, and would not show it for a while: one that starts now shows it.
  await stop(request);
  return start();
}

async function appear(request: MountRequest, served: Served, remote: Remote, signal: AbortSignal): Promise<void> {
  const isThere = async (): Promise<boolean | undefined> =>
    (await isMountPoint(request.at)) || (served.ended() === undefined ? undefined : false);
  if (await until(isThere, appearMs, signal)) return;
  const said = await lastOfLog(request.home);
  throw failureOf(reasonOf(said, request.label, Object.values(remote.env)));
}

/**
 * rclone names its cache by its settings, the signature among them: with a new one it would not find what an old one did not store. Where
 * that is so, rclone is stopped and the old cache gets the new name. True: it is to be started again.
 */
async function takeOver({ at, home, mark }: MountRequest, before: readonly string[]): Promise<boolean> {
  const [fresh] = (await cachesOf(home)).filter((name) => !before.includes(name));
  const dirty = new Set((await dirtyFiles(home)).map((file) => file.split('/')[0] ?? ''));
  const old = before.filter((name) => name !== fresh);
  if (fresh === undefined) return false;
  for (const name of old.filter((one) => !dirty.has(one))) await removeCache(home, name);
  const [kept] = old.filter((one) => dirty.has(one));
  if (kept === undefined) return false;
  await stop({ at, mark });
  await removeCache(home, fresh);
  for (const part of ['vfs', metaDirectory]) {
    await rename(join(cacheOf(home), part, kept), join(cacheOf(home), part, fresh));
  }
  return true;
}

async function stop({ at, mark }: Pick<MountRequest, 'at' | 'mark'>): Promise<void> {
  await unmountOne(at);
  await endMarked(mark);
}

async function cachesOf(home: string): Promise<string[]> {
  return readdir(join(cacheOf(home), 'vfs')).catch(() => []);
}

async function removeCache(home: string, name: string): Promise<void> {
  for (const part of ['vfs', metaDirectory]) {
    await rm(join(cacheOf(home), part, name), { recursive: true, force: true });
  }
}
