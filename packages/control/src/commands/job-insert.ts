import { toolTypes } from '@trainyard/contracts/toolkits';
import { formatWorkspaceRef, nameKey } from '@trainyard/contracts/workspace-key';
import type { ClusterRow, ExperimentRow, JobRow } from '@trainyard/db/entities';
import type { JobView } from '@trainyard/db/readers/jobs';
import type { Tx } from '@trainyard/db/writer';
import { toolkitOf } from '@trainyard/toolkits/registry';
import { insertUnit } from '../attempts/fresh-unit.ts';
import { freshShards } from '../attempts/shards.ts';
import { blockedBy } from '../scheduling/unit-feed.ts';
import type { CommandPorts } from './command.ts';
import { workspaceOf } from './find.ts';
import { recordDependents } from './job-dependencies.ts';

/** Adds the job, a gang with its one unit; answers it as a reader would find it after the commit. */
export function insertJob(
  tx: Tx,
  { ids }: Pick<CommandPorts, 'ids'>,
  experiment: ExperimentRow,
  cluster: ClusterRow,
  given: Pick<JobRow, 'name' | 'spec' | 'tags' | 'held' | 'dependencies' | 'inputs' | 'resubmittedFrom'>,
): JobView {
  const workspace = workspaceOf(tx, experiment.workspaceUid);
  const uid = ids.uid();
  const path = `${experiment.path}/jobs/${given.name}`;
  const { workspaceUid } = experiment;
  const blocked = blockedBy(given);
  const job = tx.insert(
    'job',
    {
      ...given,
      uid,
      clusterUid: cluster.uid,
      workspaceUid,
      path,
      experimentUid: experiment.uid,
      nameKey: nameKey(given.name),
      state: 'queued',
      stateAt: tx.now,
      toolType: toolTypes[toolkitOf(given.spec).field],
      segment: `${workspace.subscription}/${workspace.resourceGroup}/workspaces/${workspace.name}/experiments/${experiment.name}/jobs/${given.name}/${uid}`,
      order: tx.seq + 1,
      reasons: blocked ? [blocked] : [],
      startedAt: null,
      endedAt: null,
      exitCode: null,
      errors: [],
      stopBy: null,
      deleting: false,
      createdBy: tx.actor.name,
      shards: given.spec.array ? freshShards(given.spec.array) : null,
      forecast: null,
      preemptions: 0,
      failure: null,
      family: null,
      vitals: null,
      pruned: {},
    },
    'job.submitted',
  );
  recordDependents(tx, job);
  // Shards of an array get their rows when they start: a hundred thousand of them are one job to submit.
  if (!job.shards) insertUnit(tx, { ids }, job, 0);
  const home = formatWorkspaceRef(workspace);
  const away = cluster.workspaceUid === workspaceUid ? home : formatWorkspaceRef(workspaceOf(tx, cluster.workspaceUid));
  return {
    row: job,
    workspace: home,
    experiment: experiment.name,
    cluster: { uid: cluster.uid, workspace: away, name: cluster.name },
    attempt: 0,
    phase: null,
    services: [],
  };
}
