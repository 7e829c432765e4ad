/** The body that a job was submitted with, read back from the job as it is presented. Pure. */
import type { Job } from './job.ts';
import { languageTypeOf } from './toolkit-words.ts';

/** Fields of a submission in the order in which people read them; all else of a job is derived by the server. */
export const submittedFields = [
  'name',
  'cluster',
  'queue',
  'schedulingPriority',
  'nodeCount',
  'gpusPerNode',
  'cpusPerNode',
  'memoryPerNode',
  'nodeLabels',
  'array',
  'dependsOn',
  'held',
  'resubmittedFrom',
  'distributedSettings',
  'pyTorchSettings',
  'tensorFlowSettings',
  'horovodSettings',
  'customToolkitSettings',
  'customMpiSettings',
  'chainerSettings',
  'cntkSettings',
  'caffeSettings',
  'caffe2Settings',
  'containerSettings',
  'jobPreparation',
  'environmentVariables',
  'secrets',
  'mountVolumes',
  'inputDirectories',
  'outputDirectories',
  'stdOutErrPathPrefix',
  'files',
  'services',
  'restart',
  'retention',
  'constraints',
  'onLostContact',
  'grace',
  'tags',
] as const;

/** What the server assumes where a submission is silent; written out it would only hide what was said. */
export const assumed: Readonly<Record<string, unknown>> = {
  queue: 'default',
  schedulingPriority: 'normal',
  restart: { onFailure: 0, onNodeLoss: 10 },
  constraints: { maxWallClockTime: 'P7D' },
  onLostContact: 'continue',
  grace: 'PT10S',
  tags: {},
  nodeLabels: {},
  dependsOn: [],
  services: [],
  held: false,
};

/** Toolkits' settings, one of which a job has. */
const settingsFields = submittedFields.filter((field) => field.endsWith('Settings') && field !== 'containerSettings');

/**
 * The body, ready to be submitted again under another name. Secrets have their names only: their values cannot be read, and a
 * reference to a vault is not for a page that others look at.
 */
export function submittedBody(job: Job): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of submittedFields) {
    const value = writtenOf(field, job);
    if (value === undefined || value === null || same(value, assumed[field])) continue;
    body[field] = submittedValue(field, value, job);
  }
  return body;
}

/** What of a field was written: the rest is where the job stands. */
function writtenOf(field: (typeof submittedFields)[number], job: Job): unknown {
  if (field === 'cluster') return clusterOf(job);
  // Where it came from is its history: what is submitted from it comes from it.
  if (field === 'resubmittedFrom') return undefined;
  if (field !== 'services') return job[field];
  return (job.services ?? []).map(({ name, commandLine }) => ({ name, ...(commandLine !== null && { commandLine }) }));
}

function submittedValue(field: (typeof submittedFields)[number], value: unknown, job: Job): unknown {
  if (field === 'secrets') return namesOf(value);
  if (field === 'files') return filesOf(value);
  return settingsFields.includes(field) ? withoutAssumed(value as Record<string, unknown>, job) : value;
}

/** The server writes out a process for each node and the language of CNTK; with other nodes they would be another job's. */
function withoutAssumed(
  { processCount, languageType, ...settings }: Record<string, unknown>,
  { nodeCount }: Job,
): unknown {
  return {
    ...settings,
    ...(languageType !== undefined && languageType !== languageTypeOf(settings) && { languageType }),
    ...(processCount !== undefined && processCount !== nodeCount && { processCount }),
  };
}

function clusterOf({ cluster, workspace }: Job): { workspace?: string; name: string } | undefined {
  if (cluster === null) return undefined;
  return cluster.workspace === workspace
    ? { name: cluster.name }
    : { workspace: cluster.workspace, name: cluster.name };
}

function namesOf(secrets: unknown): { name: string }[] {
  return Array.isArray(secrets) ? secrets.map(({ name }: { name: string }) => ({ name })) : [];
}

function filesOf(files: unknown): unknown {
  if (!Array.isArray(files)) return files;
  return files.map(({ executable, ...file }: { executable?: boolean }) =>
    executable ? { ...file, executable } : file,
  );
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What the job runs: its command line, or its script with its arguments; null when its settings name neither. */
export function commandOf(job: Job): string | null {
  for (const field of settingsFields) {
    const settings = job[field] as Record<string, unknown> | undefined;
    if (settings === undefined) continue;
    const { commandLine, pythonScriptFilePath, configFilePath } = settings;
    if (typeof commandLine === 'string') return commandLine;
    const script = pythonScriptFilePath ?? configFilePath;
    if (typeof script !== 'string') return null;
    const interpreter = pythonScriptFilePath === undefined ? [] : [settings.pythonInterpreterPath ?? 'python'];
    const args = settings.commandLineArgs ?? settings.masterCommandLineArgs;
    return [...interpreter, script, ...(typeof args === 'string' ? [args] : [])].join(' ');
  }
  return null;
}
