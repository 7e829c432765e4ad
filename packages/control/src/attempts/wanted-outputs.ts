import type { Tx } from '@trainyard/db/writer';

/** uids of jobs whose outputs are an input of a job that is not over. */
export function wantedOutputs({ connection }: Tx): Set<string> {
  const uids = connection
    .prepare(
      `SELECT DISTINCT value FROM jobs, json_each(jobs.inputs)
       WHERE state IN ('queued', 'running', 'terminating') AND inputs <> '{}'`,
    )
    .pluck()
    .all();
  return new Set(uids as string[]);
}
