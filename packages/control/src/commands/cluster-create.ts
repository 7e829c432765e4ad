import type { ClusterCreate, ScaleSettings } from '@trainyard/contracts/cluster';
import { Fault } from '@trainyard/contracts/errors';
import { findNodeSize, nodeSizes } from '@trainyard/contracts/node-sizes';
import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { Tx } from '@trainyard/db/writer';
import { checkVolumes } from '../volumes/check-volumes.ts';
import { clusterVolumesPath } from '../volumes/look-up.ts';
import type { Command, CommandPorts } from './command.ts';
import { asObject, mustStay, workspaceOf } from './find.ts';
import { sealSecrets } from './secrets.ts';

export const clusterCreate: Command<'cluster.create'> = {
  verb: 'create',
  locate: (tx, input) => asObject('workspace', workspaceOf(tx, input.workspaceUid)),
  run(tx, { workspaceUid, body }, ports) {
    const workspace = workspaceOf(tx, workspaceUid);
    mustStay('workspace', workspace);
    mustBePossible(body, ports);
    if (tx.where('cluster', { workspaceUid, nameKey: nameKey(body.name) }).length > 0) {
      throw new Fault('AlreadyExists', { kind: 'cluster', name: body.name });
    }
    const { name, tags, ...spec } = body;
    const uid = ports.ids.uid();
    const { setup, secrets } = checkedSetup(tx, spec.nodeSetup, { owner: uid, workspaceUid }, ports);
    const stored = {
      ...withoutSecrets({ ...spec, ...(setup && { nodeSetup: setup }) }),
      vmSize: spec.vmSize.toUpperCase(),
    };
    const { target, why } = firstTarget(spec.scaleSettings, tx.actor.name);
    tx.insert(
      'cluster',
      {
        uid,
        workspaceUid,
        path: `${workspace.path}/clusters/${name}`,
        name,
        nameKey: nameKey(name),
        // The service echoes sizes in upper case.
        spec: stored,
        tags,
        state: 'succeeded',
        allocationState: target > 0 ? 'resizing' : 'steady',
        allocationStateAt: tx.now,
        targetNodes: target,
        targetReason: why,
        errors: [],
        hindrance: null,
        notes: ports.provisioners[spec.provisioner.kind]?.notes(stored) ?? [],
        nodesMade: 0,
        createdBy: tx.actor.name,
      },
      'cluster.created',
    );
    const password = spec.userAccountSettings?.adminUserPassword;
    if (password) sealSecrets(tx, ports.vault, uid, [{ name: 'adminUserPassword', value: password }]);
    sealSecrets(tx, ports.vault, uid, [...(spec.nodeSetup?.setupTask?.secrets ?? []), ...secrets]);
    return { uid };
  },
};

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
