import { statfs } from 'node:fs/promises';
import { readMounts } from '@trainyard/runtime/node/mount-table';
import { runProgram } from '../network/programs.ts';
import type { FileServerLayout } from './layout.ts';
import { mountAt } from './shown-elsewhere.ts';

/** Bytes of a file server's files: of a disk as its file system counts them, of a plain directory counted; null where neither can be said. */
export async function usedBytes({ disk, files }: FileServerLayout): Promise<number | null> {
  if (mountAt(readMounts(), disk)) {
    const { blocks, bfree, bsize } = await statfs(disk);
    return (blocks - bfree) * bsize;
  }
  try {
    const counted = await runProgram('/usr/bin/du', ['-s', '-x', '--block-size=1', '--', files]);
    return Number.parseInt(counted, 10);
  } catch {
    // So many files that counting takes longer than it is worth, or some went meanwhile.
    return null;
  }
}
