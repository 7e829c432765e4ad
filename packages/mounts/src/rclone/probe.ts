import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { ask } from '../ask.ts';
import { need, surroundings } from '../programs.ts';
import { always } from './arguments.ts';
import { reasonOf } from './reason-of.ts';
import type { Remote } from './remote-config.ts';

/** Wrong credentials are refused at once; this is for a server that takes the connection and says nothing. */
const probeMs = 8_000;

/** Nothing has this name: to look for it costs one request, however much the storage holds. */
const nobody = '.trainyard-looks-for-nothing';

/** rclone's exit code for a directory that is not there. */
const noDirectory = 3;

/**
 * Whether storage answers and takes the credentials, with one request; null: it does. In a bucket an unknown name is an empty directory, so
 * that none is a bucket that is not there; elsewhere an unknown name is not there, and everything that leads to it is.
 */
export async function probe(
  remote: Remote,
  isBucket: boolean,
  label: string,
  signal: AbortSignal,
): Promise<Text | null> {
  const command = [
    need('rclone', label),
    'lsjson',
    '--stat',
    `${remote.root}${remote.root.endsWith(':') ? '' : '/'}${nobody}`,
  ];
  const limits = ['--retries', '1', '--low-level-retries', '1', '--contimeout', '5s', '--timeout', '6s'];
  const env = { ...surroundings(), HOME: '/', ...remote.env };
  const answer = await ask([...command, ...always, ...limits], { env, limitMs: probeMs, signal });
  if (answer.isLate) return reason('volumeSilent', { label, seconds: probeMs / 1000 });
  if (answer.code === 0 || (!isBucket && answer.code === noDirectory)) return null;
  return reasonOf(answer.stderr, label, Object.values(remote.env));
}
