import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JobKeys, knownHost } from './job-config.ts';
import { makeKey, type SshPrograms } from './programs.ts';

/**
 * The keys of one attempt of a job, in a directory that all its tasks see. The first task makes them, whole at once; they open nothing but
 * the servers of this attempt and go with it.
 */
export async function jobKeys(programs: SshPrograms, directory: string): Promise<JobKeys> {
  const keys: JobKeys = {
    key: join(directory, 'key'),
    hostKey: join(directory, 'host'),
    knownHosts: join(directory, 'known_hosts'),
  };
  if (existsSync(directory)) return keys;
  const draft = `${directory}.${randomUUID()}`;
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  try {
    await makeKey(programs, join(draft, 'key'));
    await makeKey(programs, join(draft, 'host'));
    writeFileSync(join(draft, 'known_hosts'), knownHost(readFileSync(join(draft, 'host.pub'), 'utf8')));
    renameSync(draft, directory);
  } catch (error) {
    // Another task was faster: its keys are the job's.
    if (!existsSync(directory)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return keys;
}
