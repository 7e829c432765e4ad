import { createHash } from 'node:crypto';
import type { PlannedVolume, VolumeReport } from '@trainyard/contracts/planned-volume';
import type { Text } from '@trainyard/contracts/texts';
import type { MountRecord } from '@trainyard/mounts/port';

/** A volume of a task or node as its agent keeps it over restarts. No secret is in it. */
export interface VolumeRecord {
  state: VolumeReport['state'];
  /** Why it is not usable; of one that was taken away, why it could not be used at its end, or what could not be stored. */
  reason: Text | null;
  /** Since when it is in this state, ms since 1970. */
  since: number;
  /** What stands; null before it was mounted and once it was taken away. */
  mount: MountRecord | null;
  /** The last time that it could not be used while it was needed; null: it always could. */
  trouble: { reason: Text; at: number } | null;
}

export function newVolumeRecord(now: number): VolumeRecord {
  return { state: 'mounting', reason: null, since: now, mount: null, trouble: null };
}

export function volumeReportOf({ at, label }: PlannedVolume, { state, reason, since }: VolumeRecord): VolumeReport {
  return { at, label, state, reason, since };
}

/** After a restart of the machine nothing is mounted any more, and numbers of processes mean others. */
export function forgetMount(record: VolumeRecord): void {
  if (record.state === 'unmounted') return;
  record.state = 'mounting';
  record.mount = null;
}

/** Name of the directory for a mount's caches: the same for the same bytes at the same place, so that what is left there finds its way. */
export function homeName({ at, source }: PlannedVolume): string {
  return createHash('sha256')
    .update(JSON.stringify([at, source]))
    .digest('hex')
    .slice(0, 12);
}
