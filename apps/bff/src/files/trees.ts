import type { Archive } from '@trainyard/archive/archive';
import { controllerActor } from '@trainyard/contracts/actors';
import type { JobDirectory } from '@trainyard/contracts/api/trees';
import { Fault } from '@trainyard/contracts/errors';
import type { PlannedVolume } from '@trainyard/contracts/planned-volume';
import { prunedFault } from '@trainyard/contracts/pruned-fault';
import { type Place, placesOf } from '@trainyard/control/volumes/job-places';
import type { FileServerRow, JobRow, StorageAccountRow } from '@trainyard/db/entities';
import type { FileTree } from '@trainyard/mounts/tree';
import { belowTree } from '@trainyard/mounts/trees/below-tree';
import type { Execute, Read } from '../threads/protocol.ts';
import { artifactTree } from './artifact-tree.ts';
import { besideTree } from './beside-tree.ts';
import { laterTree } from './later-tree.ts';
import { logTree } from './log-tree.ts';
import { isReadable, machineTree, type VolumeTrees, volumeTree } from './volume-tree.ts';

export interface TreePorts extends VolumeTrees {
  execute: Execute;
  read: Read;
  archive: Pick<Archive, 'blobs' | 'logs'>;
}

/** One directory of a job; shard 0 and the newest attempt unless they are named. */
export interface InJob {
  directory: string;
  unit?: number | undefined;
  attempt?: number | undefined;
}

/** Files as the server reads them, wherever they lie. */
export interface Trees {
  /** Throws DirectoryNotFound, DirectoryUnreadable, and LogsPruned or OutputsPruned for what is no longer kept. */
  ofJob(row: JobRow, at: InJob): Promise<FileTree>;
  directoriesOf(row: JobRow): Promise<JobDirectory[]>;
  /** Throws StorageUnavailable. */
  ofFileServer(row: Pick<FileServerRow, 'name' | 'place'>): FileTree;
  /** Containers are the directories at its top. */
  ofAccount(row: Pick<StorageAccountRow, 'uid' | 'name'>): Promise<FileTree>;
}

/** Ids of directories that every job has. */
const logsId = 'stdouterr';
const checkpointsId = 'checkpoints';

interface Volumes {
  job: PlannedVolume[];
  cluster: PlannedVolume[];
  secrets: Record<string, string>;
}

const noVolumes: Volumes = { job: [], cluster: [], secrets: {} };
const asServer = controllerActor('files');

export function createTrees(ports: TreePorts): Trees {
  const { execute, read, archive } = ports;

  /** Those that a path of the job may lead to. */
  async function volumesOf({ uid, spec }: JobRow): Promise<Volumes> {
    const prefixes = [spec.stdOutErrPathPrefix, ...(spec.outputDirectories ?? []).map(({ pathPrefix }) => pathPrefix)];
    if (prefixes.every((prefix) => prefix === undefined)) return noVolumes;
    const { volumes, nodeVolumes, secrets } = await execute('storage.secrets', { jobUid: uid }, asServer);
    return { job: volumes, cluster: nodeVolumes, secrets };
  }

  function treeAt(row: JobRow, id: string, place: Place, volumes: Volumes): FileTree {
    const unreadable = new Fault('DirectoryUnreadable', { name: id, job: row.name, path: pathOf(row, id) });
    if (place.kind !== 'volume') throw unreadable;
    const volume = volumeAt(place, volumes);
    const tree = volume && volumeTree(volume, volumes.secrets, row.uid, ports);
    if (!tree) throw unreadable;
    return belowTree(tree, place.path);
  }

  async function onVolume(row: JobRow, id: string, unit: number): Promise<FileTree> {
    const volumes = await volumesOf(row);
    const place = placesIn(row, unit, volumes).get(id) ?? { kind: 'node' };
    return treeAt(row, id, place, volumes);
  }

  function logsOf(row: JobRow, unit: number, attempt: number | undefined): FileTree | Promise<FileTree> {
    const { logs: pruned } = row.pruned;
    // What was written to a volume is the volume's and stays.
    if (pruned && row.spec.stdOutErrPathPrefix !== undefined) return onVolume(row, logsId, unit);
    if (pruned) throw prunedFault(row.name, 'logs', pruned);
    const logs = logTree({ read, logs: archive.logs }, { jobUid: row.uid, unit, attempt });
    if (row.spec.stdOutErrPathPrefix === undefined) return logs;
    return besideTree(
      logs,
      laterTree(() => onVolume(row, logsId, unit)),
    );
  }

  return {
    async ofJob(row, { directory, unit = 0, attempt }) {
      if (directory === logsId) return logsOf(row, unit, attempt);
      const output = row.spec.outputDirectories?.find(({ id }) => id === directory);
      if (output?.pathPrefix !== undefined) return onVolume(row, directory, unit);
      const kind = output ? 'output' : 'checkpoint';
      if (!output && directory !== checkpointsId) throw noDirectory(row, directory);
      if (row.pruned.outputs) throw prunedFault(row.name, 'outputs', row.pruned.outputs);
      return artifactTree({ read, archive }, { jobUid: row.uid, unit, attempt, kind, directory });
    },
    async directoriesOf(row) {
      const volumes = await volumesOf(row);
      const places = placesIn(row, 0, volumes);
      const checkpoints = {
        jobUid: row.uid,
        unit: 0,
        attempt: undefined,
        kind: 'checkpoint',
        directory: checkpointsId,
      };
      const any = await read('artifact.children', {
        ...(checkpoints as Parameters<typeof artifactTree>[1]),
        under: '',
        after: null,
        limit: 1,
      });
      const kept: JobDirectory = { ...stored(checkpointsId, 'checkpoints'), path: '$TRAINYARD_CHECKPOINTS' };
      return [
        ...[...places].map(([id, place]) => described(row, id, place, volumes)),
        ...(any.length > 0 && !places.has(checkpointsId) ? [kept] : []),
      ];
    },
    ofFileServer({ name, place }) {
      const label = `file server ${name}`;
      if (!place) throw new Fault('StorageUnavailable', { label, why: 'it is not up' });
      return machineTree(place.directory, label, ports);
    },
    async ofAccount({ uid, name }) {
      const { volumes, secrets } = await execute('storage.secrets', { accountUid: uid, container: null }, asServer);
      const [volume] = volumes;
      const tree = volume && volumeTree(volume, secrets, uid, ports);
      if (!tree)
        throw new Fault('StorageUnavailable', { label: `account ${name}`, why: 'its kind is only ever mounted' });
      return belowTree(tree, '');
    },
  };
}

