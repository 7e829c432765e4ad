import { lstat, mkdir, readdir, readFile, rmdir, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMountPoint, unmountOne } from '@trainyard/runtime/node/mount-table';
import { removeTree } from '@trainyard/runtime/node/remove-tree';
import { endMarked } from './marked.ts';
import { MountFailure, type MountRequest } from './port.ts';
import { lookAt } from './usable.ts';

/** What {@link takePlace} made, so that a failure can undo it. */
export interface Place {
  /** The uppermost directories that were not there before; null: there was nothing to make. */
  madeAt: string | null;
  madeHome: string | null;
}

/** Written before anything is mounted: whoever finds it at a later mount of the same volume knows that what stands there is its own. */
const claimFile = 'claim.json';

/**
 * Makes an empty directory of the place, and the home. What an earlier try with the same home left there is taken away first: a mount whose
 * helper is dead, one that nobody took note of, a link. Throws `volumePathTaken` where anything else is.
 */
export async function takePlace(request: MountRequest): Promise<Place> {
  const { at, home, label, mark } = request;
  const taken = (): MountFailure => new MountFailure('volumePathTaken', { label, at });
  const isOurs = await hasClaim(request);
  if (isOurs) await endMarked(mark);
  await clear(request, isOurs, taken);
  const found = await lstat(at).catch(() => undefined);
  if (found && (!found.isDirectory() || (await readdir(at)).length > 0)) throw taken();
  const madeHome = (await mkdir(home, { recursive: true, mode: 0o700 })) ?? null;
  await writeFile(join(home, claimFile), JSON.stringify({ at, mark }), { mode: 0o600 });
  return { madeAt: (await mkdir(at, { recursive: true })) ?? null, madeHome };
}

async function hasClaim({ at, home, mark }: MountRequest): Promise<boolean> {
  try {
    const claim = JSON.parse(await readFile(join(home, claimFile), 'utf8'));
    return claim.at === at && claim.mark === mark;
  } catch {
    return false;
  }
}

async function clear({ at, label }: MountRequest, isOurs: boolean, taken: () => MountFailure): Promise<void> {
  while (await isMountPoint(at)) {
    // What served it is gone: it answers so at once, unlike a server that is only away.
    const isDead = (await lookAt(at, label, true))?.code === 'volumeLost';
    if (!isOurs && !isDead) throw taken();
    if ((await unmountOne(at)) !== null) throw taken();
  }
  const found = await lstat(at).catch(() => undefined);
  if (!found?.isSymbolicLink()) return;
  const leads = await lstat(`${at}/.`).catch(() => undefined);
  if (leads && !isOurs) throw taken();
  await unlink(at);
}

/**
 * Takes away whatever is at a place, its link too, and with `all` its directory if that is empty then. Answers why something is still
 * mounted; null: nothing is.
 */
export async function clearPlace(at: string, all: boolean): Promise<string | null> {
  while (await isMountPoint(at)) {
    const why = await unmountOne(at);
    if (why !== null) return why;
  }
  const found = await lstat(at).catch(() => undefined);
  if (found?.isSymbolicLink()) await unlink(at);
  else if (all && found?.isDirectory()) await rmdir(at).catch(() => undefined);
  return null;
}

/** Undoes {@link takePlace} once nothing is mounted there: only what it made goes, and of that only what is empty but for the home. */
export async function givePlaceBack({ at, home }: MountRequest, place: Place): Promise<void> {
  if (place.madeAt !== null) await removeEmpty(at, place.madeAt);
  if (place.madeHome === null) return;
  await removeTree(home);
  await removeEmpty(dirname(home), place.madeHome);
}

async function removeEmpty(lowest: string, uppermost: string): Promise<void> {
  for (let path = lowest; path === uppermost || path.startsWith(`${uppermost}/`); path = dirname(path)) {
    try {
      await rmdir(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return;
    }
  }
}
