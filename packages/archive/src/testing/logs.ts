/** Log archives of one test. */
import { systemClock } from '@trainyard/runtime/node/system';
import { onTestFinished } from 'vitest';
import { type ArchiveFiles, diskFiles } from '../files.ts';
import { LogArchive } from '../logs/log-archive.ts';
import { testDirectory } from './directory.ts';
import { frameOf, testStream } from './frames.ts';

export interface Options {
  dir?: string;
  files?: ArchiveFiles;
  segmentBytes?: number;
  openStreams?: number;
}

export async function openLogs(options: Options = {}): Promise<LogArchive> {
  const dir = options.dir ?? (await testDirectory());
  const logs = new LogArchive({ files: diskFiles, clock: systemClock, ...options, dir });
  onTestFinished(() => logs.close());
  return logs;
}

export async function readAll(logs: LogArchive, stream = testStream): Promise<string> {
  const parts: Uint8Array[] = [];
  for (let at = 0; ; ) {
    const part = await logs.read(stream, at, Number.MAX_SAFE_INTEGER);
    if (part.bytes.length === 0) return Buffer.concat(parts).toString('latin1');
    parts.push(part.bytes);
    at = part.offset + part.bytes.length;
  }
}

/** Sends frames until all is there, as an agent does: goes back to what is expected. */
export async function sendAll(logs: LogArchive, text: string, size: number): Promise<void> {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; ) {
    const result = await logs.append(frameOf(at, bytes.subarray(at, at + size)));
    at = 'through' in result ? result.through : result.expected;
  }
}
