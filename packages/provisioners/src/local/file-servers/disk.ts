import { readdirSync, readFileSync } from 'node:fs';
import { lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { readMounts } from '@trainyard/runtime/node/mount-table';
import { runProgram } from '../network/programs.ts';
import type { FileServerPrograms } from './abilities.ts';
import type { FileServerLayout } from './layout.ts';
import { mountAt } from './shown-elsewhere.ts';

/** A disk: the file that it is, and where it is mounted. */
export type Disk = Pick<FileServerLayout, 'image' | 'disk'>;

/** The largest file that ext4, the usual file system of a machine, can hold, less a little. */
export const imageMostBytes = 15.9 * 1024 ** 4;

/** 64 MiB of journal whatever the size: it is the one part that is written at once. No blocks are kept back for root, since jobs are root. */
const making = ['-q', '-F', '-m', '0', '-E', 'nodiscard'];
const journal = ['-J', 'size=64'];
/** Below this a journal of that size would fill it: mkfs chooses. */
const journalFromBytes = 1024 ** 3;

/**
 * Options of a disk's mount. What is deleted is given back to the machine's disk, no file of a job becomes a device or gives rights,
 * and empty inode tables are not written out.
 */
const loopOptions = 'discard,noatime,nosuid,nodev,noinit_itable';

/** Makes the file that is a disk, sparse: it takes room as it fills. One that is there already stays. Throws where it finds no room. */
export async function makeImage(image: string, bytes: number, { mkfs }: FileServerPrograms): Promise<void> {
  if (await lstat(image).catch(() => undefined)) return;
  if (mkfs === undefined) throw new Error('mkfs.ext4 was not found: install e2fsprogs and restart the server');
  const draft = `${image}.new`;
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.truncate(bytes);
    await runProgram(mkfs, [...making, ...(bytes < journalFromBytes ? [] : journal), draft]);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, image);
}

/** Mounts a disk. One that is mounted there already, and answers, stays as it is. */
export async function mountImage(
  kind: 'loop' | 'fuse',
  { image, disk }: Disk,
  programs: FileServerPrograms,
): Promise<void> {
  if (mountAt(readMounts(), disk)) {
    if (await answers(disk)) return;
    await unmountDisk({ image, disk }, programs, ['-l']);
  }
  // Not before a dead mount is gone from there.
  await mkdir(disk, { recursive: true, mode: 0o700 });
  if (kind === 'loop') await mountLoop(image, disk, programs);
  else await runProgram(found(programs.fuse2fs, 'fuse2fs'), [image, disk, '-o', await fuseOptions()]);
}

/**
 * A loop device that is left from before is taken again, since two over one image would each write their own idea of it: mount of
 * util-linux sees to that from 2.29 on.
 */
async function mountLoop(image: string, disk: string, programs: FileServerPrograms): Promise<void> {
  await runProgram(found(programs.mount, 'mount'), ['-t', 'ext4', '-o', `loop,${loopOptions}`, image, disk]);
}

async function fuseOptions(): Promise<string> {
  // Other users than root may allow others only where the machine's fuse.conf says so.
  return process.geteuid?.() === 0 ? 'allow_other,nosuid,nodev' : 'fakeroot,nosuid,nodev';
}

/** Unmounts a disk; where nothing is mounted that is no error. Throws while it is in use. */
export async function unmountDisk(
  { image, disk }: Disk,
  programs: FileServerPrograms,
  options: string[] = [],
): Promise<void> {
  // Once for each time that it was mounted there, which is once unless people did something.
  for (let tries = 0; tries < 8 && mountAt(readMounts(), disk); tries++) {
    if (process.geteuid?.() === 0) await runProgram(found(programs.umount, 'umount'), [...options, disk]);
    else await runProgram(found(programs.fusermount, 'fusermount'), ['-u', ...options.map(() => '-z'), disk]);
  }
  // A program that mounted it writes out what it still has after the mount is gone: another beside it would ruin the disk.
  const until = performance.now() + writeOutMs;
  while (isWorkedOn(image)) {
    if (performance.now() > until) throw new Error(`fuse2fs still writes to ${image}: wait for its end`);
    await rest(writeOutPollMs);
  }
}

const writeOutMs = 20_000;
const writeOutPollMs = 20;

/** Whether a program that is not the kernel has it as its disk. */
function isWorkedOn(image: string): boolean {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const [program = '', first] = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      return first === image && basename(program) === 'fuse2fs';
    } catch {
      return false;
    }
  });
}

/** False for a disk whose program died, or whose device is gone. */
async function answers(disk: string): Promise<boolean> {
  return stat(disk).then(
    () => true,
    () => false,
  );
}

function found(program: string | undefined, name: string): string {
  if (program === undefined) throw new Error(`${name} was not found: install it and restart the server`);
  return program;
}
