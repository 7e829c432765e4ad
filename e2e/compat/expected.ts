import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Job, JobCreateInput } from '@trainyard/contracts/job';

/** What one process of a job must have been started with; written from the facts, without the code that starts it. */
export interface Expected {
  rank: number;
  /** The program itself: a script, or a name on the PATH. */
  program: string;
  /** Its arguments as the job file has them. */
  args: string;
  /** Its index within its role, where it is told one. */
  taskIndex: number | null;
  /** Part of the names of its log files. */
  log: string | null;
}

interface Settings {
  commandLine?: string;
  configFilePath?: string;
  pythonScriptFilePath?: string;
  commandLineArgs?: string;
  masterCommandLineArgs?: string;
  workerCommandLineArgs?: string;
  parameterServerCommandLineArgs?: string;
  processCount?: number;
  communicationBackend?: string;
  workerCount?: number;
  parameterServerCount?: number;
}

const from = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** Every process that a toolkit starts for a body; that of a custom job is not known here. */
export function expectedOf(body: Partial<JobCreateInput>): Expected[] {
  const nodes = body.nodeCount ?? 1;
  const field = Object.keys(body).find((name) => name.endsWith('Settings')) ?? '';
  const settings = (body as Record<string, Settings>)[field] ?? {};
  if (field === 'customToolkitSettings') return [];
  if (field === 'tensorFlowSettings') return tensorFlow(settings, nodes);
  const { commandLineArgs: args = '', configFilePath, pythonScriptFilePath, commandLine } = settings;
  if (commandLine !== undefined) return byCommandLine(commandLine, settings.processCount ?? nodes, body);
  const program = pythonScriptFilePath ?? (field === 'caffeSettings' ? 'caffe' : 'cntk');
  const option = field === 'caffeSettings' ? 'train --solver=' : 'configFile=';
  const all = pythonScriptFilePath === undefined ? `${option}"${configFilePath}" ${args}` : args;
  const world = field === 'caffe2Settings' ? nodes : (settings.processCount ?? nodes);
  const meets = field === 'pyTorchSettings' || field === 'caffe2Settings';
  const byMpi = settings.communicationBackend?.toLowerCase() === 'mpi';
  return from(world).map((rank) => ({
    rank,
    program,
    args: all,
    taskIndex: meets ? rank : null,
    log: meets && !byMpi && world > 1 ? String(rank) : null,
  }));
}

/** Ranks of a command line that calls a script. */
function byCommandLine(line: string, world: number, { inputDirectories }: Partial<JobCreateInput>): Expected[] {
  const [, script = '', args = ''] = /(\S+\.py)\s*(.*)$/.exec(line) ?? [];
  const paths = Object.fromEntries(
    (inputDirectories ?? []).map(({ id, path = '' }) => [`AZ_BATCHAI_INPUT_${id}`, path]),
  );
  const [program = ''] = wordsOf(script, paths);
  return from(world).map((rank) => ({ rank, program, args, taskIndex: null, log: null }));
}

function tensorFlow(settings: Settings, nodes: number): Expected[] {
  const { workerCount, parameterServerCount, pythonScriptFilePath: program = '' } = settings;
  const single = nodes === 1 && workerCount === undefined && parameterServerCount === undefined;
  const workers = workerCount ?? nodes;
  const { masterCommandLineArgs, workerCommandLineArgs, parameterServerCommandLineArgs } = settings;
  return [
    ...from(workers).map((index) => ({
      rank: index,
      program,
      args: (index === 0 ? masterCommandLineArgs : workerCommandLineArgs) ?? '',
      taskIndex: single ? null : index,
      log: `wk-${index}`,
    })),
    ...from(single ? 0 : (parameterServerCount ?? 1)).map((index) => ({
      rank: workers + index,
      program,
      args: parameterServerCommandLineArgs ?? '',
      taskIndex: index,
      log: `ps-${index}`,
    })),
  ];
}

/** Words of a line as a shell reads them, in an environment; a new line parts words. */
export function wordsOf(line: string, env: Record<string, string>): string[] {
  const asked = `set -- ${line.replaceAll(/\\?\n/g, ' ')}\nfor word; do printf '%s\\0' "$word"; done`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', asked], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`a shell could not read ${line}: ${stderr}`);
  return stdout.split('\0').slice(0, -1);
}

/** The directory of a job's mirrored logs, as its paths say it. */
export function stdOutErr(body: Partial<JobCreateInput>, job: Job): string {
  return join(body.stdOutErrPathPrefix ?? '', job.jobOutputDirectoryPathSegment, 'stdouterr');
}

/** Variables that the directories of a body become, with the mount roots as its paths name them. */
export function directoryVariables(body: Partial<JobCreateInput>, job: Job): Record<string, string> {
  const inputs = body.inputDirectories?.map(({ id, path = '' }) => [`AZ_BATCHAI_INPUT_${id}`, path] as const) ?? [];
  const outputs = body.outputDirectories?.map(({ id, pathPrefix = '', pathSuffix = '' }) => {
    const path = join(pathPrefix, job.jobOutputDirectoryPathSegment, 'outputs', pathSuffix);
    return [`AZ_BATCHAI_OUTPUT_${id}`, path] as const;
  });
  const own = body.environmentVariables?.map(({ name, value }) => [name, value] as const);
  return Object.fromEntries([
    ...inputs,
    ...(outputs ?? []),
    ...(own ?? []),
    ['AZ_BATCHAI_STDOUTERR_DIR', stdOutErr(body, job)],
  ]);
}

/** A text with the mount roots of the process that has this environment. */
export function rooted(
  text: string,
  { AZ_BATCHAI_MOUNT_ROOT = '', AZ_BATCHAI_JOB_MOUNT_ROOT = '' }: Record<string, string>,
): string {
  return text
    .replaceAll('$AZ_BATCHAI_JOB_MOUNT_ROOT', AZ_BATCHAI_JOB_MOUNT_ROOT)
    .replaceAll('$AZ_BATCHAI_MOUNT_ROOT', AZ_BATCHAI_MOUNT_ROOT);
}

/** The files that a job leaves in that directory. */
export function logFiles(
  body: Partial<JobCreateInput>,
  expected: readonly Expected[],
  nodes: readonly string[],
): string[] {
  const suffixes = nodes.length > 1 ? nodes.map((node) => `-${node}`) : [''];
  const prepared = body.jobPreparation ? suffixes.map((suffix) => `-job_prep${suffix}`) : [];
  const own = new Set(expected.length === 0 ? [null] : expected.map(({ log }) => log));
  const ran = [...own].map((log) => (log === null ? '' : `-${log}`));
  const outputs = [...prepared, ...ran].flatMap((name) => [`stdout${name}.txt`, `stderr${name}.txt`]);
  return [...outputs, ...suffixes.map((suffix) => `execution${suffix}.log`)].sort();
}
