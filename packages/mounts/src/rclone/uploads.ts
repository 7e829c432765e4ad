import type { Text } from '@trainyard/contracts/texts';
import { lastOfLog } from '../serve.ts';
import { dirtyFiles } from './dirty.ts';
import { reasonOf } from './reason-of.ts';

/** A line of the log begins with its time; what a service said may go on over many. */
const entryStart = /^(?=\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )/m;
const failedUpload = /ERROR : (.*): (?:vfs cache: )?(?:failed to upload|Failed to copy)/s;

/**
 * Why files that were written are not stored: what rclone last said of one that is still waiting. null: nothing waits, or nothing went wrong.
 * rclone tries again by itself, ever more seldom.
 */
export async function uploadTrouble(home: string, label: string, secrets: readonly string[]): Promise<Text | null> {
  const entries = (await lastOfLog(home)).split(entryStart).filter((entry) => failedUpload.test(entry));
  if (entries.length === 0) return null;
  const waiting = await dirtyFiles(home);
  const last = entries.findLast((entry) => {
    const name = failedUpload.exec(entry)?.[1] ?? '';
    return waiting.some((file) => file.endsWith(`/${name}`));
  });
  return last === undefined ? null : reasonOf(last, label, secrets);
}
