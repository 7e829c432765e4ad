import { rmdir, stat, symlink } from 'node:fs/promises';
import { isMountPoint } from '@trainyard/runtime/node/mount-table';
import { ask } from '../ask.ts';
import type { Mounted } from '../kind.ts';
import { MountFailure } from '../port.ts';
import { find, isRoot, surroundings } from '../programs.ts';

const mountMs = 10_000;

/**
 * Lets a directory appear at a place: mounted there where this process may, so that read-only is kept by the kernel and containers see it as
 * a directory; a link where it may not. A link cannot be read-only: `volumeNeedsRoot`.
 */
export async function bind(
  from: string,
  { at, label, readOnly }: { at: string; label: string; readOnly: boolean },
  signal: AbortSignal,
): Promise<Mounted> {
  const found = await stat(from).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) throw new MountFailure('volumeNotFound', { label, why: `${from}: ${found.code}` });
  if (!found.isDirectory()) throw new MountFailure('volumeNotFound', { label, why: `${from} is not a directory` });
  if (isRoot()) {
    const why = await mountBound(from, at, readOnly, signal);
    if (why === null) return { by: 'bind', helper: null, notes: [] };
    // Root of a container may not mount.
    if (!/permission denied|not permitted|not found/i.test(why))
      throw new MountFailure('volumeMountFailed', { label, why });
  }
  if (readOnly) throw new MountFailure('volumeNeedsRoot', { label });
  await rmdir(at);
  await symlink(from, at);
  return { by: 'link', helper: null, notes: [] };
}

async function mountBound(from: string, at: string, readOnly: boolean, signal: AbortSignal): Promise<string | null> {
  const mount = find('mount');
  if (mount === undefined) return 'mount: not found';
  // A slave: what somebody mounts in it later does not appear in the directory itself.
  const options = ['--bind', '--make-slave', ...(readOnly ? ['-o', 'ro'] : [])];
  const answer = await ask([mount, ...options, '--', from, at], { env: surroundings(), limitMs: mountMs, signal });
  if (answer.code === 0 && (await isMountPoint(at))) return null;
  return answer.isLate
    ? `mount did not end within ${mountMs / 1000} s`
    : answer.stderr.trim().slice(0, 300) || 'mount failed';
}
