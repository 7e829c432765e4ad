import type { Fence } from '@trainyard/contracts/attempt';
import { shortId } from '../tasks/layout.ts';

/** Labels of every container that an agent makes: by them its node's are found, also by who ends a node. */
export const nodeLabel = 'trainyard.node';
export const fenceLabel = 'trainyard.fence';

/** Name of a task's container: the same whenever it is asked, so that a second one is never made. */
export function containerName(nodeUid: string, fence: Fence): string {
  return `trainyard-${nodeUid}-${shortId(fence)}`;
}
