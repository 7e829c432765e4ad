import { nameKey } from '@trainyard/contracts/workspace-key';
import type { JobRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';

/** uids of jobs whose outputs are an input of a job that is not over. Reads the bodies of those that name one. */
export function wantedOutputs(tx: Tx): Set<string> {
  const wanted = new Set<string>();
  const living = tx.query('job', `WHERE state IN ('queued', 'running', 'terminating') AND instr(spec, '"from"') > 0`);
  for (const job of living) {
    for (const { from } of job.spec.inputDirectories ?? []) {
      const source = from && namedIn(tx, job, from);
      if (source) wanted.add(source.uid);
    }
  }
  return wanted;
}

function namedIn(tx: Tx, job: JobRow, from: { experiment?: string | undefined; job: string }): JobRow | undefined {
  const experimentUid =
    from.experiment === undefined
      ? job.experimentUid
      : tx.where('experiment', { workspaceUid: job.workspaceUid, nameKey: nameKey(from.experiment) })[0]?.uid;
  return experimentUid === undefined ? undefined : tx.where('job', { experimentUid, nameKey: nameKey(from.job) })[0];
}
