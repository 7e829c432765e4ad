/** A job file of Batch AI, `{"properties": {…}}` in any of its three versions, as the body that this page writes. Pure; fetched when one is pasted. */
import { type JobNativeBody, jobToNative } from '@trainyard/contracts/batch-ai/native-body';
import { type Detail, Fault } from '@trainyard/contracts/errors';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { Body } from '../body.ts';

export interface TakenFile {
  body: Body;
  /** The experiment that a file of an older version names. */
  experiment: string | undefined;
  /** What was dropped or is written otherwise now, by its path in the file. */
  warnings: readonly Detail[];
  /** The cluster as the file names it, where this workspace has none of that name: somebody must choose one. */
  missingCluster: string | undefined;
}

export interface Here {
  workspace: string;
  /** Names of its clusters. */
  clusters: readonly string[];
  /** What is being written: its name stays, as a file has none. */
  written: Body;
}

/** Translates it; faults of the translation stand among the warnings, because what they are about is left out. */
export function takeFile(file: Record<string, unknown>, { workspace, clusters, written }: Here): TakenFile {
  let native: JobNativeBody;
  try {
    native = jobToNative(file);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { body: written, experiment: undefined, warnings: error.details ?? [], missingCluster: undefined };
  }
  const { cluster, name = written.name, ...rest } = native.body;
  const asked = cluster as { workspace?: string; name?: string } | undefined;
  const isHere = asked?.workspace === undefined || nameKey(asked.workspace) === nameKey(workspace);
  const found = clusters.find((one) => asked?.name !== undefined && nameKey(one) === nameKey(asked.name));
  // A cluster of another workspace is the server's to judge. One that is nowhere here leaves the choice open.
  const kept = isHere ? found && { name: found } : cluster;
  const missing = kept === undefined ? (asked?.name ?? '') : undefined;
  return {
    body: {
      ...(name === undefined ? {} : { name }),
      ...(kept === undefined ? {} : { cluster: kept }),
      ...rest,
    },
    experiment: native.experiment,
    warnings: [...native.faults, ...native.warnings],
    missingCluster: missing,
  };
}
