/** Words that settings of toolkits choose from. Without a schema, so that a page can offer them. */

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
