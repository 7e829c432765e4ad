/** A search over whole streams, on the server: what it finds comes line by line, with how far it is. */
import type { LogOverview, LogSearch, LogSearchItem } from '@trainyard/contracts/api/logs';
import { addressOf } from '@trainyard/sdk/request';
import { client } from './client.ts';

/** Searches until the signal ends it; throws what the REST client throws. */
export async function searchLogs(
  search: LogSearch,
  onItem: (item: LogSearchItem) => void,
  signal: AbortSignal,
): Promise<void> {
  const answer = await client.bytes('searchLogs', { body: search }, { signal });
  const reader = answer.stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onItem(JSON.parse(line) as LogSearchItem);
    if (!done) continue;
    if (rest !== '') onItem(JSON.parse(rest) as LogSearchItem);
    return;
  }
}

/** Where warnings and errors of a whole stream stand. */
export function readLogOverview(stream: string, parts: number, signal: AbortSignal): Promise<LogOverview> {
  return client.call('readLogOverview', { query: { stream, parts } }, { signal });
}

/** Which lines of which streams are saved, and how. */
export interface Export {
  streams: readonly string[];
  /** File name without ending. */
  name: string;
  times: boolean;
  gzip: boolean;
  /** Only lines that are meant; absent: all. */
  only?: Pick<LogSearch, 'pattern' | 'regex' | 'caseSensitive' | 'inverse' | 'levels'>;
}

/** Where a text of several streams, whole or filtered, is saved from. */
export function exportAddress({ streams, name, times, gzip, only }: Export): string {
  const query: Record<string, string> = { streams: streams.join(','), name, times: `${times}`, gzip: `${gzip}` };
  if (only !== undefined) {
    const { pattern, regex, caseSensitive, inverse, levels } = only;
    Object.assign(query, { pattern, regex: `${regex}`, caseSensitive: `${caseSensitive}`, inverse: `${inverse}` });
    if (levels !== undefined) query.levels = levels.join(',');
  }
  return addressOf('', 'exportLogs', { query } as never);
}
