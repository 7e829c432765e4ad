/** Fetches a file that a job left, onto the disk, whole or not at all. Node only. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OperationInput } from '@trainyard/contracts/api';
import type { Artifact } from '@trainyard/contracts/artifact';
import { Fault } from '@trainyard/contracts/errors';
import type { BytesAnswer, Client } from './client.ts';
import { ConnectionError } from './connection-error.ts';

/** Cuts in a row without a single new byte before it gives up: five, then the reader should hear of it. */
const fruitlessMost = 5;

/** A file on the server, as far as a download goes. */
interface Source {
  bytes: number;
  open(from: number): Promise<BytesAnswer>;
}

/**
 * Writes `target` once all bytes are there and their SHA-256 is right. Bytes wait in `target.part`, from which a later call
 * goes on; a part of other content is thrown away. Throws the client's errors, the file system's, Fault HashMismatch.
 */
export async function downloadArtifact(client: Client, artifact: Artifact, target: string): Promise<void> {
  const input = { params: { uid: artifact.uid } };
  const open = (from: number) => client.bytes('getArtifact', input, from > 0 ? { range: { from } } : {});
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  await fetchRest(client, { bytes: artifact.bytes, open }, part);
  const found = await hashOf(part);
  if (found !== artifact.sha256) {
    await rm(part, { force: true });
    throw new Fault('HashMismatch', { found, expected: artifact.sha256 });
  }
  await rename(part, target);
}

/**
 * Writes `target` once so many bytes of a file of a job's directory are there. A cut is gone on from within one call; a part of an earlier one is
 * thrown away, since nothing says whether the file is still the same. Throws the client's errors and the file system's.
 */
export async function downloadJobFile(
  client: Client,
  input: OperationInput<'getJobFile'>,
  bytes: number,
  target: string,
): Promise<void> {
  const open = (from: number) => client.bytes('getJobFile', input, from > 0 ? { range: { from } } : {});
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  await rm(part, { force: true });
  await fetchRest(client, { bytes, open }, part);
  await rename(part, target);
}

async function fetchRest(client: Client, source: Source, part: string): Promise<void> {
  let fruitless = 0;
  let had = await sizeOf(part);
  if (had > source.bytes) {
    await rm(part);
    had = 0;
  }
  while (had < source.bytes || source.bytes === 0) {
    try {
      await appendFrom(source, part, had);
    } catch (error) {
      if (error instanceof Fault || fruitless >= fruitlessMost) throw error;
    }
    const has = await sizeOf(part);
    fruitless = has > had ? 0 : fruitless + 1;
    // A log that grows may be longer by now.
    if (has >= source.bytes) return;
    if (fruitless > fruitlessMost) throw new ConnectionError(client.url, 'the connection is cut again and again');
    had = has;
  }
}

async function appendFrom(source: Source, part: string, from: number): Promise<void> {
  const answer = await source.open(from);
  // A server that ignores Range sends all of it again.
  const file = await open(part, answer.range === null ? 'w' : 'a');
  try {
    for await (const chunk of answer.stream) await file.write(chunk);
  } finally {
    await file.close();
  }
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
