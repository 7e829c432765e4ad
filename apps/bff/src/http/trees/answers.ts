import { Fault } from '@trainyard/contracts/errors';
import type { FileEntry } from '@trainyard/contracts/file-entry';
import type { FileTree } from '@trainyard/mounts/tree';
import type { Request, Response } from 'express';
import { sendFile } from '../blobs/send-bytes.ts';
import { sendZip } from './send-zip.ts';

/** Ends what is done for an answer when whoever asked has left. */
export function untilLeft(res: Response): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) controller.abort();
  });
  return controller.signal;
}

interface Asked {
  req: Request;
  res: Response;
}

/** One page of a directory. */
export async function listFiles(
  tree: FileTree,
  { path = '', after, limit }: { path?: string | undefined; after?: string | undefined; limit: number },
  { res }: Asked,
): Promise<{ items: FileEntry[]; next: string | null }> {
  const { items, next } = await tree.list(path, { after: after ?? null, limit }, untilLeft(res));
  return { items, next };
}

/** Sends one file. */
export async function sendTreeFile(tree: FileTree, path: string, { req, res }: Asked): Promise<undefined> {
  const signal = untilLeft(res);
  const { type, bytes, tag, modified } = await tree.stat(path, signal);
  if (type === 'directory') throw new Fault('NotAFile', { path });
  return sendFile(req, res, {
    name: path,
    bytes: bytes ?? 0,
    tag,
    modified,
    open: (range) => tree.open(path, range, signal),
  });
}

/** Sends a directory; `name` is what it is called where it is the top of its tree. */
export async function sendTreeZip(
  tree: FileTree,
  { path = '', name }: { path?: string | undefined; name: string },
  { res }: Asked,
): Promise<undefined> {
  const last = path.split('/').at(-1) || name;
  return sendZip(res, { tree, directory: path, name: last }, untilLeft(res));
}
