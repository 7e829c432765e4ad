import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import { expand } from '@trainyard/contracts/expand';
import type { PlannedProcess, PlannedVariable, TaskPlan } from '@trainyard/contracts/task-plan';
import { launcherVariables } from '../mpi/launcher-variables.ts';
import { programsOf } from '../mpi/programs.ts';
import type { TaskLayout } from './layout.ts';

export type Variables = Record<string, string>;

/** What a task's environment takes from its node; never the agent's own settings. */
export interface NodeVariables {
  nodeUid: string;
  mountRoot: string;
  /** The agent's PATH with the directory of its own Node appended, so that `node` works on bare machines. */
  path: string;
  lang: string;
}

/** `{prefix}/{segment}/stdouterr`, or the directory of the streams when the job gave no prefix. */
export function stdOutErrDirectory(plan: TaskPlan, layout: TaskLayout, variables: Variables): string {
  if (plan.stdOutErrPathPrefix === null) return layout.run;
  return join(expand(plan.stdOutErrPathPrefix, variables), plan.segment, 'stdouterr');
}

function outputDirectory(
  output: TaskPlan['outputDirectories'][number],
  plan: TaskPlan,
  layout: TaskLayout,
  variables: Variables,
): string {
  const suffix = output.pathSuffix === null ? '' : expand(output.pathSuffix, variables);
  if (output.pathPrefix === null) return join(layout.outputs, output.id, suffix);
  return join(expand(output.pathPrefix, variables), plan.segment, 'outputs', suffix);
}

/** The variables of Batch AI (BATCHAI.md §8) and ours that every process of the task sees, without the user's. */
export function systemVariables(plan: TaskPlan, layout: TaskLayout, node: NodeVariables): Variables {
  const variables: Variables = {
    PATH: node.path,
    HOME: layout.work,
    LANG: node.lang,
    TERM: 'dumb',
    TMPDIR: layout.scratch,
    PYTHONUNBUFFERED: '1',
    AZ_BATCHAI_MOUNT_ROOT: node.mountRoot,
    AZ_BATCHAI_JOB_MOUNT_ROOT: layout.mounts,
    AZ_BATCHAI_JOB_TEMP: layout.temp,
    AZ_BATCHAI_JOB_TEMP_DIR: layout.root,
    AZ_BATCHAI_SHARED_JOB_TEMP: layout.shared,
    AZ_BATCHAI_MPI_HOST_FILE: layout.hostFile,
    AZ_BATCHAI_NUM_GPUS: String(plan.resources.gpuIds.length),
    AZ_BATCH_HOST_LIST: plan.gang.map((member) => member.address).join(','),
    AZ_BATCH_NODE_ID: node.nodeUid,
    ...launcherVariables(plan, layout),
    TRAINYARD_UNTIL_IDLE: programsOf(layout).untilIdle,
    ...fixedVariables(plan, layout, null),
  };
  // Of an array; before all that may use them.
  if (plan.shard) {
    variables.TRAINYARD_SHARD_INDEX = String(plan.shard.index);
    variables.TRAINYARD_SHARD_COUNT = String(plan.shard.count);
  }
  variables.AZ_BATCHAI_STDOUTERR_DIR = stdOutErrDirectory(plan, layout, variables);
  for (const input of plan.inputDirectories) {
    const path = 'path' in input ? expand(input.path, variables) : join(layout.inputs, input.id);
    variables[`AZ_BATCHAI_INPUT_${input.id}`] = path;
  }
  for (const output of plan.outputDirectories) {
    variables[`AZ_BATCHAI_OUTPUT_${output.id}`] = outputDirectory(output, plan, layout, variables);
  }
  return variables;
}

/** Those that no one may set otherwise: the GPUs granted are the GPUs seen, and every process bears its fence. */
function fixedVariables(plan: TaskPlan, layout: TaskLayout, gpuIds: number[] | null): Variables {
  const gpus = (gpuIds ?? plan.resources.gpuIds).join(',');
  return {
    CUDA_VISIBLE_DEVICES: gpus,
    NVIDIA_VISIBLE_DEVICES: gpus,
    HIP_VISIBLE_DEVICES: gpus,
    TRAINYARD_CHECKPOINTS: layout.checkpoints,
    TRAINYARD_NOTICE_FILE: layout.notice,
    TRAINYARD_FENCE: fenceKey(plan.fence),
  };
}

/** A secret that the plan names and the server did not give. */
export class MissingSecret extends Error {
  override readonly name = 'MissingSecret';
}

/** Adds variables in order; each may use those before it. Throws MissingSecret. */
export function withPlanned(variables: Variables, planned: readonly PlannedVariable[], secrets: Variables): Variables {
  const result = { ...variables };
  for (const variable of planned) {
    if ('value' in variable) {
      result[variable.name] = expand(variable.value, result);
      continue;
    }
    const secret = secrets[variable.secretRef] ?? secrets[variable.name];
    if (secret === undefined) throw new MissingSecret(`secret ${variable.secretRef} is not known to the server`);
    result[variable.name] = secret;
  }
  return result;
}

/** The whole environment of one process, or of the preparation when there is none. */
export function processEnvironment(
  plan: TaskPlan,
  layout: TaskLayout,
  system: Variables,
  secrets: Variables,
  planned: PlannedProcess | null,
): Variables {
  const user = withPlanned(system, plan.env, secrets);
  const own = planned ? withPlanned(user, planned.env, secrets) : user;
  return { ...own, ...fixedVariables(plan, layout, planned?.gpuIds ?? null) };
}

/**
 * Open MPI's host file: one line per node of the job that runs processes. By name: an address of this machine's own would be taken for
 * the launcher's node, though another of the job stands behind it.
 */
export function hostFileText(plan: TaskPlan): string {
  return plan.gang.map(({ host: address, slots }) => `${address} slots=${slots} max_slots=${slots}\n`).join('');
}
