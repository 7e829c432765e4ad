import type { LogStream } from '@trainyard/contracts/api/logs';
import type { Client } from '@trainyard/sdk/client';

/** The first guess at how many bytes the last lines take; doubled until they fit. */
const firstGuess = 65_536;
/** 64 MiB read at most to find where the last lines begin; what is longer begins there. */
const readMost = 67_108_864;

/** Offset at which the last `lines` lines of a stream begin, as far as it is now. */
export async function tailOffset(client: Client, stream: LogStream, lines: number): Promise<number> {
  const end = stream.bytes;
  for (let size = firstGuess; ; size *= 2) {
    const from = Math.max(0, end - size);
    const start = from === end ? end : startOfLast(await read(client, stream.stream, from, end), lines);
    if (start !== undefined) return from + start;
    if (from === 0) return 0;
    if (size >= readMost) return from;
  }
}

async function read(client: Client, stream: string, from: number, to: number): Promise<Uint8Array> {
  const { stream: body } = await client.bytes('readLog', { query: { stream, from, to } });
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Where the last `lines` lines begin within the bytes; undefined when they hold fewer. A newline at the end ends a line. */
export function startOfLast(bytes: Uint8Array, lines: number): number | undefined {
  let at = bytes.byteLength - (bytes.at(-1) === 10 ? 1 : 0);
  for (let left = lines; left > 0; left--) {
    if (at <= 0) return undefined;
    at = bytes.lastIndexOf(10, at - 1);
    if (at < 0) return undefined;
  }
  return at + 1;
}
