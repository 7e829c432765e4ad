import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OperationInput } from '@trainyard/contracts/api';
import type { FileServerCreate } from '@trainyard/contracts/file-server';
import type { JobCreateInput } from '@trainyard/contracts/job';

/** A file as users of Batch AI wrote it: fields of a job, cluster or file server below `properties`. */
export interface JobFile {
  name: string;
  properties: Record<string, unknown>;
}

/** A folder with the published files, in `recipes/` and `cli/`; without it ours alone are tested. */
const samples = process.env.BATCHAI_SAMPLES;

function filesIn(folder: string): JobFile[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.toSorted().map((name) => {
    const { properties = {} } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Partial<JobFile>;
    return { name: basename(name, '.json'), properties };
  });
}

/** Our own files of a folder here, and the published ones where they are, as far as they have a field. */
function withField(ours: string, field: string): JobFile[] {
  const here = fileURLToPath(new URL(ours, import.meta.url));
  const folders = samples === undefined ? [here] : [here, join(samples, 'recipes'), join(samples, 'cli')];
  return folders.flatMap(filesIn).filter(({ properties }) => properties[field] !== undefined);
}

export const jobFiles = (): JobFile[] => withField('jobs', 'nodeCount');
export const clusterFiles = (): JobFile[] => withField('clusters', 'scaleSettings');
export const fileServerFiles = (): JobFile[] => withField('file-servers', 'dataDisks');

/** True when MPI starts its processes, which needs an engine. */
export function isByMpi({ properties }: JobFile): boolean {
  const countOf = (field: string): number => {
    const settings = properties[field] as { processCount?: number } | undefined;
    return settings === undefined ? 0 : (settings.processCount ?? Number(properties.nodeCount));
  };
  if ('horovodSettings' in properties || 'customMpiSettings' in properties) return true;
  const { communicationBackend = '' } = (properties.pyTorchSettings ?? {}) as { communicationBackend?: string };
  if (communicationBackend.toLowerCase() === 'mpi' && countOf('pyTorchSettings') > 1) return true;
  return ['cntkSettings', 'chainerSettings', 'caffeSettings'].some((field) => countOf(field) > 1);
}

/** Name of the account that files leave open; an account of that name lets them run as they are. */
export const account = 'AZURE_BATCHAI_STORAGE_ACCOUNT';

/** Fields of the wire dialect and of its older versions that the native body does not have. No container runs here. */
const wireOnly = new Set(['toolType', 'cluster', 'containerSettings']);

/** What the command line's own options mount for files that leave it to them. */
const byOptions = {
  azureFileShares: [{ azureFileUrl: `https://<${account}>.file.core.windows.net/share`, relativeMountPath: 'afs' }],
  azureBlobFileSystems: [{ accountName: `<${account}>`, containerName: 'container', relativeMountPath: 'bfs' }],
};

/** The body that submits a job file natively: its volumes as they are, on the host. */
export function bodyOf({ properties }: JobFile): Partial<JobCreateInput> {
  const kept = Object.fromEntries(Object.entries(properties).filter(([field]) => !wireOnly.has(field)));
  const outputs = kept.outputDirectories as { id: string; pathPrefix: string; pathSuffix?: string }[] | undefined;
  const leavesItOpen = kept.mountVolumes === undefined && JSON.stringify(kept).includes('JOB_MOUNT_ROOT/afs');
  return {
    ...kept,
    ...(leavesItOpen && { mountVolumes: byOptions }),
    ...(outputs && {
      outputDirectories: outputs.map(({ id, pathPrefix, pathSuffix }) => ({ id, pathPrefix, pathSuffix })),
    }),
  } as Partial<JobCreateInput>;
}

type ClusterBody = Omit<OperationInput<'createCluster'>['body'], 'name'>;

/** The body that creates a cluster file natively; `credentialsInfo` is what an older version called `credentials`. */
export function clusterOf({ properties }: JobFile): ClusterBody {
  const known = JSON.stringify(properties).replaceAll('"credentialsInfo"', '"credentials"');
  return JSON.parse(known) as ClusterBody;
}

export function fileServerOf({ properties }: JobFile): Omit<FileServerCreate, 'name'> {
  return properties as unknown as Omit<FileServerCreate, 'name'>;
}
