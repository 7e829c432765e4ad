import { type ReasonCode, reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { ask } from './ask.ts';
import { isRoot, surroundings } from './programs.ts';

/** What a healthy mount takes is ms; one whose server is far away answers from its cache. */
const statMs = 5_000;

/** Why what is at a place cannot be used; null while it can. Never hangs: another process asks the file system, and is left behind. */
export async function lookAt(at: string, label: string, readOnly: boolean, signal?: AbortSignal): Promise<Text | null> {
  // Blocks: all, free to root, free to others. The slash makes a link count as what it leads to.
  const command = ['stat', '-f', '-c', '%b %f %a', '--', `${at}/`];
  const answer = await ask(command, { env: surroundings(), limitMs: statMs, ...(signal && { signal }) });
  if (answer.isLate) return reason('volumeSilent', { label, seconds: statMs / 1000 });
  if (answer.code !== 0) {
    const why = lastWords(answer.stderr);
    // ENOTCONN, ENODEV, ENOENT, ESTALE: what served it is gone. Anything else comes from the storage behind it.
    const isGone = /not connected|no such (device|file)|stale/i.test(why);
    return reason(isGone ? 'volumeLost' : 'volumeUnreachable', { label, why });
  }
  const [all = 0, toRoot = 0, toOthers = 0] = answer.stdout.trim().split(' ').map(Number);
  const free = isRoot() ? toRoot : toOthers;
  // A file system without blocks of its own has no limit to hit.
  return !readOnly && all > 0 && free <= 0 ? reason('volumeFull', { label, why: `0 of ${all} blocks free` }) : null;
}

/**
 * Reads the first name of a directory, as the proof that its storage can be read. Throws nothing: `why` says why it cannot, as `code` where
 * the file system gave an error.
 */
export async function readFrom(
  at: string,
  label: string,
  limitMs: number,
  code: ReasonCode,
  signal?: AbortSignal,
): Promise<{ why: Text | null; isEmpty: boolean }> {
  const command = ['find', `${at}/`, '-mindepth', '1', '-maxdepth', '1', '-printf', '.', '-quit'];
  const answer = await ask(command, { env: surroundings(), limitMs, ...(signal && { signal }) });
  const isEmpty = answer.stdout === '';
  if (answer.isLate) return { why: reason('volumeSilent', { label, seconds: limitMs / 1000 }), isEmpty };
  return { why: answer.code === 0 ? null : reason(code, { label, why: lastWords(answer.stderr) }), isEmpty };
}

/** What coreutils say last: the part after the path, which may itself hold anything. */
function lastWords(stderr: string): string {
  return (stderr.trim().split(': ').at(-1) ?? '').slice(0, 300);
}
