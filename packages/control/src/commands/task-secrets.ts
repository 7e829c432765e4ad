import type { Fence } from '@trainyard/contracts/attempt';
import { Fault } from '@trainyard/contracts/errors';
import type { PlannedVolume } from '@trainyard/contracts/planned-volume';
import type { TaskRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { isAccountKeyName } from '../volumes/account-keys.ts';
import { mountsOf } from '../volumes/mounts-of.ts';
import type { ResolvedVolume } from '../volumes/resolve-volumes.ts';
import { secretsOfVolumes } from '../volumes/volume-secrets.ts';
import type { Command } from './command.ts';
import { jobOf } from './find.ts';
import { openSecrets } from './secrets.ts';

/** Beyond the time that the attempt may run: for pulling an image before, and for writing out what is cached after. */
const marginMs = 24 * 3_600_000;

/** The living task of a fence; an older or ended one is refused. */
export function liveTask(tx: Tx, { job, unit, attempt, task }: Fence): TaskRow {
  const row = tx.where('task', { jobUid: job, unit, attempt, index: task })[0];
  if (!row || row.phase === 'ended') throw new Fault('StaleAttempt', { attempt, job });
  return row;
}

/** Secret values for the node that runs the task, and for no other: the job's own, and those that its volumes are mounted with. */
export const taskSecrets: Command<'task.secrets'> = {
  verb: 'report',
  locate(tx, { fence }) {
    const { nodeUid, workspaceUid } = liveTask(tx, fence);
    return { kind: 'task', name: String(fence.task), workspaceUid, nodeUid };
  },
  run(tx, { fence }, { vault, storageHome }) {
    const { plan } = liveTask(tx, fence);
    const sealed = Object.entries(openSecrets(tx, vault, fence.job));
    // A key of an account is there to be signed with: what a node gets of it is made for its volumes.
    const own = Object.fromEntries(sealed.filter(([name]) => !isAccountKeyName(name)));
    if (plan.volumes.length === 0) return own;
    const { volumes } = mountsOf(tx, jobOf(tx, fence.job), storageHome);
    const expiresAt = tx.now + plan.wallClock + marginMs;
    return { ...own, ...secretsOfVolumes(tx, vault, wantedBy(plan.volumes, volumes), { expiresAt }) };
  },
};

/** Of the volumes as they are now those that a plan refers to: it may be older. */
function wantedBy(planned: readonly PlannedVolume[], volumes: readonly ResolvedVolume[]): ResolvedVolume[] {
  const refs = new Set(planned.flatMap(({ source }) => ('secretRef' in source ? [source.secretRef] : [])));
  return volumes.filter(({ secret }) => secret && refs.has(secret.ref));
}
