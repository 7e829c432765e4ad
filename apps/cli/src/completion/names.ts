/** Names that exist, for completion: asked once, shortly, and without a word when it does not work. */
import type { Client } from '@trainyard/sdk/client';
import { findCredentials } from '../credentials.ts';
import { onlyWorkspace } from '../places.ts';
import type { Shell } from '../shell.ts';

export type NameKind = 'workspace' | 'experiment' | 'cluster' | 'job' | 'fileServer' | 'storage' | 'recipe' | 'token';

interface Named {
  name: string;
  about: string;
}

/** Somebody waits with a finger on Tab: what is not there in a second does not come. */
const answerMs = 1_000;
/** Of more nobody looks at a list; the newest jobs come first. */
const query = { limit: 1000 };

/** Nothing where there is no sign-in, no answer in time, or no right to ask. */
export async function namesOf(
  kind: NameKind,
  globals: { url?: string; token?: string; workspace?: string; experiment?: string },
  shell: Shell,
): Promise<Named[]> {
  try {
    if (kind === 'recipe') {
      const { recipes } = await import('@trainyard/recipes/catalogue');
      return recipes.map(({ name, summary }) => ({ name, about: summary }));
    }
    const { url, token, workspace: stored } = await findCredentials(globals, await shell.settings());
    const { createClient } = await import('@trainyard/sdk/client');
    const client = createClient({ url, token, via: 'cli' });
    const workspace = async () => globals.workspace ?? stored ?? (await onlyWorkspace(client));
    const signal = AbortSignal.timeout(answerMs);
    return await ask(kind, { client, workspace, experiment: globals.experiment, signal });
  } catch {
    return [];
  }
}

interface Asked {
  client: Client;
  workspace(): Promise<string>;
  experiment: string | undefined;
  signal: AbortSignal;
}

async function ask(
  kind: Exclude<NameKind, 'recipe'>,
  { client, workspace, experiment, signal }: Asked,
): Promise<Named[]> {
  if (kind === 'workspace') {
    const { items } = await client.call('listWorkspaces', { query }, { signal });
    return items.map(({ ref }) => ({ name: ref, about: 'workspace' }));
  }
  if (kind === 'storage') {
    const { items } = await client.call('listStorageAccounts', { query }, { signal });
    return items.map(({ name }) => ({ name, about: 'storage account' }));
  }
  if (kind === 'token') {
    const { items } = await client.call('listTokens', { query }, { signal });
    return items.flatMap(({ name, role, revoked }) => (revoked ? [] : [{ name, about: role }]));
  }
  const params = { workspace: await workspace() };
  switch (kind) {
    case 'experiment': {
      const { items } = await client.call('listExperiments', { params, query }, { signal });
      return items.map(({ name }) => ({ name, about: 'experiment' }));
    }
    case 'cluster': {
      const { items } = await client.call('listClusters', { params, query }, { signal });
      return items.map(({ name, vmSize }) => ({ name, about: vmSize }));
    }
    case 'job': {
      const { items } = await client.call('listJobs', { params, query: { ...query, experiment } }, { signal });
      return items.map(({ name, executionState }) => ({ name, about: executionState }));
    }
    case 'fileServer': {
      const { items } = await client.call('listFileServers', { params, query }, { signal });
      return items.map(({ name, provisioningState }) => ({ name, about: provisioningState }));
    }
  }
}
