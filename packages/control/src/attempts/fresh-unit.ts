import type { JobRow, UnitRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Ids } from '@trainyard/runtime/ids';

/** Adds a unit that has never started: the one of a gang when it is submitted, a shard's when it starts. */
export function insertUnit(tx: Tx, { ids }: { ids: Ids }, job: JobRow, index: number): UnitRow {
  const fresh = {
    state: 'queued',
    attempts: 0,
    failures: 0,
    losses: 0,
    notBefore: 0,
    ranMs: 0,
    startedAt: null,
    checkpointAt: null,
    stopping: false,
  } as const;
  return tx.insert(
    'unit',
    {
      uid: ids.uid(),
      workspaceUid: job.workspaceUid,
      path: `${job.path}/units/${index}`,
      jobUid: job.uid,
      clusterUid: job.clusterUid,
      index,
      avoid: [],
      ...fresh,
    },
    'unit.created',
    tx.seq,
  );
}
