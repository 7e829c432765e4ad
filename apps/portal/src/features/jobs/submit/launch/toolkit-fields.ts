/** What each toolkit is asked in the form, and which of its questions apply to what is written so far. Pure. */

import type { communicationBackends as backendWords } from '@trainyard/contracts/toolkit-words';
import type { ToolkitField } from '@trainyard/contracts/toolkits';
import type { Body } from '../body.ts';

/** Toolkits in the order in which they are offered; all of the contract's. */
export const offeredToolkits = [
  'distributedSettings',
  'pyTorchSettings',
  'tensorFlowSettings',
  'horovodSettings',
  'customMpiSettings',
  'chainerSettings',
  'cntkSettings',
  'caffeSettings',
  'caffe2Settings',
  'customToolkitSettings',
] as const satisfies readonly ToolkitField[];

/** A question of a toolkit: a field of its settings, in the order of reading. */
export type Question =
  | 'commandLine'
  | 'languageType'
  | 'source'
  | 'configFilePath'
  | 'pythonScriptFilePath'
  | 'pythonInterpreterPath'
  | 'communicationBackend'
  | 'commandLineArgs'
  | 'masterCommandLineArgs'
  | 'workerCount'
  | 'workerCommandLineArgs'
  | 'parameterServerCount'
  | 'parameterServerCommandLineArgs'
  | 'masterTaskType'
  | 'processCount';

export type Settings = Readonly<Record<string, unknown>>;

/** As they are written into a body; the server takes any case. */
export const communicationBackends = ['gloo', 'nccl', 'mpi', 'tcp'] as const satisfies readonly Lowercase<
  (typeof backendWords)[number]
>[];
export const languages = ['Python', 'BrainScript'] as const;

const python: readonly Question[] = ['pythonScriptFilePath', 'pythonInterpreterPath'];

/** The settings of the toolkit that a body names; none where nothing, or no object, stands there. */
export function settingsOf(body: Body, toolkit: ToolkitField): Settings {
  const settings = body[toolkit];
  return typeof settings === 'object' && settings !== null ? (settings as Settings) : {};
}

/** True when CNTK reads a BrainScript configuration instead of a Python script. */
export const isBrainScript = ({ languageType, configFilePath }: Settings): boolean =>
  typeof languageType === 'string' ? languageType.toLowerCase() === 'brainscript' : configFilePath !== undefined;

/** True when Caffe reads a configuration instead of a Python script. */
export const readsConfig = ({ configFilePath, pythonScriptFilePath }: Settings): boolean =>
  configFilePath !== undefined || pythonScriptFilePath === undefined;

/** What is asked of a toolkit now: what another answer rules out is left out, unless something is written there. */
export function questionsOf(toolkit: ToolkitField, settings: Settings, nodeCount = 1): readonly Question[] {
  const asked = questionsFor(toolkit, settings, nodeCount);
  const written = allOf[toolkit].filter((question) => settings[question] !== undefined);
  return [...asked, ...written.filter((question) => !asked.includes(question))];
}

function questionsFor(toolkit: ToolkitField, settings: Settings, nodeCount: number): readonly Question[] {
  switch (toolkit) {
    case 'tensorFlowSettings':
      return tensorFlow(settings, nodeCount);
    case 'cntkSettings':
      return isBrainScript(settings)
        ? ['languageType', 'configFilePath', 'commandLineArgs', 'processCount']
        : ['languageType', ...python, 'commandLineArgs', 'processCount'];
    case 'caffeSettings':
      return readsConfig(settings)
        ? ['source', 'configFilePath', 'commandLineArgs', 'processCount']
        : ['source', ...python, 'commandLineArgs', 'processCount'];
    default:
      return allOf[toolkit];
  }
}

/** Roles beside the first worker are asked about once there may be such processes. */
function tensorFlow({ workerCount, parameterServerCount }: Settings, nodeCount: number): readonly Question[] {
  const counts = ['workerCount', 'parameterServerCount'] as const;
  const alone = nodeCount <= 1 && workerCount === undefined && parameterServerCount === undefined;
  const roles = alone ? [] : (['workerCommandLineArgs', 'parameterServerCommandLineArgs'] as const);
  return [...python, 'masterCommandLineArgs', ...roles, ...counts, ...(alone ? [] : (['masterTaskType'] as const))];
}

/** Every question of a toolkit. */
const allOf: Record<ToolkitField, readonly Question[]> = {
  distributedSettings: ['commandLine', 'processCount'],
  customToolkitSettings: ['commandLine'],
  customMpiSettings: ['commandLine', 'processCount'],
  pyTorchSettings: [...python, 'commandLineArgs', 'communicationBackend', 'processCount'],
  tensorFlowSettings: [
    ...python,
    'masterCommandLineArgs',
    'workerCount',
    'parameterServerCount',
    'workerCommandLineArgs',
    'parameterServerCommandLineArgs',
    'masterTaskType',
  ],
  horovodSettings: [...python, 'commandLineArgs', 'processCount'],
  chainerSettings: [...python, 'commandLineArgs', 'processCount'],
  caffe2Settings: [...python, 'commandLineArgs'],
  caffeSettings: ['configFilePath', ...python, 'commandLineArgs', 'processCount'],
  cntkSettings: ['languageType', 'configFilePath', ...python, 'commandLineArgs', 'processCount'],
};

/** The toolkit that a body names; the first that is offered where it names none. */
export function toolkitIn(body: Body): ToolkitField {
  return offeredToolkits.find((field) => body[field] !== undefined) ?? offeredToolkits[0];
}

/** What is asked first of each: it has to be there, be it empty, so that the form says what is missing. */
function firstOf(toolkit: ToolkitField, { pythonScriptFilePath = '' }: Settings): Question {
  if (allOf[toolkit].includes('commandLine')) return 'commandLine';
  return toolkit === 'caffeSettings' && pythonScriptFilePath === '' ? 'configFilePath' : 'pythonScriptFilePath';
}

/**
 * Another toolkit in place of the one that a body names. What was written for it before (`kept`) comes back; else what both ask is
 * carried over: the command, or the script with its interpreter, arguments and count.
 */
export function withToolkit(body: Body, toolkit: ToolkitField, kept?: Settings): Body {
  const from = toolkitIn(body);
  if (from === toolkit && body[toolkit] !== undefined) return body;
  const old = settingsOf(body, from);
  const args = old.commandLineArgs ?? old.masterCommandLineArgs;
  const both: Settings = { ...old, commandLineArgs: args, masterCommandLineArgs: args };
  const carried = allOf[toolkit].flatMap((question) =>
    both[question] === undefined || both[question] === '' ? [] : [[question, both[question]] as const],
  );
  const settings = kept ?? { [firstOf(toolkit, old)]: '', ...Object.fromEntries(carried) };
  const others = Object.entries(body).filter(([field]) => !(offeredToolkits as readonly string[]).includes(field));
  return { ...Object.fromEntries(others), [toolkit]: settings };
}

/** CNTK and Caffe read either a configuration or a script: the other one goes. */
export function readingConfig(settings: Settings, config: boolean): Settings {
  const { configFilePath: _config, pythonScriptFilePath: _script, pythonInterpreterPath: _python, ...rest } = settings;
  return config ? { configFilePath: '', ...rest } : { pythonScriptFilePath: '', ...rest };
}
