import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JobCreateInput } from '@trainyard/contracts/job';

/** A job file as users of Batch AI wrote it: fields of a job below `properties`. */
export interface JobFile {
  name: string;
  properties: Record<string, unknown>;
}

/** A folder with the published job files, in `recipes/` and `cli/`; without it ours alone are tested. */
const samples = process.env.BATCHAI_SAMPLES;

/** Our own job files, and the published ones where they are. */
export function jobFiles(): JobFile[] {
  const ours = fileURLToPath(new URL('jobs', import.meta.url));
  const folders = samples === undefined ? [ours] : [ours, join(samples, 'recipes'), join(samples, 'cli')];
  return folders.flatMap((folder) => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.toSorted().flatMap((name) => {
      const { properties } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Partial<JobFile>;
      // Clusters and file servers lie beside the jobs.
      return properties?.nodeCount === undefined ? [] : [{ name: basename(name, '.json'), properties }];
    });
  });
}

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

/** Fields of the wire dialect and of its older versions that the native body does not have. */
const wireOnly = new Set(['toolType', 'cluster']);

/**
 * The body that submits a job file natively. Nothing is mounted and no container runs here: both mount roots become `share`, a local
 * directory in which everything lies where the volumes would have it, and the job runs on the host.
 */
export function bodyOf({ properties }: JobFile, share: string): Partial<JobCreateInput> {
  const { mountVolumes: _volumes, containerSettings: _image, ...rest } = properties;
  const kept = Object.fromEntries(Object.entries(rest).filter(([field]) => !wireOnly.has(field)));
  const outputs = kept.outputDirectories as { id: string; pathPrefix: string; pathSuffix?: string }[] | undefined;
  const body = {
    ...kept,
    ...(outputs && {
      outputDirectories: outputs.map(({ id, pathPrefix, pathSuffix }) => ({ id, pathPrefix, pathSuffix })),
    }),
  };
  const text = JSON.stringify(body).replaceAll(/\$AZ_BATCHAI_(JOB_)?MOUNT_ROOT/g, share);
  return JSON.parse(text) as Partial<JobCreateInput>;
}
