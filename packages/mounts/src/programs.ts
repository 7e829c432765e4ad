import { findSystemProgram } from '@trainyard/runtime/node/find-program';
import { MountFailure } from './port.ts';

/** Debian's packages of the programs that mounting needs. */
const packages = {
  rclone: 'rclone',
  fusermount3: 'fuse3',
  mount: 'mount',
  'mount.nfs4': 'nfs-common',
  'mount.cifs': 'cifs-utils',
} as const;
export type Program = keyof typeof packages;

/** Names of the surroundings that a program which mounts gets: how to find programs, and the way through a proxy. */
const passedOn = /^(PATH|LANG|TZ|SSL_CERT_FILE|SSL_CERT_DIR|(https?|no|all)_proxy)$/i;

/** The path of a program, or undefined. */
export function find(program: string): string | undefined {
  return findSystemProgram(program, process.env.PATH);
}

/** The path of a program that the volume cannot do without. Throws `volumeToolMissing`. */
export function need(program: Program, label: string): string {
  const path = find(program);
  if (path === undefined) throw new MountFailure('volumeToolMissing', { label, program, package: packages[program] });
  return path;
}

/** Environment of a program that mounts: nothing of the agent's own, secrets least of all. */
export function surroundings(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => passedOn.test(entry[0]) && entry[1] !== undefined,
  );
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    ...Object.fromEntries(kept),
  };
}

export const isRoot = (): boolean => process.geteuid?.() === 0;
