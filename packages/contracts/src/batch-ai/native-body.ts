/** Bodies of Batch AI's dialect, of its wire and of its configuration files, as native ones. */
import type * as z from 'zod';
import { clusterCreate } from '../cluster.ts';
import { type Detail, Fault } from '../errors.ts';
import { fileServerCreate } from '../file-server.ts';
import { jobCreate } from '../job.ts';
import { detailAt, type Fields, isFields, shapedFields, type Walk } from './body-walk.ts';
import { clusterFromOlder, jobFromOlder } from './older-versions.ts';
import { nameOf, withNames } from './references.ts';

/** A body for the native API, which still checks it. Paths lead through the body as it was sent: `properties.nodeCount`. */
export interface NativeBody {
  body: Fields;
  /** What had no effect or is written otherwise now. */
  warnings: Detail[];
  /** What cannot be said in a native body at all, such as an id that is none. What it was said of is left out of the body. */
  faults: Detail[];
}

/** Fields that the service filled in: whoever sends back what was read sends them too. */
const readOnly = {
  job: new Set([
    'experimentName',
    'toolType',
    'jobOutputDirectoryPathSegment',
    'creationTime',
    'provisioningState',
    'provisioningStateTransitionTime',
    'executionState',
    'executionStateTransitionTime',
    'executionInfo',
  ]),
  cluster: new Set([
    'creationTime',
    'provisioningState',
    'provisioningStateTransitionTime',
    'allocationState',
    'allocationStateTransitionTime',
    'errors',
    'currentNodeCount',
    'nodeStateCounts',
    'nodeSetup.setupTask.stdOutErrPathSuffix',
  ]),
  fileServer: new Set(['mountSettings', 'creationTime', 'provisioningState', 'provisioningStateTransitionTime']),
} as const;

/** What stands beside `properties` and says nothing here. */
const envelope = new Set(['$schema', 'id', 'type', 'name', 'properties', 'tags']);

export interface JobNativeBody extends NativeBody {
  /** The experiment that a body of an older version names; undefined: none. */
  experiment: string | undefined;
}

/**
 * A job. `experiment`, where the sender named it elsewhere, is where it goes: a body of an older version that names another is told so. Throws
 * Fault InvalidBody when `properties` is no object.
 */
export function jobToNative(sent: Fields, { experiment }: { experiment?: string } = {}): JobNativeBody {
  const older = jobFromOlder(propertiesOf(sent), experiment);
  const faults: Detail[] = [];
  const properties = { ...older.properties };
  const told = { faults, warnings: older.warnings };
  properties.cluster = nameOf(properties.cluster, 'cluster', 'properties.cluster', told);
  properties.mountVolumes = withNames(properties.mountVolumes, 'properties.mountVolumes', told);
  return { ...native(jobCreate, 'job', sent, properties, older.warnings), faults, experiment: older.experiment };
}

/** A cluster. Throws Fault InvalidBody when `properties` is no object. */
export function clusterToNative(sent: Fields): NativeBody {
  const { properties: given, warnings } = clusterFromOlder(propertiesOf(sent));
  const faults: Detail[] = [];
  const properties = { ...given };
  if (isFields(properties.nodeSetup)) {
    const path = 'properties.nodeSetup.mountVolumes';
    const mountVolumes = withNames(properties.nodeSetup.mountVolumes, path, { faults, warnings });
    properties.nodeSetup = { ...properties.nodeSetup, mountVolumes };
  }
  return { ...native(clusterCreate, 'cluster', sent, properties, warnings), faults };
}

/** A file server. Throws Fault InvalidBody when `properties` is no object. */
export function fileServerToNative(sent: Fields): NativeBody {
  return { ...native(fileServerCreate, 'fileServer', sent, propertiesOf(sent), []), faults: [] };
}

function propertiesOf({ properties = {} }: Fields): Fields {
  if (properties === null) return {};
  if (isFields(properties)) return properties;
  const detail = detailAt('properties', 'NotObject');
  throw new Fault('InvalidBody', { faults: [`properties: ${detail.message}`] }, [detail]);
}

/** Shapes the fields, and takes what stands beside them. */
function native(
  schema: z.ZodObject,
  kind: keyof typeof readOnly,
  sent: Fields,
  properties: Fields,
  warnings: Detail[],
): Omit<NativeBody, 'faults'> {
  const walk: Walk = { readOnly: readOnly[kind], warnings };
  for (const [field, value] of Object.entries(sent)) {
    if (envelope.has(field) || value === null) continue;
    walk.warnings.push(detailAt(field, field === 'location' ? 'LocationOfWorkspace' : 'NotInApi'));
  }
  // The name stands in the address, and nowhere in `properties`.
  const { name: _, ...shape } = schema.shape;
  const body = shapedFields(shape, properties, 'properties', walk);
  if (typeof sent.name === 'string') body.name = sent.name;
  // A file server has no tags.
  if (isFields(sent.tags) && 'tags' in shape) body.tags = sent.tags;
  return { body, warnings: walk.warnings };
}
