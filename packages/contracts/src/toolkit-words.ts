/** Words that settings of toolkits choose from, and that plans are made of. Without a schema, so that a page can offer them. */

/** As Batch AI wrote them; any case is taken, and echoed as received. */
export const languageTypes = ['BrainScript', 'Python'] as const;

/** As Batch AI wrote them, any case is taken; NCCL is ours. */
export const communicationBackends = ['TCP', 'Gloo', 'MPI', 'NCCL'] as const;

/** What TF_CONFIG calls the first worker; `worker` unless the job says otherwise. */
export const masterTaskTypes = ['worker', 'chief', 'master'] as const;
export type MasterTaskType = (typeof masterTaskTypes)[number];

/** The language of CNTK's program: as written, else what its kind of file says. */
export function languageTypeOf(settings: {
  languageType?: string | undefined;
  configFilePath?: string | undefined;
}): string {
  return settings.languageType ?? (settings.configFilePath === undefined ? 'Python' : 'BrainScript');
}

/**
 * Stands in a plan's shell line for the interpreter of a Python program that names none. Newer images have python3 only; where there is
 * neither, the shell says that python3 is missing.
 */
export const anyPython = '$(command -v python || echo python3)';

/** The last words of a launcher of ranks that finds nothing to start them with; it then ends with 127. */
export const noMpi = 'neither mpirun nor mpiexec is on the PATH: install Open MPI or MPICH';
