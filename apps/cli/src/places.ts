import {
  formatWorkspaceRef,
  nameKey,
  nativeResourceGroup,
  nativeSubscription,
} from '@trainyard/contracts/workspace-key';
import type { Client } from '@trainyard/sdk/client';
import { everyItem } from '@trainyard/sdk/pages';
import { UsageError } from './failure.ts';

/** Names that fit on a screen; the rest is said to exist. */
const namesShown = 20;

/** What `-g` and `--subscription`, else the environment, say of workspaces; undefined: nothing. */
export interface Group {
  subscription: string | undefined;
  resourceGroup: string | undefined;
  /** The two as options: they hold for workspaces that name their own group, too. */
  options: { subscription: string | undefined; resourceGroup: string | undefined };
}

export function groupOf(
  options: { subscription?: string; resourceGroup?: string },
  settings: { subscription: string | undefined; resourceGroup: string | undefined },
): Group {
  const { subscription, resourceGroup } = options;
  return {
    subscription: subscription ?? settings.subscription,
    resourceGroup: resourceGroup ?? settings.resourceGroup,
    options: { subscription, resourceGroup },
  };
}

const noGroup = { subscription: undefined, resourceGroup: undefined };

export const isGiven = (group: Group): boolean => group.subscription !== undefined || group.resourceGroup !== undefined;

/** Whether a workspace stands in the group, as far as one is given. */
export function standsIn(group: Group, of: { subscription: string; resourceGroup: string }): boolean {
  const fits = (wanted: string | undefined, has: string) => wanted === undefined || nameKey(wanted) === nameKey(has);
  return fits(group.subscription, of.subscription) && fits(group.resourceGroup, of.resourceGroup);
}

/** The reference of a workspace that is told by name, in the group; one with a group of its own must be of the group of the options. Throws UsageError. */
export function inGroup(workspace: string, group: Group): string {
  const [subscription, resourceGroup, name] = workspace.split(':');
  if (name !== undefined && subscription !== undefined && resourceGroup !== undefined) {
    if (standsIn({ ...group.options, options: group.options }, { subscription, resourceGroup })) return workspace;
    throw new UsageError(`${workspace} is of another group than -g and --subscription say: write its name alone`);
  }
  return formatWorkspaceRef({
    subscription: group.subscription ?? nativeSubscription,
    resourceGroup: group.resourceGroup ?? nativeResourceGroup,
    name: workspace,
  });
}

/** The workspace, when there is only one in the group. Throws UsageError that lists the choices. */
export async function onlyWorkspace(client: Client, group: Group = groupOf({}, noGroup)): Promise<string> {
  const most = isGiven(group) ? undefined : namesShown + 1;
  const all = await everyItem(client, 'listWorkspaces', {}, most);
  const found = all.filter((workspace) => standsIn(group, workspace));
  const refs = found.map((workspace) => workspace.ref);
  return onlyOf(refs, '-w', 'workspace', 'trainyard workspace create NAME');
}

/** The experiment, when its workspace has only one. Throws UsageError that lists the choices. */
export async function onlyExperiment(client: Client, workspace: string): Promise<string> {
  const found = await everyItem(client, 'listExperiments', { params: { workspace } }, namesShown + 1);
  const names = found.map((experiment) => experiment.name);
  return onlyOf(names, '-e', 'experiment', `trainyard experiment create NAME -w ${workspace}`);
}

/** The cluster, when the workspace has only one. Throws UsageError that lists the choices. */
export async function onlyCluster(client: Client, workspace: string): Promise<string> {
  const found = await everyItem(client, 'listClusters', { params: { workspace } }, namesShown + 1);
  const names = found.map((cluster) => cluster.name);
  return onlyOf(names, '-c', 'cluster', `trainyard cluster create NAME -s SIZE -t COUNT -w ${workspace}`);
}

function onlyOf(names: readonly string[], option: string, kind: string, create: string): string {
  if (names.length === 1) return names[0] as string;
  if (names.length === 0) throw new UsageError(`there is no ${kind} yet: make one with "${create}"`);
  const more = names.length > namesShown ? ' and more' : '';
  throw new UsageError(`say which ${kind} with ${option}: ${names.slice(0, namesShown).join(', ')}${more}`);
}

/** The name given as `-n NAME` or as an argument. Throws UsageError. */
export function nameOf(kind: string, argument: string | undefined, option: string | undefined): string {
  if (argument !== undefined && option !== undefined && argument !== option) {
    throw new UsageError(`two names are given, ${argument} and ${option}: write one`);
  }
  const name = argument ?? option;
  if (name === undefined) throw new UsageError(`say which ${kind}: add its name`);
  return name;
}
