/** Native views as `properties` of 2018-05-01: its fields only, ids for names, nothing that is null. */
import { type Cluster, setupLogSuffix } from '../cluster.ts';
import type { Experiment } from '../experiment.ts';
import type { FileServer } from '../file-server.ts';
import { parseWorkspaceRef } from '../identity.ts';
import type { Job } from '../job.ts';
import { sayReason } from '../reasons.ts';
import type { Text } from '../texts.ts';
import { languageTypeOf } from '../toolkit-words.ts';
import type { Workspace } from '../workspace.ts';
import type { WorkspaceKey } from '../workspace-key.ts';
import { type Fields, isFields } from './body-walk.ts';
import { formatResourceId } from './ids.ts';
import { picked } from './picked.ts';
import { clusterFields, fileServerFields, jobFields } from './wire-fields.ts';

/** BatchAIError. */
export interface WireError {
  code: string;
  message: string;
  details?: { name: string; value: string }[];
}

/** What some native views do not have: when the provisioning state came to be. The time of creation where it is not told. */
export interface Since {
  provisioningStateTransitionTime?: string | undefined;
}

/** The image that the service filled in where none was named. */
const defaultImage = { publisher: 'Canonical', offer: 'UbuntuServer', sku: '16.04-LTS', version: 'latest' };

/** Codes of errors that say all there is to say in the service's own words. */
const ownCodes = new Set(['JobFailed', 'JobPreparationFailed', 'JobTerminated']);

export function workspaceProperties(workspace: Workspace, since: Since = {}): Fields {
  return provisioned(workspace, since);
}

export function experimentProperties(experiment: Experiment, since: Since = {}): Fields {
  return provisioned(experiment, since);
}

/**
 * A job. `clusterId` is the id of a cluster that is gone, for a view that names none any more. Ours, such as waiting for a release, are what the
 * service called `queued`.
 */
export function jobProperties(job: Job, { clusterId }: { clusterId?: string | undefined } = {}): Fields {
  const home = keyOf(job.workspace);
  const { cluster, executionInfo } = job;
  const id = cluster
    ? formatResourceId({ kind: 'cluster', workspace: keyOf(cluster.workspace), name: cluster.name })
    : clusterId;
  const { errors, ...times } = executionInfo;
  const info = { ...times, ...(errors && { errors: errors.map((error) => jobError(error, job.reasons)) }) };
  return picked(
    {
      ...job,
      experimentName: job.experiment,
      cluster: id === undefined ? null : { id },
      mountVolumes: mountsOf(job.mountVolumes, home),
      cntkSettings: withLanguage(job.cntkSettings),
      provisioningStateTransitionTime: job.creationTime,
      // Before its first start the service told of none.
      executionInfo: Object.keys(info).length > 0 ? info : null,
    },
    jobFields,
  );
}

export function clusterProperties(cluster: Cluster, since: Since = {}): Fields {
  const workspace = keyOf(cluster.workspace);
  const { nodeSetup, virtualMachineConfiguration: machine, errors } = cluster;
  const setup: Fields | null = isFields(nodeSetup)
    ? { ...nodeSetup, mountVolumes: mountsOf(nodeSetup.mountVolumes, workspace) }
    : null;
  if (setup && isFields(setup.setupTask)) {
    setup.setupTask = { ...setup.setupTask, stdOutErrPathSuffix: setupLogSuffix(workspace, cluster) };
  }
  const image = isFields(machine) ? machine.imageReference : undefined;
  return picked(
    {
      ...cluster,
      ...transition(cluster, since),
      nodeSetup: setup,
      virtualMachineConfiguration: { imageReference: image ?? defaultImage },
      errors: errors.length > 0 ? errors.map(wireError) : null,
    },
    clusterFields,
  );
}

export function fileServerProperties(server: FileServer): Fields {
  return picked({ ...server }, fileServerFields);
}

/** A reason of ours as an error of the service: its values are its details. */
export function wireError(text: Text): WireError {
  const details = Object.entries(text.params).map(([name, value]) => ({ name, value: String(value) }));
  return { code: text.code, message: sayReason(text), ...(details.length > 0 && { details }) };
}

/** Where a code is ours, what happened stands beside it. */
function jobError(error: { code: string; message: string }, reasons: readonly Text[]): WireError {
  const [why] = reasons;
  if (ownCodes.has(error.code) || !why) return error;
  const details = [
    { name: 'Reason', value: why.code },
    { name: 'Message', value: sayReason(why) },
  ];
  return { ...error, details };
}

type Provisioned = Pick<Workspace, 'creationTime' | 'provisioningState'>;

function provisioned(one: Provisioned, since: Since): Fields {
  const { creationTime, provisioningState } = one;
  return { provisioningState, ...transition(one, since), creationTime };
}

function transition({ creationTime }: Provisioned, { provisioningStateTransitionTime = creationTime }: Since): Fields {
  return { provisioningStateTransitionTime };
}

/** The key of a workspace that a view names; views name none that is not one. */
function keyOf(ref: string): WorkspaceKey {
  const key = parseWorkspaceRef(ref);
  if (!key) throw new RangeError(`${ref} names no workspace`);
  return key;
}

/** Mounts with ids of file servers, and with the object of credentials that the service always had. */
function mountsOf(mounts: unknown, home: WorkspaceKey): unknown {
  if (!isFields(mounts)) return undefined;
  const each = (list: unknown, made: (mount: Fields) => Fields): unknown =>
    Array.isArray(list) ? list.filter(isFields).map(made) : undefined;
  const withCredentials = (mount: Fields): Fields => ({ ...mount, credentials: mount.credentials ?? {} });
  return {
    ...mounts,
    azureFileShares: each(mounts.azureFileShares, withCredentials),
    azureBlobFileSystems: each(mounts.azureBlobFileSystems, withCredentials),
    fileServers: each(mounts.fileServers, (mount) => ({ ...mount, fileServer: fileServerId(mount.fileServer, home) })),
  };
}

function fileServerId(reference: unknown, home: WorkspaceKey): unknown {
  if (!isFields(reference)) return undefined;
  const workspace = typeof reference.workspace === 'string' ? keyOf(reference.workspace) : home;
  return { id: formatResourceId({ kind: 'fileServer', workspace, name: String(reference.name) }) };
}

/** The service told the language of every CNTK job. */
function withLanguage(settings: unknown): unknown {
  if (!isFields(settings)) return undefined;
  return { ...settings, languageType: languageTypeOf(settings as Parameters<typeof languageTypeOf>[0]) };
}
