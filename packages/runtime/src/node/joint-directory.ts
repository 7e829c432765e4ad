import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Directories on one machine that several parties share: each joins and leaves by a name of its own, the first makes it and the last one out
 * removes it. A party that died without leaving is taken out by {@link sweepJoint}.
 *
 *   ROOT/ID/data          what they share
 *   ROOT/ID/members/NAME  one empty file a party
 *   ROOT/.going-*         a removal that was cut short
 */
const going = '.going-';

/** Whoever comes makes the directory within this: one without members that is older was left half made. */
const halfMadeMs = 60_000;

/** Another may be removing it just then. */
const triesMost = 10;

/** The shared directory, made if need be. Joining again changes nothing. */
export async function joinJoint(root: string, id: string, member: string): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      const members = join(root, id, 'members');
      await mkdir(members, { recursive: true, mode: 0o700 });
      await writeFile(join(members, member), '');
      await mkdir(jointPath(root, id), { recursive: true });
      return jointPath(root, id);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === triesMost) throw error;
    }
  }
}

/** Where the shared directory is, whether it was made or not. */
export function jointPath(root: string, id: string): string {
  return join(root, id, 'data');
}

/** Leaves; with the last member everything goes. What is gone already is no error. */
export async function leaveJoint(root: string, id: string, member: string): Promise<void> {
  await rm(join(root, id, 'members', member), { force: true });
  await removeIfEmpty(root, id);
}

/** Takes out members whose party is gone, and removes what nobody is left in. `now` is ms since 1970. */
export async function sweepJoint(root: string, isGone: (member: string) => boolean, now: number): Promise<void> {
  for (const name of await namesIn(root)) {
    if (name.startsWith(going)) await rm(join(root, name), { recursive: true, force: true });
    else await sweepOne(root, name, isGone, now);
  }
}

async function sweepOne(root: string, id: string, isGone: (member: string) => boolean, now: number): Promise<void> {
  const members = await namesIn(join(root, id, 'members'));
  const gone = members.filter(isGone);
  for (const member of gone) await rm(join(root, id, 'members', member), { force: true });
  if (members.length > gone.length) return;
  const made = (await stat(join(root, id)).catch(() => undefined))?.mtimeMs ?? now;
  if (gone.length > 0 || now - made > halfMadeMs) await removeIfEmpty(root, id);
}

/** Who empties the list of members removes the rest: of several that leave at once exactly one can. */
async function removeIfEmpty(root: string, id: string): Promise<void> {
  try {
    await rmdir(join(root, id, 'members'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return;
    if (code !== 'ENOENT') throw error;
  }
  const away = join(root, `${going}${randomUUID()}`);
  try {
    await rename(join(root, id), away);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await rm(away, { recursive: true, force: true, maxRetries: 3 });
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
