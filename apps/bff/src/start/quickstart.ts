import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Archive } from '@trainyard/archive/archive';
import type { Actor } from '@trainyard/contracts/actors';
import { clusterCreate } from '@trainyard/contracts/cluster';
import { jobCreate } from '@trainyard/contracts/job';
import { parse } from '@trainyard/contracts/parse';
import { workspaceCreate } from '@trainyard/contracts/workspace';
import { nativeResourceGroup, nativeSubscription, workspaceKeyOf } from '@trainyard/contracts/workspace-key';
import { recipes } from '@trainyard/recipes/catalogue';
import { type HashedFile, jobOf } from '@trainyard/recipes/submission';
import type { Execute, Read } from '../threads/protocol.ts';
import { entryBeside } from '../threads/start-threads.ts';

/** Two nodes with one GPU each: the digits job spreads over both, and two cores carry it. */
const cluster = {
  name: 'local',
  vmSize: 'STANDARD_NC6',
  scaleSettings: { autoScale: { minimumNodeCount: 0, maximumNodeCount: 2, initialNodeCount: 0 } },
};

const workspaceName = 'quickstart';

/** The portal's page of the quick start's newest job that is not over; undefined when there is none. */
export async function quickStartPage(read: Read): Promise<string | undefined> {
  const key = { subscription: nativeSubscription, resourceGroup: nativeResourceGroup, name: workspaceName };
  const workspace = await read('workspace.find', { nameKey: workspaceKeyOf(key) });
  if (!workspace) return undefined;
  const { items } = await read('job.list', {
    workspaceUid: workspace.uid,
    states: ['queued', 'running'],
    sort: 'submitted',
    desc: true,
    after: undefined,
    offset: 0,
    limit: 1,
  });
  // Names are letters, digits, - and _ only: nothing of them needs escaping.
  return items[0] && `/w/${items[0].workspace}/jobs/${items[0].experiment}/${items[0].row.name}`;
}

/** True while nothing but tokens was ever made here. */
export async function isNew(read: Read): Promise<boolean> {
  const { events } = await read('event.after', { filter: {}, after: 0, limit: 10 });
  return events.every(({ type }) => type.startsWith('token.'));
}

/** Fills an empty installation with a workspace, a cluster and a job that really trains. */
export async function quickStart(
  { execute, archive }: { execute: Execute; archive: Pick<Archive, 'blobs'> },
  actor: Actor,
  { base, cacheDir }: { base: string; cacheDir: string },
): Promise<void> {
  const recipe = recipes.find(({ name }) => name === 'digits');
  if (!recipe) throw new Error('the catalogue has no recipe digits');
  const program = fileURLToPath(entryBeside(base, 'prepare-recipe'));
  const { stdout } = await promisify(execFile)(process.execPath, [program, recipe.name, cacheDir]);
  const files: HashedFile[] = JSON.parse(stdout);
  for (const { sha256, bytes, source } of files) {
    await archive.blobs.put(sha256, createReadStream(source), bytes);
    await execute('blob.store', { sha256, bytes }, actor);
  }
  const workspace = await execute('workspace.create', parse(workspaceCreate, { name: workspaceName }), actor);
  const workspaceUid = workspace.uid;
  const experiment = await execute('experiment.create', { workspaceUid, name: 'digits' }, actor);
  await execute('cluster.create', { workspaceUid, body: parse(clusterCreate, cluster) }, actor);
  const body = parse(jobCreate, jobOf(recipe, 'digits', { name: cluster.name }, files));
  await execute('job.submit', { experimentUid: experiment.uid, body }, actor);
}
