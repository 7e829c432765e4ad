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
  let last = 10;
  const write = (bytes: Buffer): void => {
    last = bytes.at(-1) ?? last;
    appendFileSync(to, bytes);
  };
  try {
    for (let kept = 0; ; ) {
      const read = readSync(fd, block, kept, block.length - kept, null);
      const length = kept + read;
      const lines = block.subarray(0, length).lastIndexOf(10) + 1;
      // A line longer than the block is cut, and the rest of a file has no end to wait for.
      const end = read === 0 || (lines === 0 && length === block.length) ? length : lines;
      write(block.subarray(0, end));
      block.copyWithin(0, end, length);
      kept = length - end;
      if (read === 0) break;
    }
    // The next file begins on a line of its own.
    if (last !== 10) write(Buffer.from('\n'));
  } finally {
    closeSync(fd);
  }
}

/** Takes away what the nodes of an earlier attempt merged, so that the files of the next hold its own lines only. */
export function forgetMerged(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (/^std(out|err)(-.*)?\.txt$/.test(name)) rmSync(join(directory, name), { force: true });
  }
}
