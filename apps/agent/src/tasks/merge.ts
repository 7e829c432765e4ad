import {
  appendFileSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Bytes of one write: an append of them is one step for the file system, so that those of other nodes stand before or after it. */
const blockBytes = 4 * 1024 * 1024;

/**
 * Writes files one after the other into `to`, those that are not there left out; without any nothing is made. `add` keeps what stands there
 * already, as others write to it too; then no write cuts a line that is shorter than 4 MiB.
 */
export function mergeInto(to: string, from: readonly string[], add: boolean): void {
  const there = from.filter((path) => existsSync(path));
  const [only] = there;
  if (only === undefined) return;
  if (!add && there.length === 1) {
    copyFileSync(only, to, constants.COPYFILE_FICLONE);
    return;
  }
  if (!add) writeFileSync(to, '');
  for (const path of there) append(to, path);
}

function append(to: string, path: string): void {
  const fd = openSync(path, 'r');
  const block = Buffer.allocUnsafe(blockBytes);
  try {
    for (let kept = 0; ; ) {
      const read = readSync(fd, block, kept, block.length - kept, null);
      const length = kept + read;
      const last = block.subarray(0, length).lastIndexOf(10) + 1;
      const end = read === 0 || last === 0 ? length : last;
      // An empty file is made too, as a single process's is.
      if (end > 0 || read === 0) appendFileSync(to, ended(block.subarray(0, end), read === 0));
      block.copyWithin(0, end, length);
      kept = length - end;
      if (read === 0) return;
    }
  } finally {
    closeSync(fd);
  }
}

/** The last line of a file gets its end, so that the next file begins on a line of its own. */
function ended(bytes: Buffer, isLast: boolean): Buffer {
  return isLast && bytes.length > 0 && bytes.at(-1) !== 10 ? Buffer.concat([bytes, Buffer.from('\n')]) : bytes;
}

/** Takes away what the nodes of an earlier attempt merged, so that the files of the next hold its own lines only. */
export function forgetMerged(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (/^std(out|err)(-.*)?\.txt$/.test(name)) rmSync(join(directory, name), { force: true });
  }
}
