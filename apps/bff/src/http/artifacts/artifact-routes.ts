import type { Artifact } from '@trainyard/contracts/artifact';
import { Fault } from '@trainyard/contracts/errors';
import { formatTime } from '@trainyard/contracts/times';
import type { ArtifactRow } from '@trainyard/db/entities';
import { sendContent } from '../blobs/send-bytes.ts';
import { jobBy } from '../load.ts';
import { pageInput, pageOut } from '../pages/page.ts';
import { route } from '../route.ts';

function presentArtifact(row: ArtifactRow): Artifact {
  const { uid, unit, attempt, task, kind, directory, file, bytes, sha256, createdAt } = row;
  return { uid, unit, attempt, task, kind, directory, path: file, bytes, sha256, storedAt: formatTime(createdAt) };
}

export const artifactRoutes = {
  listArtifacts: route('listArtifacts', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run({ query }, { row }, doors) {
      const input = { ...pageInput(query), jobUid: row.uid, directory: query.directory };
      return pageOut(await doors.read('artifact.list', input), presentArtifact);
    },
  }),
  getArtifact: route('getArtifact', {
    async load({ params }, doors) {
      const missing = () => new Fault('ArtifactNotFound', { name: params.uid });
      const row = await doors.read('artifact.get', { uid: params.uid });
      if (!row) throw missing();
      return { value: row, object: { kind: 'artifact', name: row.path, workspaceUid: row.workspaceUid }, missing };
    },
    // The path is the job's own word: it names the download and nothing on this machine.
    run: ({ req, res }, row, doors) => sendContent(doors, req, res, { sha256: row.sha256, name: row.file }),
  }),
};
