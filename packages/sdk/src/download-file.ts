/** Fetches a file from the server onto the disk, whole or not at all. Node only. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import type { BytesAnswer, BytesOptions } from './client.ts';
import { UnexpectedAnswerError } from './connection-error.ts';

/** Cuts in a row without a single new byte before it gives up: five, then the reader should hear of it. */
const fruitlessMost = 5;

/** Asks for the file, or with a range for the rest of it as long as its tag is still the one given. */
export type AskForFile = (options: Pick<BytesOptions, 'range' | 'ifRange'>) => Promise<BytesAnswer>;

export interface Downloaded {
  bytes: number;
  /** Where the server knows the content by it; the file was checked against it. */
  sha256: string | null;
}

/**
 * Writes `target` once all bytes are there. They wait in `target.part`, beside it the tag of what they are of: a later call goes on
 * from there, unless the file is another by then. Throws the client's errors, the file system's, Fault HashMismatch.
 */
export async function downloadFile(ask: AskForFile, target: string): Promise<Downloaded> {
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  const tag = await fetchWhole(ask, part);
  const sha256 = /^"([0-9a-f]{64})"$/.exec(tag ?? '')?.[1] ?? null;
  const found = sha256 === null ? null : await hashOf(part);
  await rm(tagFile(part), { force: true });
  if (sha256 !== null && found !== sha256) {
    await rm(part, { force: true });
    throw new Fault('HashMismatch', { found: found ?? '', expected: sha256 });
  }
  await rename(part, target);
  return { bytes: await sizeOf(target), sha256 };
}

/** Until the part is as long as the server says that the file is; answers the tag of what was fetched. */
async function fetchWhole(ask: AskForFile, part: string): Promise<string | null> {
  for (let fruitless = 0; ; ) {
    const had = await sizeOf(part);
    let answer: BytesAnswer;
    try {
      answer = await ask(had > 0 ? { range: { from: had }, ifRange: await readTag(part) } : {});
    } catch (error) {
      // Nothing comes after the part: it may be whole, or longer than the file is by now. Rare enough to fetch it again.
      if (error instanceof UnexpectedAnswerError && error.status === 416) {
        await rm(part, { force: true });
        continue;
      }
      if (error instanceof Fault || ++fruitless > fruitlessMost) throw error;
      continue;
    }
    const tag = answer.headers.get('etag');
    const total = answer.range?.total ?? answer.length;
    try {
      await append(answer, tag, part);
    } catch (error) {
      if (isDisk(error) || ++fruitless > fruitlessMost) throw error;
    }
    const has = await sizeOf(part);
    if (total === null || has === total) return tag;
    if (has > had) fruitless = 0;
  }
}

async function append(answer: BytesAnswer, tag: string | null, part: string): Promise<void> {
  // A server that sends all of it begins anew: another file, or one that knows no ranges.
  const file = await open(part, answer.range === null ? 'w' : 'a');
  try {
    if (tag !== null) await writeFile(tagFile(part), tag);
    for await (const chunk of answer.stream) await file.write(chunk);
  } finally {
    await file.close();
  }
}

const tagFile = (part: string): string => `${part}.tag`;

/** Matches no file where nobody knows what the part is of, so that all of it is sent. */
async function readTag(part: string): Promise<string> {
  return readFile(tagFile(part), 'utf8').catch(() => '"unknown"');
}

function isDisk(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '');
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