function placesIn({ spec, segment, shards }: JobRow, unit: number, { job, cluster }: Volumes): Map<string, Place> {
  const mounted = { job: job.map(({ at }) => at), cluster: cluster.map(({ at }) => at) };
  const shard = shards ? { index: unit, count: shards.count } : null;
  return placesOf({ spec, shard, segment: shard ? `${segment}/${unit}` : segment }, mounted);
}

function volumeAt(place: Extract<Place, { kind: 'volume' }>, volumes: Volumes): PlannedVolume | undefined {
  return volumes[place.root].find(({ at }) => at === place.at);
}

/** A directory's path as the job has it. */
function pathOf({ spec, segment }: JobRow, id: string): string {
  if (id === logsId) {
    const prefix = spec.stdOutErrPathPrefix;
    return prefix === undefined ? '$AZ_BATCHAI_STDOUTERR_DIR' : `${prefix}/${segment}/stdouterr`;
  }
  const { pathPrefix, pathSuffix } = spec.outputDirectories?.find((one) => one.id === id) ?? {};
  if (pathPrefix === undefined) return `$AZ_BATCHAI_OUTPUT_${id}`;
  return `${pathPrefix}/${segment}/outputs${pathSuffix === undefined ? '' : `/${pathSuffix}`}`;
}

function stored(id: string, kind: JobDirectory['kind']): Omit<JobDirectory, 'path'> {
  return { id, kind, place: kind === 'logs' ? 'logs' : 'artifacts', volume: null };
}

function described(row: JobRow, id: string, place: Place, volumes: Volumes): JobDirectory {
  const path = pathOf(row, id);
  const kind = id === logsId ? 'logs' : 'output';
  if (place.kind === 'stores') return { ...stored(id, kind), path };
  const volume = place.kind === 'volume' ? volumeAt(place, volumes) : undefined;
  const label = volume?.label ?? null;
  // The server's own store has the logs of every job, wherever they go besides.
  if (kind === 'logs') return { ...stored(id, kind), path, volume: label };
  const isOnVolume = volume !== undefined && isReadable(volume.source);
  return { id, kind, place: isOnVolume ? 'volume' : 'unreadable', path, volume: label };
}

function noDirectory({ name, spec }: JobRow, directory: string): Fault {
  const directories = [logsId, ...(spec.outputDirectories ?? []).map(({ id }) => id)];
  return new Fault('DirectoryNotFound', { job: name, name: directory, directories });
}
