import { reason } from '@trainyard/contracts/reasons';
import type { Clock } from '@trainyard/runtime/clock';
import { doFarWork, silenceMs } from './far-work.ts';
import { doFileWork, type FileFailure, type FileWork } from './file-work.ts';
import { isFar } from './mount-roots.ts';
import type { Volume } from './volume.ts';

/** Codes of the system for a place without room: the disk's own, a quota, the largest file. */
const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Does file work on a volume without ever waiting longer than for its silence, and tells the volume what was seen of it: that it is full, or
 * does not answer. Answers what could not be done.
 */
export async function workOnVolume(volume: Volume, work: FileWork, clock: Clock): Promise<FileFailure[]> {
  const { label } = volume.planned;
  const result = isFar(volume) ? await doFarWork(work, clock) : { silent: false as const, failures: doNear(work) };
  if (result.silent) {
    const why = reason('volumeSilent', { label, seconds: silenceMs / 1000 });
    volume.tell(why);
    return [{ path: volume.path, code: 'ETIMEDOUT', why: `no answer for ${silenceMs / 1000} s` }];
  }
  const noRoom = result.failures.find(({ code }) => full.has(code));
  if (noRoom) volume.tell(reason('volumeFull', { label, why: noRoom.why }));
  return result.failures;
}

function doNear(work: FileWork): FileFailure[] {
  return doFileWork(work, () => {});
}
