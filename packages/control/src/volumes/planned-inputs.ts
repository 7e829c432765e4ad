import type { Detail } from '@trainyard/contracts/errors';
import type { PlannedInput } from '@trainyard/contracts/task-plan';
import type { MountVolumes } from '@trainyard/contracts/volumes';
import { volumeKinds } from '@trainyard/contracts/volumes';
import type { ArtifactRow, JobRow } from '@trainyard/db/entities';
import type { Rows } from '@trainyard/db/rows';
import { type Place, placesOf } from './job-places.ts';
import { resolveIn } from './look-up.ts';
import { inputsDirectory, joined, mountPath } from './plain-path.ts';
import { detailOf, type ResolvedVolume } from './resolve-volumes.ts';

type Reading = Pick<Rows, 'get' | 'where' | 'query'>;

/** Files of earlier jobs that one plan names: each is a row to read and a download. What has more belongs on a volume. */
const filesMost = 20_000;

/** What a job is given to read, what is mounted for it, and why something cannot be had. */
export interface InputsOf {
  inputs: PlannedInput[];
  volumes: ResolvedVolume[];
  faults: Detail[];
}

/**
 * The input directories of a job as its tasks find them: a path as it is written; of another job's output the files in the artifact store, or
 * its volume, mounted to be read only, with the path there.
 */
export function inputsOf(rows: Reading, job: Pick<JobRow, 'spec' | 'inputs'>, storageHome: string): InputsOf {
  const all: InputsOf = { inputs: [], volumes: [], faults: [] };
  (job.spec.inputDirectories ?? []).forEach(({ id, path, from }, at) => {
    if (path !== undefined) all.inputs.push({ id, path });
    if (!from) return;
    const where = `inputDirectories[${at}].from`;
    const source = rows.get('job', job.inputs[id] ?? '');
    if (!source) {
      all.faults.push(detailOf(`${where}.job`, 'JobNotFound', { name: from.job }));
      return;
    }
    const found = outputOf(rows, source, { id, directory: from.directory, where }, storageHome);
    if ('faults' in found) all.faults.push(...found.faults);
    else {
      all.inputs.push(found.input);
      if (found.volume) all.volumes.push(found.volume);
    }
  });
  return all;
}

interface Asked {
  id: string;
  directory: string;
  /** JSON path of the reference. */
  where: string;
}

type Output = { input: PlannedInput; volume: ResolvedVolume | null } | { faults: Detail[] };

function outputOf(rows: Reading, source: JobRow, { id, directory, where }: Asked, storageHome: string): Output {
  const params = { job: source.name, directory };
  const refusal = (code: 'OutputUnknown' | 'OutputOnNode' | 'OutputPruned', more = {}): Output => ({
    faults: [detailOf(`${where}.directory`, code, { ...params, ...more })],
  });
  const outputs = source.spec.outputDirectories ?? [];
  if (!outputs.some((one) => one.id === directory)) {
    return refusal('OutputUnknown', { directories: outputs.map((one) => one.id) });
  }
  const place = placeOf(rows, source, directory);
  if (place?.kind === 'stores') {
    if (source.pruned.outputs) return refusal('OutputPruned');
    return storedFiles(rows, source, { id, directory, where });
  }
  if (place?.kind !== 'volume') return refusal('OutputOnNode');
  const { volumes, faults } = volumesAt(rows, source, place, where, storageHome);
  const found = volumes.find(({ volume }) => volume.at === place.at);
  if (!found) return faults.length > 0 ? { faults } : refusal('OutputOnNode');
  const at = `${inputsDirectory}/${id}`;
  const path = joined(`$AZ_BATCHAI_JOB_MOUNT_ROOT/${at}`, withoutShards(source, place.path));
  return { input: { id, path }, volume: { ...found, volume: { ...found.volume, at, readOnly: true } } };
}

/** Undefined for a directory that the job has not. */
function placeOf(rows: Reading, { spec, segment, clusterUid }: JobRow, directory: string): Place | undefined {
  const cluster = rows.get('cluster', clusterUid);
  const mounted = { job: pathsOf(spec.mountVolumes), cluster: pathsOf(cluster?.spec.nodeSetup?.mountVolumes) };
  return placesOf({ spec, segment, shard: null }, mounted).get(directory);
}

/** Where volumes are mounted, whether or not they could be now. */
function pathsOf(volumes: MountVolumes | undefined): string[] {
  return volumeKinds.flatMap((kind) =>
    (volumes?.[kind] ?? []).flatMap(({ relativeMountPath }) => mountPath(relativeMountPath) ?? []),
  );
}

/** Shards have a directory each, named by their numbers below the job's: all of them are the input. */
function withoutShards({ shards, segment }: JobRow, path: string): string {
  return shards ? path.slice(0, path.indexOf(segment) + segment.length) : path;
}

function volumesAt(
  rows: Reading,
  source: JobRow,
  { root }: Extract<Place, { kind: 'volume' }>,
  path: string,
  storageHome: string,
): { volumes: ResolvedVolume[]; faults: Detail[] } {
  const owner = root === 'job' ? source : rows.get('cluster', source.clusterUid);
  if (!owner) return { volumes: [], faults: [] };
  const volumes = root === 'job' ? source.spec.mountVolumes : clusterVolumes(rows, source);
  return resolveIn(rows, volumes, { path, owner: owner.uid, workspaceUid: owner.workspaceUid }, storageHome);
}

function clusterVolumes(rows: Reading, { clusterUid }: JobRow): MountVolumes | undefined {
  return rows.get('cluster', clusterUid)?.spec.nodeSetup?.mountVolumes;
}

/** What the newest attempt left of each unit; of a path that several nodes left the first counts. */
function storedFiles(rows: Reading, source: JobRow, { id, directory, where }: Asked): Output {
  const tail = `WHERE jobUid = ? AND kind = 'output' AND directory = ? ORDER BY unit, attempt DESC, file, task LIMIT ?`;
  const rowsFound = rows.query('artifact', tail, [source.uid, directory, filesMost + 1]);
  if (rowsFound.length > filesMost) {
    const params = { job: source.name, directory, most: filesMost };
    return { faults: [detailOf(`${where}.directory`, 'OutputTooMany', params)] };
  }
  const newest = new Map<number, number>();
  for (const { unit, attempt } of rowsFound) newest.set(unit, Math.max(attempt, newest.get(unit) ?? 0));
  const files = new Map<string, ArtifactRow>();
  for (const row of rowsFound) {
    const path = source.shards ? `${row.unit}/${row.file}` : row.file;
    if (row.attempt === newest.get(row.unit) && !files.has(path)) files.set(path, row);
  }
  const planned = [...files].map(([path, { sha256, bytes }]) => ({ path, sha256, bytes }));
  return { input: { id, files: planned }, volume: null };
}
