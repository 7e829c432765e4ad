import type { Actor } from '@trainyard/contracts/actors';
import type { Artifact } from '@trainyard/contracts/artifact';
import { Fault } from '@trainyard/contracts/errors';
import { prunedFault } from '@trainyard/contracts/pruned-fault';
import { formatTime } from '@trainyard/contracts/times';
import { inScope } from '@trainyard/control/policies/decide';
import type { ArtifactRow } from '@trainyard/db/entities';
import type { Doors } from '../../doors.ts';
import { sendContent } from '../blobs/send-bytes.ts';
import { jobBy } from '../load.ts';
import { pageInput, pageOut } from '../pages/page.ts';
import { route } from '../route.ts';

export function presentArtifact(row: ArtifactRow): Artifact {
  const { uid, unit, attempt, task, kind, directory, file, bytes, sha256, createdAt } = row;
  return { uid, unit, attempt, task, kind, directory, path: file, bytes, sha256, storedAt: formatTime(createdAt) };
}

/** Why an artifact is not there any more, when its job's outputs were removed and the actor may know of the job. */
async function prunedWith({ read }: Pick<Doors, 'read'>, actor: Actor, uid: string): Promise<Fault | undefined> {
  const { events } = await read('event.after', { filter: { subject: uid }, after: 0, limit: 1 });
  const jobUid = events[0]?.jobUid;
  const job = jobUid && (await read('job.get', { uid: jobUid }))?.row;
  if (!job || !inScope(actor, job) || !job.pruned.outputs) return undefined;
  return prunedFault(job.name, 'outputs', job.pruned.outputs);
}

export const artifactRoutes = {
  listArtifacts: route('listArtifacts', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run({ query }, { row }, doors) {
      const input = { ...pageInput(query), jobUid: row.uid, directory: query.directory };
      const page = await doors.read('artifact.list', input);
      // A list without anything would say that the job left nothing.
      if (page.items.length === 0 && row.pruned.outputs) throw prunedFault(row.name, 'outputs', row.pruned.outputs);
      return pageOut(page, presentArtifact);
    },
  }),
  getArtifact: route('getArtifact', {
    async load({ actor, params }, doors) {
      const missing = () => new Fault('ArtifactNotFound', { name: params.uid });
      const row = await doors.read('artifact.get', { uid: params.uid });
      if (!row) throw (await prunedWith(doors, actor, params.uid)) ?? missing();
      return { value: row, object: { kind: 'artifact', name: row.path, workspaceUid: row.workspaceUid }, missing };
    },
    // The path is the job's own word: it names the download and nothing on this machine.
    run: ({ req, res }, row, doors) => sendContent(doors, req, res, { sha256: row.sha256, name: row.file }),
  }),
};
