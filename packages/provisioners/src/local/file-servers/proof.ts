import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileServerProof } from '@trainyard/contracts/file-server';

/**
 * Makes the directory of a server's files, which everybody who reaches it may write to, and the file that proves whose it is. Jobs can
 * put anything in the place of that file, so no link is followed and what is not the proof is replaced.
 */
export async function makeFiles(files: string, uid: string): Promise<void> {
  const before = await lstat(files).catch(() => undefined);
  if (before === undefined) {
    await mkdir(files);
    // As mkdir's mode is cut by the mask of the process.
    await chmod(files, 0o777);
  } else if (!before.isDirectory()) throw new Error(`${files} is no directory: put it back`);
  const proof = join(files, fileServerProof);
  if ((await readProof(proof)) === uid) return;
  await rm(proof, { recursive: true, force: true });
  const file = await open(proof, 'wx', 0o444);
  try {
    await file.writeFile(uid);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readProof(path: string): Promise<string | undefined> {
  try {
    // Not blocking: a pipe in its place would wait for a writer.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
