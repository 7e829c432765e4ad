import { type ReasonCode, reason } from '@trainyard/contracts/reasons';
import { isLoginName } from '@trainyard/contracts/remote-login';
import type { Text } from '@trainyard/contracts/texts';
import type { NodeSettings } from '../port.ts';

/** Why something cannot be had here: a code with what it names, which is told of a subnet. */
export type Obstacle = Text & { code: ReasonCode };

/** What is known of this machine as a place for nodes. */
export interface LocalFacts {
  /** Why nodes get no network of their own; null: they can. */
  networkObstacle: Obstacle | null;
  /** Why nodes of a subnet reach nothing beyond their machine; null: they do, or that is not known before the first of them. */
  exitObstacle(subnet: string): Obstacle | null;
  /** Whether an OpenSSH server is installed. */
  sshServer: boolean;
}

/** What of a cluster's settings nodes of this machine do not get as they are written. */
export function notesOn(settings: NodeSettings, facts: LocalFacts): Text[] {
  const { virtualMachineConfiguration, nodeSetup, subnet } = settings;
  const notes: Text[] = [];
  const image = virtualMachineConfiguration?.imageReference;
  if (image) {
    const { publisher, offer, sku, version, virtualMachineImageId } = image;
    notes.push(
      reason('imageNotApplied', { image: virtualMachineImageId ?? `${publisher} ${offer} ${sku} ${version}` }),
    );
  }
  if (subnet) notes.push(...notesOnSubnet(subnet.id, facts));
  notes.push(...notesOnAccount(settings, facts));
  const counters = nodeSetup?.performanceCountersSettings?.appInsightsReference.component.id;
  if (counters) notes.push(reason('countersNotSent', { component: lastName(counters) }));
  const prefix = nodeSetup?.setupTask?.stdOutErrPathPrefix;
  if (prefix && !/^[/$]/.test(prefix)) notes.push(reason('setupLogsNotWritten', { prefix }));
  return notes;
}

function notesOnSubnet(id: string, facts: LocalFacts): Text[] {
  const obstacle = facts.networkObstacle ?? facts.exitObstacle(id);
  return obstacle ? [{ code: obstacle.code, params: { ...obstacle.params, subnet: shortSubnet(id) } }] : [];
}

function notesOnAccount({ userAccountSettings: account, subnet }: NodeSettings, facts: LocalFacts): Text[] {
  if (!account) return [];
  const user = account.adminUserName;
  if (!subnet || facts.networkObstacle) return [reason('accountNoAddress', { user })];
  if (!facts.sshServer) return [reason('accountNoServer', { user })];
  if (!isLoginName(user)) return [reason('accountBadName', { user })];
  return [reason(account.adminUserSshPublicKey ? 'accountByKey' : 'accountNoKey', { user })];
}

/** VNET/SUBNET of a resource id; anything else as it is. */
export function shortSubnet(id: string): string {
  const [, network, name] = /\/virtualNetworks\/([^/]+)\/subnets\/([^/]+)\/?$/i.exec(id) ?? [];
  return network && name ? `${network}/${name}` : id;
}

function lastName(id: string): string {
  return id.split('/').findLast((part) => part !== '') ?? id;
}
