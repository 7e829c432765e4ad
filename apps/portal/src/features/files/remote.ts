/** Trees of files as the server has them: of a job, of a file server, of a storage account. */
import type { JobDirectory } from '@trainyard/contracts/api/trees';
import { Fault } from '@trainyard/contracts/errors';
import type { BytesAnswer } from '@trainyard/sdk/client';
import { addressOf } from '@trainyard/sdk/request';
import { client } from '../../live/client.ts';
import { type JobAddress, keys } from '../../live/keys.ts';
import { shellPath } from './paths.ts';
import type { FileTree, Part } from './tree.ts';

/** Entries of a page: three screens and more. */
const pageSize = 500;

const listed = (path: string, after: string | undefined) => ({
  limit: pageSize,
  ...(path === '' ? {} : { path }),
  ...(after === undefined ? {} : { after }),
});

/** No more than was asked for, even where a range is not honoured. An empty file has no range at all. */
async function partOf(asked: Promise<BytesAnswer>, most: number): Promise<Part> {
  let answer: BytesAnswer;
  try {
    answer = await asked;
  } catch (error) {
    if (error instanceof Fault && error.status === 416) return { bytes: new Uint8Array(), total: 0 };
    throw error;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = answer.stream.getReader();
  while (length < most) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
  }
  await reader.cancel();
  const bytes = new Uint8Array(Math.min(length, most));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk.subarray(0, bytes.length - at), at);
    at += Math.min(chunk.length, bytes.length - at);
  }
  return { bytes, total: answer.range?.total ?? answer.length };
}

/** Shard and attempt of what lies in the server's own stores. */
export interface OfUnit {
  unit?: number;
  attempt?: number;
}

export function jobTree(
  job: JobAddress,
  { id, path: prefix, place }: JobDirectory,
  of: OfUnit,
  runs: boolean,
): FileTree {
  const { workspace, experiment, name } = job;
  const params = { workspace, experiment, name, directory: id };
  return {
    key: [...keys.jobTrees(job), id, of.unit ?? null, of.attempt ?? null],
    name: id,
    // What lies on a volume is told by nobody, nor how far a log is.
    changes: runs && place !== 'artifacts',
    list: (path, after, signal) =>
      client.call('listJobFiles', { params, query: { ...listed(path, after), ...of } }, { signal }),
    read: (path, from, to, signal) =>
      partOf(
        client.bytes('getJobFile', { params, query: { path, ...of } }, { signal, range: { from, to } }),
        to - from,
      ),
    fileAddress: (path) => addressOf('', 'getJobFile', { params, query: { path, ...of } }),
    zipAddress: (path) => addressOf('', 'zipJobFiles', { params, query: { ...of, ...(path === '' ? {} : { path }) } }),
    link: (path, minutes) => client.call('linkJobFile', { params, body: { path, minutes, ...of } }),
    copiedPath: (path) => shellPath(prefix, path),
  };
}

export function fileServerTree(workspace: string, name: string): FileTree {
  const params = { workspace, name };
  return {
    key: keys.fileServerTree(workspace, name),
    name,
    changes: true,
    list: (path, after, signal) =>
      client.call('listFileServerFiles', { params, query: listed(path, after) }, { signal }),
    read: (path, from, to, signal) =>
      partOf(
        client.bytes('getFileServerFile', { params, query: { path } }, { signal, range: { from, to } }),
        to - from,
      ),
    fileAddress: (path) => addressOf('', 'getFileServerFile', { params, query: { path } }),
    zipAddress: (path) => addressOf('', 'zipFileServerFiles', { params, query: path === '' ? {} : { path } }),
    link: (path, minutes) => client.call('linkFileServerFile', { params, body: { path, minutes } }),
    copiedPath: (path) => path || '.',
  };
}

/** The first level of an account are its containers. */
export function storageTree(name: string): FileTree {
  const params = { name };
  return {
    key: keys.storageTree(name),
    name,
    changes: true,
    list: (path, after, signal) => client.call('listStorageFiles', { params, query: listed(path, after) }, { signal }),
    read: (path, from, to, signal) =>
      partOf(client.bytes('getStorageFile', { params, query: { path } }, { signal, range: { from, to } }), to - from),
    fileAddress: (path) => addressOf('', 'getStorageFile', { params, query: { path } }),
    zipAddress: (path) => (path === '' ? null : addressOf('', 'zipStorageFiles', { params, query: { path } })),
    link: (path, minutes) => client.call('linkStorageFile', { params, body: { path, minutes } }),
    copiedPath: (path) => (path === '' ? name : `${name}/${path}`),
  };
}
