import { join, normalize } from 'node:path';

/** `path` below `directory`; throws when it is absolute or leads out of it. */
export function inside(directory: string, path: string): string {
  const clean = normalize(path);
  const leaves =
    path === '' || path.startsWith('/') || path.includes('\0') || clean === '..' || clean.startsWith('../');
  if (leaves || clean === '.') throw new Error(`${JSON.stringify(path)} is not a path below the task's directory`);
  return join(directory, clean);
}
