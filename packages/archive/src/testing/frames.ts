/** Log frames for tests. */
import { crc32c } from '@node-rs/crc32';
import type { LogFrame } from '@trainyard/contracts/log-frame';

export const testJob = '01980000-0000-7000-8000-00000000000a';
export const testStream = `${testJob}/0/1/0/run/0/stdout`;

/** A sound frame of `bytes` at `offset`. */
export function frameOf(offset: number, bytes: Uint8Array | string, more: Partial<LogFrame> = {}): LogFrame {
  const content = Buffer.from(bytes as Uint8Array);
  return { stream: testStream, offset, bytes: content, marks: [], crc32c: crc32c(content), ...more };
}
