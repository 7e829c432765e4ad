import {
  type ClusterCreate,
  clusterCreate as clusterCreateBody,
  type ScaleSettings,
} from '@trainyard/contracts/cluster';
import { Fault } from '@trainyard/contracts/errors';
import { findNodeSize, nodeSizes } from '@trainyard/contracts/node-sizes';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { ClusterRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { accountKeyName, isAccountKeyName, takeKeys } from '../volumes/account-keys.ts';
import { checkVolumes } from '../volumes/check-volumes.ts';
import { clusterVolumesPath } from '../volumes/look-up.ts';
import type { Command, CommandPorts } from './command.ts';
import { asObject, mustStay, workspaceOf } from './find.ts';
import { type KeptBody, mustBeSame } from './same-again.ts';
import { sealSecrets } from './secrets.ts';

export const clusterCreate: Command<'cluster.create'> = {
  verb: 'create',
  locate: (tx, input) => asObject('workspace', workspaceOf(tx, input.workspaceUid)),
  run(tx, { workspaceUid, body, orSame }, ports) {
    const workspace = workspaceOf(tx, workspaceUid);
    mustStay('workspace', workspace);
    const [row] = tx.where('cluster', { workspaceUid, nameKey: nameKey(body.name) });
    if (row) {
      const bodies = { before: keptBefore(row), now: keptBody(body), placeOf: placeOfSecret };
      mustBeSame(tx, ports, { kind: 'cluster', row, orSame }, bodies);
      return { uid: row.uid, made: false };
    }
    mustBePossible(body, ports);
    const { name } = body;
    const uid = ports.ids.uid();
    checkedSetup(tx, body.nodeSetup, { owner: uid, workspaceUid }, ports);
    const { fields, secrets } = keptBody(body);
    const { tags, ...spec } = fields;
    const { target, why } = firstTarget(spec.scaleSettings, tx.actor.name);
    tx.insert(
      'cluster',
      {
        uid,
        workspaceUid,
        path: `${workspace.path}/clusters/${name}`,
        name,
        nameKey: nameKey(name),
        spec,
        tags,
        state: 'succeeded',
        allocationState: target > 0 ? 'resizing' : 'steady',
        allocationStateAt: tx.now,
        targetNodes: target,
        targetReason: why,
        errors: [],
        hindrance: null,
        notes: ports.provisioners[spec.provisioner.kind]?.notes(spec) ?? [],
        nodesMade: 0,
        createdBy: tx.actor.name,
        writtenAt: null,
      },
      'cluster.created',
    );
    sealSecrets(tx, ports.vault, uid, secrets);
    return { uid, made: true };
  },
};

const passwordName = 'adminUserPassword';

/** A body as it is kept. */
function keptBody({ name: _, ...body }: ClusterCreate): KeptBody & { fields: Omit<ClusterCreate, 'name'> } {
  const { nodeSetup, tags, ...spec } = body;
  const { kept: mountVolumes, keys } = takeKeys(nodeSetup?.mountVolumes ?? {});
  const setup = nodeSetup && { ...nodeSetup, ...(nodeSetup.mountVolumes && { mountVolumes }) };
  const password = spec.userAccountSettings?.adminUserPassword;
  return {
    // The service echoes sizes in upper case.
    fields: {
      ...withoutSecrets({ ...spec, ...(setup && { nodeSetup: setup }) }),
      vmSize: spec.vmSize.toUpperCase(),
      tags,
    },
    secrets: [
      ...(password ? [{ name: passwordName, value: password }] : []),
      ...(nodeSetup?.setupTask?.secrets ?? []),
      ...keys.map(({ account, key }) => ({ name: accountKeyName(account), value: key })),
    ],
  };
}

/** The fields of a cluster as they would be kept now: one of an earlier version lacks what has come since. */
function keptBefore({ name, spec, tags }: ClusterRow): Omit<ClusterCreate, 'name'> {
  const kept = clusterCreateBody.safeParse({ ...spec, name, tags });
  if (!kept.success) return { ...spec, tags };
  const { name: _, ...fields } = kept.data;
  return fields;
}

function placeOfSecret(name: string): string {
  if (name === passwordName) return 'userAccountSettings.adminUserPassword';
  return isAccountKeyName(name) ? 'nodeSetup.mountVolumes' : 'nodeSetup.setupTask.secrets';
}

/** How many nodes a scale setting asks for at first, and why. */
export function firstTarget(scale: ScaleSettings, by: string): { target: number; why: Text } {
  if (scale.manual) {
    const target = scale.manual.targetNodeCount;
    return { target, why: reason('scaleManual', { target, by, actor: by }) };
  }
  const auto = scale.autoScale;
  const target = Math.min(
    Math.max(auto?.initialNodeCount ?? 0, auto?.minimumNodeCount ?? 0),
    auto?.maximumNodeCount ?? 0,
  );
  return { target, why: reason('scaleInitial', { target }) };
}

function mustBePossible(body: ClusterCreate, { provisioners }: CommandPorts): void {
  if (!findNodeSize(body.vmSize)) {
    throw new Fault('UnknownVmSize', { size: body.vmSize, sizes: nodeSizes.map(({ name }) => name) });
  }
  const { kind } = body.provisioner;
  const provisioner = Object.hasOwn(provisioners, kind) ? provisioners[kind] : undefined;
  if (!provisioner) throw new Fault('ProvisionerNotAvailable', { kind, kinds: Object.keys(provisioners) });
  if (body.lowPriority && body.vmPriority !== 'lowpriority') throw new Fault('NotLowPriority', { cluster: body.name });
  if (body.nodeSetup) mustSupportSetup(body.nodeSetup);
}

/** A set-up without the keys of its volumes, and those to be sealed. Throws what keeps a volume from being mounted. */
export function checkedSetup(
  tx: Tx,
  nodeSetup: ClusterCreate['nodeSetup'],
  whose: { owner: string; workspaceUid: string },
  { storageHome }: Pick<CommandPorts, 'storageHome'>,
  sealed?: ReadonlySet<string>,
): { setup: ClusterCreate['nodeSetup']; secrets: { name: string; value: string }[] } {
  const place = { ...whose, path: clusterVolumesPath };
  const { kept: mountVolumes, secrets } = checkVolumes(tx, nodeSetup?.mountVolumes, place, storageHome, sealed);
  return { setup: nodeSetup && { ...nodeSetup, ...(mountVolumes && { mountVolumes }) }, secrets };
}

/** Throws SettingNotAvailable for what nodes cannot be set up with. */
export function mustSupportSetup(nodeSetup: NonNullable<ClusterCreate['nodeSetup']>): void {
  if (nodeSetup.setupTask?.secrets?.some((secret) => secret.valueSecretReference)) {
    throw new Fault('SettingNotAvailable', { field: 'valueSecretReference' });
  }
}

/** What is kept of a cluster's spec: names of secrets without their values. */
export function withoutSecrets(spec: Omit<ClusterCreate, 'name' | 'tags'>): Omit<ClusterCreate, 'name' | 'tags'> {
  const { userAccountSettings: account, nodeSetup } = spec;
  const task = nodeSetup?.setupTask;
  const counters = nodeSetup?.performanceCountersSettings?.appInsightsReference;
  return {
    ...spec,
    ...(account && {
      userAccountSettings: {
        adminUserName: account.adminUserName,
        ...(account.adminUserSshPublicKey !== undefined && { adminUserSshPublicKey: account.adminUserSshPublicKey }),
      },
    }),
    ...(nodeSetup && {
      nodeSetup: {
        ...nodeSetup,
        ...(task?.secrets && { setupTask: { ...task, secrets: task.secrets.map(({ name }) => ({ name })) } }),
        // Its instrumentation key is of no use here, since nothing is sent there.
        ...(counters && { performanceCountersSettings: { appInsightsReference: { component: counters.component } } }),
      },
    }),
  };
}
