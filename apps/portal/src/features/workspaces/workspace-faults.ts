/** What is wrong with the names of a workspace before anybody is asked. Pure. */

import { resourceGroupName, resourceName, subscriptionName } from '@trainyard/contracts/names';
import {
  formatWorkspaceRef,
  nameKey,
  nativeResourceGroup,
  nativeSubscription,
} from '@trainyard/contracts/workspace-key';

export interface WorkspaceNames {
  name: string;
  /** Empty for the native one. */
  subscription: string;
  resourceGroup: string;
}

export type WorkspaceFault = 'empty' | 'word' | 'group' | 'taken';
export type WorkspaceFaults = Partial<Record<keyof WorkspaceNames, WorkspaceFault>>;

/** Faults by field; `taken` are the references of the workspaces that are there. */
export function workspaceFaults(names: WorkspaceNames, taken: readonly string[]): WorkspaceFaults {
  const faults: WorkspaceFaults = {};
  if (names.name === '') faults.name = 'empty';
  else if (!resourceName.safeParse(names.name).success) faults.name = 'word';
  if (names.subscription !== '' && !subscriptionName.safeParse(names.subscription).success)
    faults.subscription = 'word';
  if (names.resourceGroup !== '' && !resourceGroupName.safeParse(names.resourceGroup).success)
    faults.resourceGroup = 'group';
  if (Object.keys(faults).length === 0 && taken.some((ref) => nameKey(ref) === nameKey(refOf(names))))
    faults.name = 'taken';
  return faults;
}

function refOf({ name, subscription, resourceGroup }: WorkspaceNames): string {
  return formatWorkspaceRef({
    name,
    subscription: subscription || nativeSubscription,
    resourceGroup: resourceGroup || nativeResourceGroup,
  });
}
