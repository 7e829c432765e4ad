import { closeSync, constants, existsSync, openSync, readdirSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of one write: an append of them is one step for the file system, so that those of other nodes stand before or after it. */
const blockBytes = 4 * 1024 * 1024;

/**
 * Writes files one after the other into `to`, those that are not there left out; without any nothing is made. `add` keeps what stands there
 * already, as others write to it too; then no write cuts a line that is shorter than 4 MiB. A link in the place of `to` is refused: the
 * job may write there. `onProgress` is called after each block.
 */
export function mergeInto(to: string, from: readonly string[], add: boolean, onProgress = (): void => {}): void {
  const there = from.filter((path) => existsSync(path));
  if (there.length === 0) return;
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
  const target = openSync(to, O_WRONLY | O_CREAT | O_NOFOLLOW | (add ? O_APPEND : O_TRUNC), 0o644);
  try {
    const exact = !add && there.length === 1;
    for (const path of there) append(target, path, { exact, onProgress });
  } finally {
    // A file system that stores late says so here.
    closeSync(target);
  }
}

/** `exact`: nothing follows it, so it stays as it is; else what follows is to begin on a line of its own. */
function append(to: number, path: string, { exact, onProgress }: { exact: boolean; onProgress(): void }): void {
  const fd = openSync(path, 'r');
  const block = Buffer.allocUnsafe(blockBytes);
  let last = 10;
  const write = (bytes: Buffer): void => {
    last = bytes.at(-1) ?? last;
    for (let done = 0; done < bytes.length; ) done += writeSync(to, bytes, done);
    onProgress();
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
    if (last !== 10 && !exact) write(Buffer.from('\n'));
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
