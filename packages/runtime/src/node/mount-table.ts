import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { findSystemProgram } from './find-program.ts';

/** One line of the kernel's table of mounts: proc_pid_mountinfo(5). */
export interface MountPoint {
  /** Numbers of its file system, such as `7:0`: mounts with the same ones show the same files. */
  device: string;
  /** Where it is mounted, as this process sees it. */
  at: string;
  /** The directory of its file system that is there. */
  root: string;
  /** Such as `ext4` or `fuse.rclone`. */
  type: string;
  source: string;
  readOnly: boolean;
}

/** A file system that does not answer can hold `umount` for ever. */
const unmountMs = 5_000;

/** Every mount of this process's view, in the order of the kernel: a later one lies over an earlier one at the same place. */
export function readMounts(): MountPoint[] {
  return parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
}

/** Blanks, line ends and backslashes in paths stand as three octal digits; all else stands as it is. */
export function parseMounts(text: string): MountPoint[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.split(' ');
    // Before the dash stands any number of optional fields.
    const dash = fields.indexOf('-', 6);
    if (dash < 0) return [];
    const [device, root, at, options] = fields.slice(2, 6) as [string, string, string, string];
    const [type = '', source = ''] = fields.slice(dash + 1);
    return [
      {
        device,
        at: plain(at),
        root: plain(root),
        type,
        source: plain(source),
        readOnly: options.split(',').includes('ro'),
      },
    ];
  });
}

function plain(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** Mounts at and below a directory, in the order in which they can be taken off. `/a/bc` is not below `/a/b`. */
export function mountsBelow(directory: string, mounts: readonly MountPoint[] = readMounts()): string[] {
  const depth = (path: string): number => path.split('/').length;
  const below = directory === '/' ? '/' : `${directory}/`;
  return mounts
    .map(({ at }, place) => ({ at, place }))
    .filter(({ at }) => at === directory || at.startsWith(below))
    .sort((one, other) => depth(other.at) - depth(one.at) || other.place - one.place)
    .map(({ at }) => at);
}

/** Whether something is mounted exactly there; a link in the last part of the path is not followed. */
export async function isMountPoint(path: string): Promise<boolean> {
  const real = await ownPath(path);
  return readMounts().some(({ at }) => at === real);
}

/**
 * Takes off everything that is mounted at or below a directory, deepest first: in order where that works, else at once, with what still
 * uses it left to end (`umount -l`). Answers what is mounted there still; empty is the proof that nothing is.
 */
export async function unmountBelow(directory: string): Promise<string[]> {
  const real = await ownPath(directory);
  for (const point of mountsBelow(real)) {
    // One below a mount that was taken off at once went with it.
    if (mountsBelow(real).includes(point)) await unmountOne(point);
  }
  return mountsBelow(real);
}

/** Takes off what is mounted at a place, the uppermost only. Answers why it could not be; null when it is off. */
export async function unmountOne(point: string): Promise<string | null> {
  const before = countAt(point);
  let why: string | null = null;
  for (const command of waysOff(point)) {
    if (countAt(point) < before) return null;
    why = await run(command);
  }
  return countAt(point) < before ? null : (why ?? 'it is still mounted');
}

function waysOff(point: string): string[][] {
  const umount = findSystemProgram('umount', process.env.PATH) ?? 'umount';
  const off = [
    [umount, '--', point],
    [umount, '-l', '--', point],
  ];
  if (process.geteuid?.() === 0) return off;
  const fuse = ['fusermount3', 'fusermount'].find((name) => findSystemProgram(name, process.env.PATH));
  return fuse === undefined
    ? off
    : [
        [fuse, '-u', '--', point],
        [fuse, '-uz', '--', point],
      ];
}

function countAt(point: string): number {
  return readMounts().filter(({ at }) => at === point).length;
}

/** Null when it ended well, else what it said. */
function run([program = '', ...args]: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      // The kernel may hold it: nobody waits for its end.
      child.unref();
      resolve(`${program} did not end within ${unmountMs / 1000} s`);
    }, unmountMs);
    const done = (why: string | null): void => {
      clearTimeout(late);
      resolve(why);
    };
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(0, 1000);
    });
    child.on('error', (error) => done(error.message));
    child.on('close', (code) => done(code === 0 ? null : said.trim() || `${program} ended with ${code}`));
  });
}

/** The path as the kernel's table has it. The last part may be a link, which is not followed, or a mount that does not answer any more. */
async function ownPath(path: string): Promise<string> {
  if (path === '/') return path;
  const parent = await realpath(dirname(path)).catch(() => dirname(path));
  return join(parent, basename(path));
}
