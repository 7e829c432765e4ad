/** A log stream as the server gives it: parts by line or byte, and all that is written from a byte on. */
import type { FoundLogBytes } from '@trainyard/contracts/api/logs';
import { Fault } from '@trainyard/contracts/errors';
import type { LogPart } from '@trainyard/sdk/live-cursor';
import { addressOf } from '@trainyard/sdk/request';
import { client } from './client.ts';
import { connection } from './connection.ts';

/** Which part of a stream: its last lines, lines by number, or bytes (`to` exclusive). */
export type LogQuestion = { tail: number } | { fromLine: number; lines: number } | { from: number; to: number };

export interface LogAnswer {
  /** Offset of the first byte of `bytes`. */
  offset: number;
  /** 0-based number of the line that holds it. */
  line: number;
  bytes: Uint8Array;
  /** Bytes of the whole stream so far. */
  total: number;
  ended: boolean;
}

/** Reads a part, at most 1 MiB and never across a hole. Throws what the REST client throws. */
export async function readLog(stream: string, part: LogQuestion, signal: AbortSignal): Promise<LogAnswer> {
  const answer = await client.bytes('readLog', { query: { stream, ...part } }, { signal });
  const bytes = new Uint8Array(await new Response(answer.stream).arrayBuffer());
  const number = (name: string) => Number(answer.headers.get(`x-trainyard-${name}`) ?? 0);
  const ended = answer.headers.get('x-trainyard-ended') === 'true';
  return { offset: number('offset'), line: number('line'), bytes, total: number('bytes'), ended };
}

/** When lines were printed, ms since 1970 by the agent's clock; 0 where it is not known. Shorter where the stream ends. */
export async function readLogTimes(
  stream: string,
  part: { fromLine: number; lines: number },
  signal: AbortSignal,
): Promise<number[]> {
  const { times } = await client.call('readLogTimes', { query: { stream, ...part } }, { signal });
  return times;
}

/** Asks what became of bytes that are missing: how many are stored by now, or why they will not come. */
export function findLogBytes(stream: string, from: number, to: number): Promise<FoundLogBytes> {
  return client.call('findLogBytes', { query: { stream, from, to } });
}

/** The 0-based number of the line that holds the first stored byte at or after an offset. */
export async function lineOfByte(stream: string, offset: number): Promise<number> {
  const answer = await client.bytes('readLog', { query: { stream, from: offset, to: offset } });
  await answer.stream.cancel();
  return Number(answer.headers.get('x-trainyard-line') ?? 0);
}

/** True when a stream has no byte yet. */
export function isEmptyLog(error: unknown): boolean {
  return error instanceof Fault && error.code === 'LogNotFound';
}

/** True when the server does not give this stream to this person. */
export const isRefusedLog = (error: unknown): boolean => error instanceof Fault && error.status < 500;

/** Takes all that is written from byte `after` on, each byte once and in order, across cuts. */
export function followLog(
  stream: string,
  after: number,
  onPart: (part: LogPart) => void,
  onError: (error: unknown) => void,
): () => void {
  return connection.live.follow(`log:${stream}`, { after, onLog: onPart, onError });
}

/** Where a whole stream is downloaded, as NAME.log. */
export function logAddress(stream: string, name: string): string {
  return addressOf('', 'readLog', { query: { stream, name } });
}
