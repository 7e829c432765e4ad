import { realpath, stat } from 'node:fs/promises';
import { type DetailCode, detailWords } from '@trainyard/contracts/detail-words';
import { Fault } from '@trainyard/contracts/errors';
import type { StorageBacking } from '@trainyard/contracts/storage-account';
import type { Home } from '../../start/home.ts';

/**
 * A backing whose directory is there and is no place of the server's own. It is kept as what it really is: a link could lead elsewhere
 * later. Throws InvalidBody.
 */
export async function checkedBacking(
  backing: StorageBacking,
  home: Pick<Home, 'dir' | 'storage'>,
): Promise<StorageBacking> {
  if (backing.kind !== 'local' || backing.directory === undefined) return backing;
  const directory = await realpath(backing.directory).catch(() => undefined);
  if (directory === undefined || !(await stat(directory)).isDirectory()) throw refusal('NoDirectory');
  const dir = await realpath(home.dir);
  // That of accounts without a directory may not be there yet, and is never a link.
  const own = `${dir}${home.storage.slice(home.dir.length)}`;
  if (within(directory, dir) && !(within(directory, own) && directory !== own)) throw refusal('DirectoryOfServer');
  if (within(dir, directory)) throw refusal('DirectoryOfServer');
  return { ...backing, directory };
}

/** Whether `path` is `top` or lies below it; both are real. */
function within(path: string, top: string): boolean {
  return path === top || path.startsWith(top === '/' ? '/' : `${top}/`);
}

function refusal(code: Extract<DetailCode, 'NoDirectory' | 'DirectoryOfServer'>): Fault {
  const path = 'backing.directory';
  const message = detailWords[code];
  return new Fault('InvalidBody', { faults: [`${path}: ${message}`] }, [{ path, code, message, params: {} }]);
}
