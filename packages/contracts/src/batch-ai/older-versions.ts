/** Bodies of 2017-09-01-preview and 2018-03-01, as those of 2018-05-01. */
import type { Detail } from '../errors.ts';
import { toolkitFields, toolTypes } from '../toolkits.ts';
import { nameKey } from '../workspace-key.ts';
import { detailAt, type Fields, isFields } from './body-walk.ts';

/** `properties` of 2018-05-01, and a warning for each field that is written otherwise there; its paths begin with `properties.`. */
export interface Translated {
  properties: Fields;
  warnings: Detail[];
}

const given = (value: unknown): boolean => value !== undefined && value !== null;

/**
 * A job: numeric `priority`, `experimentName`, `type` and `createNew` of output directories, `credentialsInfo` of mounts, a `toolType` that
 * is not that of the settings. `experiment`, where the sender named it elsewhere, is where the job goes.
 */
export function jobFromOlder(sent: Fields, experiment?: string): Translated & { experiment: string | undefined } {
  const warnings: Detail[] = [];
  const { priority, experimentName, ...properties } = sent;
  translatePriority(properties, priority, warnings);
  const named = typeof experimentName === 'string' && experimentName !== '' ? experimentName : undefined;
  if (named !== undefined && (experiment === undefined || nameKey(named) !== nameKey(experiment))) {
    const goesTo = experiment ?? named;
    warnings.push(detailAt('properties.experimentName', 'ExperimentInAddress', { experiment: goesTo }));
  }
  checkToolType(properties, warnings);
  properties.outputDirectories = outputDirectories(properties.outputDirectories, warnings);
  properties.mountVolumes = mountVolumes(properties.mountVolumes, 'properties.mountVolumes', warnings);
  return { properties, warnings, experiment: named };
}

/** A cluster: `runElevated` of the set-up task, `credentialsInfo` of mounts. */
export function clusterFromOlder(sent: Fields): Translated {
  const warnings: Detail[] = [];
  const properties = { ...sent };
  if (!isFields(sent.nodeSetup)) return { properties, warnings };
  const nodeSetup = { ...sent.nodeSetup };
  properties.nodeSetup = nodeSetup;
  if (isFields(nodeSetup.setupTask)) {
    const { runElevated, ...setupTask } = nodeSetup.setupTask;
    nodeSetup.setupTask = setupTask;
    if (given(runElevated)) warnings.push(detailAt('properties.nodeSetup.setupTask.runElevated', 'AlwaysElevated'));
  }
  nodeSetup.mountVolumes = mountVolumes(nodeSetup.mountVolumes, 'properties.nodeSetup.mountVolumes', warnings);
  return { properties, warnings };
}

/** -1000 to 1000 became three words; 0, which was the default, is normal. */
function translatePriority(properties: Fields, priority: unknown, warnings: Detail[]): void {
  if (!given(priority)) return;
  const path = 'properties.priority';
  const number = typeof priority === 'string' && /^-?\d{1,4}$/.test(priority) ? Number(priority) : priority;
  if (typeof number !== 'number' || given(properties.schedulingPriority)) {
    warnings.push(detailAt(path, 'ReplacedBy', { field: 'schedulingPriority' }));
    return;
  }
  const word = number < 0 ? 'low' : number > 0 ? 'high' : 'normal';
  properties.schedulingPriority = word;
  warnings.push(detailAt(path, 'TakenAs', { field: 'schedulingPriority', value: word }));
}

/** It follows from the settings; only one that says something else is worth a word. */
function checkToolType(properties: Fields, warnings: Detail[]): void {
  const { toolType } = properties;
  if (!given(toolType)) return;
  const fields = toolkitFields.filter((field) => given(properties[field]));
  const [field] = fields;
  const told = typeof toolType === 'string' ? toolType.toLowerCase() : undefined;
  if (fields.length === 1 && field !== undefined && told === toolTypes[field]) return;
  warnings.push(detailAt('properties.toolType', 'FollowsFrom', { field: field ?? 'customToolkitSettings' }));
}

function outputDirectories(value: unknown, warnings: Detail[]): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((directory: unknown, at) => {
    if (!isFields(directory)) return directory;
    const { type, createNew, ...kept } = directory;
    const path = `properties.outputDirectories[${at}]`;
    if (given(type)) warnings.push(detailAt(`${path}.type`, 'ToldApartBy', { field: 'id' }));
    if (given(createNew)) warnings.push(detailAt(`${path}.createNew`, 'AlwaysNew', { field: 'pathSuffix' }));
    return kept;
  });
}

function mountVolumes(value: unknown, path: string, warnings: Detail[]): unknown {
  if (!isFields(value)) return value;
  const mounts = { ...value };
  for (const kind of ['azureFileShares', 'azureBlobFileSystems'] as const) {
    const list = mounts[kind];
    if (!Array.isArray(list)) continue;
    mounts[kind] = list.map((mount: unknown, at) => {
      if (!isFields(mount) || mount.credentialsInfo === undefined) return mount;
      const { credentialsInfo, ...kept } = mount;
      warnings.push(detailAt(`${path}.${kind}[${at}].credentialsInfo`, 'RenamedTo', { field: 'credentials' }));
      return { ...kept, credentials: kept.credentials ?? credentialsInfo };
    });
  }
  return mounts;
}
