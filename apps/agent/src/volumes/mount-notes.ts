import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MountRecord } from '@trainyard/mounts/port';

/** A mount and whose it is: a task by its id, or the node. */
export interface NotedMount {
  owner: string;
  record: MountRecord;
}

/**
 * Writes down, beside its caches, what is about to be mounted and then what was: whoever finds it can take it away, though nobody else knows
 * of it any more.
 */
export function noteMount(record: MountRecord): void {
  const file = noteOf(record.home);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** It is gone. */
export function forgetNote({ home }: MountRecord): void {
  rmSync(noteOf(home), { force: true });
}

/** All that was noted under a node's directory of volumes. */
export function notedMounts(directory: string): NotedMount[] {
  return entriesOf(directory).flatMap((owner) =>
    entriesOf(join(directory, owner))
      .filter((name) => name.endsWith(suffix))
      .flatMap((name) => {
        const record = read(join(directory, owner, name));
        return record ? [{ owner, record }] : [];
      }),
  );
}

const suffix = '.mount.json';
const noteOf = (home: string): string => `${home}${suffix}`;

function read(file: string): MountRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as MountRecord;
  } catch {
    return undefined;
  }
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
