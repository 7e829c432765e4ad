import * as z from 'zod';

/** 32 KiB of command line: an order of magnitude over the longest published job file, far under the kernel's limit. */
export const commandLine = z.string().min(1).max(32_768);
const args = z.string().max(32_768).optional();
const scriptPath = z.string().min(1).max(4096);
const interpreter = z.string().min(1).max(4096).optional();
/** 100,000 ranks: above the largest cluster that the budgets name (10,000 nodes of 8 GPUs). */
const processCount = z.number().int().min(1).max(100_000);

const python = { pythonScriptFilePath: scriptPath, pythonInterpreterPath: interpreter, commandLineArgs: args };

const cntkSettings = z.strictObject({
  languageType: z
    .string()
    .regex(/^(brainscript|python)$/i, 'BrainScript or Python')
    .optional(),
  configFilePath: scriptPath.optional(),
  pythonScriptFilePath: scriptPath.optional(),
  pythonInterpreterPath: interpreter,
  commandLineArgs: args,
  processCount: processCount.optional(),
});

const pyTorchSettings = z.strictObject({
  ...python,
  processCount: processCount.optional(),
  communicationBackend: z
    .string()
    .regex(/^(tcp|gloo|mpi|nccl)$/i, 'TCP, Gloo, MPI or NCCL')
    .optional(),
});

const tensorFlowSettings = z.strictObject({
  pythonScriptFilePath: scriptPath,
  pythonInterpreterPath: interpreter,
  masterCommandLineArgs: args,
  workerCommandLineArgs: args,
  parameterServerCommandLineArgs: args,
  workerCount: processCount.optional(),
  parameterServerCount: processCount.optional(),
});

const caffeSettings = z.strictObject({
  configFilePath: scriptPath.optional(),
  pythonScriptFilePath: scriptPath.optional(),
  pythonInterpreterPath: interpreter,
  commandLineArgs: args,
  processCount: processCount.optional(),
});

const caffe2Settings = z.strictObject(python);
const chainerSettings = z.strictObject({ ...python, processCount: processCount.optional() });
const horovodSettings = z.strictObject({ ...python, processCount: processCount.optional() });
/** One process on the master node, the first of the job. */
const customToolkitSettings = z.strictObject({ commandLine });
const customMpiSettings = z.strictObject({ commandLine, processCount: processCount.optional() });
/** Ours: the command on every rank, ranks spread evenly over the nodes; RANK, WORLD_SIZE, MASTER_ADDR and the like tell each its place. */
const distributedSettings = z.strictObject({ commandLine, processCount: processCount.optional() });

/** One field of a job per toolkit: exactly one of them is given, and it decides the tool type. */
export const toolkitSettings = {
  cntkSettings: cntkSettings.optional(),
  pyTorchSettings: pyTorchSettings.optional(),
  tensorFlowSettings: tensorFlowSettings.optional(),
  caffeSettings: caffeSettings.optional(),
  caffe2Settings: caffe2Settings.optional(),
  chainerSettings: chainerSettings.optional(),
  customToolkitSettings: customToolkitSettings.optional(),
  customMpiSettings: customMpiSettings.optional(),
  horovodSettings: horovodSettings.optional(),
  distributedSettings: distributedSettings.optional(),
};

export type ToolkitField = keyof typeof toolkitSettings;

/** Tool types as Batch AI returned them; `distributed` is ours. */
export const toolTypes = {
  cntkSettings: 'cntk',
  pyTorchSettings: 'pytorch',
  tensorFlowSettings: 'tensorflow',
  caffeSettings: 'caffe',
  caffe2Settings: 'caffe2',
  chainerSettings: 'chainer',
  customToolkitSettings: 'custom',
  customMpiSettings: 'custommpi',
  horovodSettings: 'horovod',
  distributedSettings: 'distributed',
} as const satisfies Record<ToolkitField, string>;
export type ToolType = (typeof toolTypes)[ToolkitField];

export const toolkitFields = Object.keys(toolTypes) as ToolkitField[];
