import { join } from 'node:path';
import type { Mounter } from '@trainyard/mounts/port';
import type { Chance } from '@trainyard/runtime/chance';
import type { Volume } from './volume.ts';

/** What the volumes of a node and its tasks have in common. */
export interface VolumeServices {
  mounter: Mounter;
  chance: Chance;
  /** Aborted when this agent lets go of them: they stay for the next one. */
  closing: AbortSignal;
  /** The node's own. */
  ofNode(): readonly Volume[];
}

/** Where the caches of mounts lie: of one task or of the node, not in the task's own directory, since what could not be stored stays. */
export function volumesHome(nodeHome: string, owner: string): string {
  return join(nodeHome, 'volumes', owner);
}

/** What helpers of the mounts of a task or of the node carry, before the volume's own place. */
export function mountMark(nodeUid: string, owner: string): string {
  return `${nodeUid}/${owner}`;
}

/** The owner of the node's own volumes, beside the ids of tasks. */
export const nodeOwner = 'node';
