import type { Command } from './command.ts';
import { liveTask } from './task-secrets.ts';

/** Checkpoint files kept per task: the newest few; older ones make room. */
const checkpointsMost = 8;

/** Records a file whose bytes are in the archive. The same path again replaces what it named. */
export const artifactStore: Command<'artifact.store'> = {
  verb: 'report',
  locate(tx, { fence }) {
    const { nodeUid, workspaceUid } = liveTask(tx, fence);
    return { kind: 'task', name: String(fence.task), workspaceUid, nodeUid };
  },
  run(tx, { fence, kind, directory, path, bytes, sha256 }, { ids }) {
    const { job, unit, attempt, task } = fence;
    const row = liveTask(tx, fence);
    // A checkpoint is the unit's, whichever attempt wrote it; outputs are kept for each attempt.
    const scope = { jobUid: job, unit, task, kind, directory, ...(kind === 'output' && { attempt }) };
    for (const old of tx.where('artifact', { ...scope, file: path })) {
      if (old.sha256 === sha256 && old.attempt === attempt) return { uid: old.uid };
      tx.remove('artifact', old.uid, 'artifact.deleted');
    }
    const uid = ids.uid();
    tx.insert(
      'artifact',
      {
        ...scope,
        uid,
        attempt,
        workspaceUid: row.workspaceUid,
        path: `${row.path}/artifacts/${directory}/${path}`,
        file: path,
        bytes,
        sha256,
      },
      'artifact.stored',
    );
    if (kind === 'checkpoint') {
      for (const old of tx.where('artifact', scope).slice(0, -checkpointsMost))
        tx.remove('artifact', old.uid, 'artifact.deleted');
    }
    return { uid };
  },
};
