/** A disk that refuses on demand. */
import { type ArchiveFile, type ArchiveFiles, diskFiles } from '../files.ts';

export type Operation = 'open' | 'write' | 'truncate' | 'sync' | 'directory';

export interface FaultyFiles extends ArchiveFiles {
  /** Asked before each operation: an error code makes it fail, a number of bytes lets a write store only so many. */
  refuse: (operation: Operation, path: string) => 'ENOSPC' | 'EIO' | number | undefined;
}

export function faultyFiles(): FaultyFiles {
  const check = (operation: Operation, path: string): number | undefined => {
    const answer = files.refuse(operation, path);
    if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer });
    return answer;
  };
  const files: FaultyFiles = {
    refuse: () => undefined,
    open: async (path) => {
      check('open', path);
      return faultyFile(await diskFiles.open(path), path, check);
    },
    makeDirectory: async (path) => {
      check('directory', path);
      return diskFiles.makeDirectory(path);
    },
    rename: diskFiles.rename,
    syncDirectory: async (path) => {
      check('directory', path);
      return diskFiles.syncDirectory(path);
    },
  };
  return files;
}

function faultyFile(
  file: ArchiveFile,
  path: string,
  check: (operation: Operation, path: string) => number | undefined,
): ArchiveFile {
  return {
    write: async (bytes, position) => file.write(bytes.subarray(0, check('write', path) ?? bytes.length), position),
    truncate: async (length) => {
      check('truncate', path);
      return file.truncate(length);
    },
    sync: async () => {
      check('sync', path);
      return file.sync();
    },
    close: () => file.close(),
  };
}
