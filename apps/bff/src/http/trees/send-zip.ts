import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Fault } from '@trainyard/contracts/errors';
import type { FileTree } from '@trainyard/mounts/tree';
import type { Response } from 'express';
import { ZipFile } from 'yazl';
import { attachment, downloadHeaders, sendStream } from '../blobs/send-bytes.ts';
import { type Walked, walk } from './walk.ts';

/** What is small already, and takes time to find out. */
const compressed = /\.(gz|tgz|bz2|xz|zst|zip|7z|png|jpe?g|gif|webp|mp[34]|npz|pt|pth|safetensors|parquet|whl)$/i;
/** Half the time of the best for almost its size. */
const compressionLevel = 4;

/**
 * Sends a directory as a zip that is made while it is sent: one file is open at a time and nothing is kept. Files that go meanwhile are left
 * out; links and the like are not there in any tree.
 */
export async function sendZip(
  res: Response,
  { tree, directory, name }: { tree: FileTree; directory: string; name: string },
  signal: AbortSignal,
): Promise<undefined> {
  const entries = await walk(tree, directory, signal);
  res.set({ ...downloadHeaders, 'content-type': 'application/zip', 'content-disposition': attachment(`${name}.zip`) });
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error) => output.destroy(error as Error));
  const filling = fill(zip, entries, { tree, directory }, signal).catch((error: Error) => output.destroy(error));
  // Whoever leaves ends the filling too: it waits for its file to be read.
  res.once('close', () => output.destroy());
  await sendStream(res, output);
  await filling;
  return undefined;
}

async function fill(
  zip: ZipFile,
  entries: readonly Walked[],
  { tree, directory }: { tree: FileTree; directory: string },
  signal: AbortSignal,
): Promise<void> {
  for (const { path, type, bytes, modified } of entries) {
    signal.throwIfAborted();
    const options = { ...(modified !== null && { mtime: new Date(modified) }), forceDosTimestamp: false };
    if (type === 'directory') {
      zip.addEmptyDirectory(path, options);
      continue;
    }
    const whole = directory === '' ? path : `${directory}/${path}`;
    const source = await tree.open(whole, { from: 0, to: bytes ?? 0 }, signal).catch(unlessGone);
    if (!source) continue;
    const compress = !compressed.test(path);
    const done = once(source, 'end', { signal });
    source.on('error', (error) => zip.emit('error', error));
    const leave = (): void => void source.destroy();
    signal.addEventListener('abort', leave);
    zip.addReadStream(source, path, { ...options, compress, ...(compress && { compressionLevel }) });
    await done;
    signal.removeEventListener('abort', leave);
  }
  zip.end();
}

function unlessGone(error: unknown): undefined {
  if (error instanceof Fault && error.code === 'FileNotFound') return undefined;
  throw error;
}
