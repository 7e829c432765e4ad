/** A cluster file of Batch AI, `{"properties": {…}}` in any of its three versions, as a draft of the designer. Pure; fetched when one is taken. */
import { clusterToNative, type NativeBody } from '@trainyard/contracts/batch-ai/native-body';
import { type Detail, Fault } from '@trainyard/contracts/errors';
import type { Row } from '../../../ui/form/rows.tsx';
import { type Draft, emptyDraft } from './draft.ts';

export interface TakenCluster {
  draft: Draft;
  warnings: readonly Detail[];
  /** Fields that the form has no question for; they are sent as the file has them. */
  kept: readonly string[];
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown, otherwise: string): string => (value === undefined ? otherwise : String(value));

/** Reads a text; undefined when it is no file of Batch AI. What was written is replaced, its name stays unless the file has one. */
export function takeCluster(text: string, written: Draft): TakenCluster | undefined {
  const file = fileOf(text);
  if (file === undefined) return undefined;
  let native: NativeBody;
  try {
    native = clusterToNative(file);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { draft: written, warnings: error.details ?? [], kept: [] };
  }
  const { name, vmSize, vmPriority, scaleSettings, nodeSetup, tags, ...others } = native.body;
  const { setupTask, mountVolumes, ...setup } = isFields(nodeSetup) ? nodeSetup : {};
  const { commandLine, environmentVariables, secrets, ...task } = isFields(setupTask) ? setupTask : {};
  const all = Array.isArray(secrets) ? secrets.filter(isFields) : [];
  const references = all.filter(({ value }) => value === undefined);
  const keptTask = { ...task, ...(references.length > 0 ? { secrets: references } : {}) };
  const keptSetup = { ...setup, ...(Object.keys(keptTask).length > 0 ? { setupTask: keptTask } : {}) };
  const kept = { ...others, ...(Object.keys(keptSetup).length > 0 ? { nodeSetup: keptSetup } : {}) };
  const draft: Draft = {
    ...emptyDraft,
    name: textOf(name, written.name),
    vmSize: textOf(vmSize, ''),
    vmPriority: vmPriority === 'lowpriority' ? 'lowpriority' : 'dedicated',
    scaling: scalingOf(scaleSettings),
    command: textOf(commandLine, ''),
    volumes: isFields(mountVolumes) ? mountVolumes : {},
    env: rowsOf(environmentVariables),
    secrets: rowsOf(all.filter(({ value }) => value !== undefined)),
    tags: isFields(tags) ? Object.entries(tags).map(([tag, value]) => ({ name: tag, value: String(value) })) : [],
    kept,
  };
  return {
    draft,
    warnings: [...native.faults, ...native.warnings],
    kept: pathsOf({ others, setup, task, references }),
  };
}

/** The file, as far as it is one. */
function fileOf(text: string): Fields | undefined {
  try {
    const file: unknown = JSON.parse(text);
    return isFields(file) && 'properties' in file ? file : undefined;
  } catch {
    return undefined;
  }
}

function scalingOf(settings: unknown): Draft['scaling'] {
  const { manual, autoScale } = isFields(settings) ? settings : {};
  const start = emptyDraft.scaling;
  if (isFields(autoScale)) {
    const { minimumNodeCount, maximumNodeCount, initialNodeCount } = autoScale;
    const [least, most] = [textOf(minimumNodeCount, ''), textOf(maximumNodeCount, '')];
    return { ...start, kind: 'auto', least, most, start: textOf(initialNodeCount, '0') };
  }
  if (!isFields(manual)) return start;
  const { targetNodeCount, nodeDeallocationOption = start.onShrink } = manual;
  return { ...start, count: textOf(targetNodeCount, '0'), onShrink: nodeDeallocationOption as typeof start.onShrink };
}

function rowsOf(list: unknown): Row[] {
  const rows = Array.isArray(list) ? list.filter(isFields) : [];
  return rows.map(({ name, value }) => ({ name: textOf(name, ''), value: textOf(value, '') }));
}

function pathsOf({
  others,
  setup,
  task,
  references,
}: Record<'others' | 'setup' | 'task', object> & { references: object[] }) {
  const inTask = [...Object.keys(task), ...(references.length > 0 ? ['secrets'] : [])];
  return [
    ...Object.keys(others),
    ...Object.keys(setup).map((field) => `nodeSetup.${field}`),
    ...inTask.map((field) => `nodeSetup.setupTask.${field}`),
  ];
}
