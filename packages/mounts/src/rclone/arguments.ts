import type { MountRequest } from '../port.ts';
import { isRoot } from '../programs.ts';
import { cacheOf } from './dirty.ts';
import type { Remote } from './remote-config.ts';

/** How a volume looks to those who use it, beside what is the same for all. */
export interface Look {
  /** Octal, as in `0755`. */
  fileMode?: string;
  directoryMode?: string;
  /** Further arguments; they win over those that are the same for all. */
  more?: readonly string[];
}

/** No configuration file, no questions: all that rclone is to know stands in its environment and arguments. */
export const always = ['--config', '/dev/null', '--ask-password=false'];

/**
 * Files are written to the cache and stored once they are closed for a second, so that a program may write as on a disk; what is only read
 * streams past it, since data sets are larger than disks. Names and sizes are believed for 5 s: other nodes write there too.
 */
const caching = [
  ...[
    '--vfs-cache-mode',
    'writes',
    '--vfs-write-back',
    '1s',
    '--vfs-cache-max-age',
    '10m',
    '--vfs-cache-poll-interval',
    '1m',
  ],
  ...['--dir-cache-time', '5s', '--poll-interval', '0'],
];

/** A server that is gone is an error of the file within a minute or two, and not a program that hangs for ever. */
const patience = ['--contimeout', '10s', '--timeout', '30s', '--low-level-retries', '3', '--retries', '1'];

/** The directory that is mounted, as rclone's argument. */
export function targetOf({ root, prefix }: Remote): string {
  if (prefix === '') return root;
  return root.endsWith(':') ? `${root}${prefix}` : `${root}/${prefix.replace(/^\/+/, '')}`;
}

/** Arguments of rclone that mount a remote at a request's place. None holds a secret. */
export function mountArguments(request: MountRequest, remote: Remote, look: Look): string[] {
  const { fileMode = '0777', directoryMode = '0777', more = [] } = look;
  return [
    'mount',
    targetOf(remote),
    request.at,
    ...always,
    ...['--cache-dir', cacheOf(request.home), '--log-level', 'NOTICE', '--devname', 'trainyard'],
    ...caching,
    ...patience,
    ...['--file-perms', octal(fileMode), '--dir-perms', octal(directoryMode), '--umask', '0', '--default-permissions'],
    // Others may look into it only where root mounts it: containers and accounts of jobs.
    ...(isRoot() ? ['--allow-other'] : []),
    ...(request.readOnly ? ['--read-only'] : []),
    ...more,
  ];
}

/** rclone takes a number for octal by its leading zero. */
function octal(mode: string): string {
  return `0${mode.replace(/^0+/, '')}`;
}
