/** A directory of one test, gone with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export async function testDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'trainyard-archive-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
