import type { Client } from '@trainyard/sdk/client';
import { everyItem } from '@trainyard/sdk/pages';
import { UsageError } from './failure.ts';

/** Names that fit on a screen; the rest is said to exist. */
const namesShown = 20;

/** The workspace, when there is only one. Throws UsageError that lists the choices. */
export async function onlyWorkspace(client: Client): Promise<string> {
  const found = await everyItem(client, 'listWorkspaces', {}, namesShown + 1);
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
