import * as z from 'zod';
import { detailWords, saying } from './detail-words.ts';
import { communicationBackends, languageTypes, masterTaskTypes } from './toolkit-words.ts';

const noNul = (text: string): boolean => !text.includes('\0');

/** 32 KiB of command line: an order of magnitude over the longest published job file, far under the kernel's limit. */
export const commandLine = z.string().min(1).max(32_768).refine(noNul, detailWords.HoldsNul);
/** What stands behind a program; its shell reads quotes and $NAME. */
const args = z.string().max(32_768).refine(noNul, detailWords.HoldsNul).optional();
/** May hold $NAME, expanded on the node. */
const scriptPath = z.string().min(1).max(4096).refine(noNul, detailWords.HoldsNul);
const interpreter = scriptPath.optional();
/** 100,000 ranks: above the largest cluster that the budgets name (10,000 nodes of 8 GPUs). */
const processCount = z.number().int().min(1).max(100_000);

const oneOf = (words: readonly string[]): RegExp => new RegExp(`^(${words.join('|')})$`, 'i');

const python = { pythonScriptFilePath: scriptPath, pythonInterpreterPath: interpreter, commandLineArgs: args };

/** A program that is a configuration or a script, and what else of its settings belongs to which. */
interface Written {
  configFilePath?: string | undefined;
  pythonScriptFilePath?: string | undefined;
  pythonInterpreterPath?: string | undefined;
}

const fault = (path: string, said: ReturnType<typeof saying>) => ({ code: 'custom' as const, ...said, path: [path] });

/** Exactly one of configuration and script; an interpreter only beside a script. */
function checkWritten(settings: Written, add: (issue: ReturnType<typeof fault>) => void): void {
  const { configFilePath, pythonScriptFilePath, pythonInterpreterPath } = settings;
  if ((configFilePath === undefined) === (pythonScriptFilePath === undefined)) {
    const either = saying('EitherOr', { first: 'configFilePath', second: 'pythonScriptFilePath' });
    add(fault(configFilePath === undefined ? 'pythonScriptFilePath' : 'configFilePath', either));
  } else if (pythonInterpreterPath !== undefined && pythonScriptFilePath === undefined) {
    add(fault('pythonInterpreterPath', saying('OnlyWith', { other: 'pythonScriptFilePath' })));
  }
}

const isBrainScript = (language: string): boolean => language.toLowerCase() === 'brainscript';

const cntkSettings = z
  .strictObject({
    languageType: z.string().regex(oneOf(languageTypes), languageTypes.join(' or ')).optional(),
    configFilePath: scriptPath.optional(),
    pythonScriptFilePath: scriptPath.optional(),
    pythonInterpreterPath: interpreter,
    commandLineArgs: args,
    processCount: processCount.optional(),
  })
  .superRefine((settings, ctx) => {
    checkWritten(settings, (issue) => ctx.addIssue(issue));
    const { languageType, configFilePath, pythonScriptFilePath } = settings;
    if (languageType === undefined) return;
    const [needed, given] = isBrainScript(languageType)
      ? ['configFilePath', pythonScriptFilePath !== undefined && configFilePath === undefined]
      : ['pythonScriptFilePath', configFilePath !== undefined && pythonScriptFilePath === undefined];
    if (given) ctx.addIssue(fault('languageType', saying('OnlyWith', { other: String(needed) })));
  });

const pyTorchSettings = z.strictObject({
  ...python,
  processCount: processCount.optional(),
  communicationBackend: z.string().regex(oneOf(communicationBackends), communicationBackends.join(' or ')).optional(),
});

const tensorFlowSettings = z.strictObject({
  pythonScriptFilePath: scriptPath,
  pythonInterpreterPath: interpreter,
  masterCommandLineArgs: args,
  workerCommandLineArgs: args,
  parameterServerCommandLineArgs: args,
  workerCount: processCount.optional(),
  /** 0 is ours: workers that reduce among themselves. */
  parameterServerCount: z.number().int().min(0).max(100_000).optional(),
  /**
   * Ours: what TF_CONFIG calls the first worker. `worker`: as in Batch AI, a cluster without a chief; `chief` for estimators and
   * strategies that need one; `master` for estimators before TensorFlow 1.4.
   */
  masterTaskType: z.enum(masterTaskTypes).optional(),
});

const caffeSettings = z
  .strictObject({
    configFilePath: scriptPath.optional(),
    pythonScriptFilePath: scriptPath.optional(),
    pythonInterpreterPath: interpreter,
    commandLineArgs: args,
    processCount: processCount.optional(),
  })
  .superRefine((settings, ctx) => checkWritten(settings, (issue) => ctx.addIssue(issue)));

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

export const toolkitFields = Object.keys(toolTypes) as ToolkitField[];
