import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findSystemProgram } from '@trainyard/runtime/node/find-program';
import { makeImage, mountImage, unmountDisk } from './disk.ts';
import type { DiskKind } from './record.ts';

/** Programs that make and mount disks, and the one that serves NFS. Absolute paths; undefined: not installed. */
export interface FileServerPrograms {
  mkfs: string | undefined;
  mount: string | undefined;
  umount: string | undefined;
  fuse2fs: string | undefined;
  fusermount: string | undefined;
  ganesha: string | undefined;
  /** Directory of ganesha's plug-in for plain file systems. */
  plugins: string | undefined;
}

/** What this machine lets the server do for file servers. */
export interface FileServerAbilities {
  programs: FileServerPrograms;
  /** How a new disk is made. `why`: what stands in the way of one with a limit, in words. */
  disk: { kind: Exclude<DiskKind, 'plain'>; why: null } | { kind: 'plain'; why: string };
  root: boolean;
}

const plugin = 'libfsalvfs.so';

export async function findFileServerPrograms(path?: string): Promise<FileServerPrograms> {
  const find = (name: string) => findSystemProgram(name, path);
  return {
    mkfs: find('mkfs.ext4'),
    mount: find('mount'),
    umount: find('umount'),
    fuse2fs: find('fuse2fs'),
    fusermount: find('fusermount3') ?? find('fusermount'),
    ganesha: find('ganesha.nfsd'),
    plugins: await findPlugins(),
  };
}

/** Debian keeps plug-ins below the directory of the machine's kind, others in lib64. */
async function findPlugins(): Promise<string | undefined> {
  const kinds = await readdir('/usr/lib').catch(() => []);
  const directories = ['/usr/lib64/ganesha', ...kinds.map((kind) => `/usr/lib/${kind}/ganesha`), '/usr/lib/ganesha'];
  for (const directory of directories) {
    if ((await readdir(directory).catch((): string[] => [])).includes(plugin)) return directory;
  }
  return undefined;
}

/** Found out by trying, never guessed: a small disk is made, mounted and taken away below `root`. */
export async function tryAbilities(root: string, programs: FileServerPrograms): Promise<FileServerAbilities> {
  const isRoot = process.geteuid?.() === 0;
  const trials: { kind: 'loop' | 'fuse'; why: string | null }[] = [];
  for (const kind of ['loop', 'fuse'] as const) {
    const why = await tryDisk(root, kind, programs, isRoot);
    if (why === null) return { programs, disk: { kind, why }, root: isRoot };
    trials.push({ kind, why });
  }
  const why = trials.map((trial) => trial.why).join('; ');
  return { programs, disk: { kind: 'plain', why }, root: isRoot };
}

/** Null when a disk of this kind can be had, else why it cannot. */
async function tryDisk(
  root: string,
  kind: 'loop' | 'fuse',
  programs: FileServerPrograms,
  isRoot: boolean,
): Promise<string | null> {
  if (programs.mkfs === undefined) return 'mkfs.ext4 was not found (package e2fsprogs)';
  if (kind === 'loop' && !isRoot) return 'the server does not run as root, which loop devices need';
  if (kind === 'fuse' && programs.fuse2fs === undefined) return 'fuse2fs was not found';
  const home = join(root, `.trial-${process.pid}-${kind}`);
  const [image, disk] = [join(home, 'image'), join(home, 'disk')];
  try {
    await mkdir(disk, { recursive: true, mode: 0o700 });
    await makeImage(image, trialBytes, programs);
    await mountImage(kind, { image, disk }, programs);
    await unmountDisk({ image, disk }, programs);
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await unmountDisk({ image, disk }, programs).catch(() => undefined);
    await rm(home, { recursive: true, force: true });
  }
}

/** The smallest that ext4 has a journal in, and some. */
const trialBytes = 16 * 1024 ** 2;
