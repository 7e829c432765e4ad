/** Looks for lines in whole log streams, on the server. */
import type { LogSearch, LogSearchItem } from '@trainyard/contracts/api/logs';
import { type ErrorCode, Fault } from '@trainyard/contracts/errors';
import type { Client } from './client.ts';
import { ConnectionError } from './connection-error.ts';

/** What is looked for, and in which streams; all but the streams may be left out. */
export type LogSearchInput = Pick<LogSearch, 'streams'> & Partial<LogSearch>;

/** What of the answer a caller meets: a search that could not go on throws. */
export type LogSearchFound = Exclude<LogSearchItem, { kind: 'failed' }>;

/**
 * Numbers of the lines that match, stream after stream, with word of how far the search is, and the count at its end. Leaving the loop,
 * or the signal, ends the search on the server too. Throws Fault (a bad pattern is InvalidBody; SearchTimedOut), ConnectionError where
 * the answer is cut short, or the signal's reason.
 */
export async function* searchLogs(
  client: Client,
  question: LogSearchInput,
  { signal }: { signal?: AbortSignal } = {},
): AsyncGenerator<LogSearchFound, undefined> {
  const left = new AbortController();
  const either = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  try {
    const { stream } = await client.bytes('searchLogs', { body: question }, { signal: either });
    for await (const item of itemsOf(stream)) {
      if (item.kind === 'failed') throw asFault(item);
      yield item;
      if (item.kind === 'end') return;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof TypeError ? new ConnectionError(client.url, error) : error;
  } finally {
    left.abort();
  }
  throw new ConnectionError(client.url, new Error('the answer ended before the search did'));
}

function asFault({ code, message }: { code: string; message: string }): Fault {
  return Fault.fromBody({ error: { code: code as ErrorCode, message, params: {} } });
}

async function* itemsOf(bytes: ReadableStream<Uint8Array>): AsyncGenerator<LogSearchItem> {
  const decoder = new TextDecoder();
  let rest = '';
  const reader = bytes.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (rest + decoder.decode(part.value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as LogSearchItem;
    }
  } finally {
    reader.releaseLock();
  }
}
