import { statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeNetwork } from '@trainyard/contracts/node-network';
import { ProvisionFailure } from '../../port.ts';
import { type NodeRecord, type PlacedNetwork, writeAtomically } from '../node-record.ts';
import type { Obstacle } from '../notes.ts';
import { chooseAddress, chooseBlock, formatBlock, gatewayOf, parseBlock } from './address-plan.ts';
import { enterCommand } from './enter-command.ts';
import { hostsText, type NamedHost, writeInPlace } from './hosts-file.ts';
import {
  ensureBridge,
  ensureNamespace,
  linksWith,
  namespaceFile,
  namespacesWith,
  removeLink,
  removeNamespace,
  usedBlocks,
} from './kernel.ts';
import { hostNameOf, networkNames, subnetKey } from './names.ts';
import type { Programs } from './programs.ts';
import { resolverFor, serversOf } from './resolver.ts';
import { closeWayOut, openWayOut } from './way-out.ts';

/** A record of a node that has a network of its own. */
type Networked = NodeRecord & { network: PlacedNetwork };

/** Networks of the nodes of one root. Calls that change which nodes a subnet has must not overlap; the provisioner sees to that. */
export class NodeNetworks {
  readonly #root: string;
  readonly #programs: Programs;
  readonly #path: string | undefined;
  readonly #names: ReturnType<typeof networkNames>;
  /** Where each subnet counts its addresses on from, so that a fresh node rarely has a dead one's. */
  readonly #next = new Map<string, number>();
  readonly #obstacles = new Map<string, Obstacle | null>();

  constructor(root: string, programs: Programs, path?: string) {
    this.#root = root;
    this.#programs = programs;
    this.#path = path;
    this.#names = networkNames(root);
  }

  /** Why nodes of a subnet reach nothing beyond their machine; null when they do, or no node of it was made yet. */
  exitObstacle(subnet: string): Obstacle | null {
    return this.#obstacles.get(subnetKey(subnet)) ?? null;
  }

  /** Chooses address and host name of a new node. Throws a ProvisionFailure when none is left. */
  async place(subnet: string, nodeName: string, others: readonly NodeRecord[]): Promise<PlacedNetwork> {
    const key = subnetKey(subnet);
    const neighbours = this.#nodesOf(key, others);
    const block = await this.#blockOf(key, others, neighbours);
    const taken = new Set(neighbours.map(({ address }) => address));
    const chosen = chooseAddress(block, this.#next.get(key) ?? neighbours.length, taken);
    if (!chosen)
      throw new ProvisionFailure('quota', `all addresses of subnet ${subnet} are taken: release nodes first`);
    this.#next.set(key, chosen.next);
    const names = new Set(neighbours.map(({ network }) => network.hostName));
    return {
      subnet: key,
      cidr: formatBlock(block),
      address: chosen.address,
      hostName: hostNameOf(nodeName, names),
    };
  }

  async #blockOf(key: string, others: readonly NodeRecord[], neighbours: readonly Networked[]) {
    const used = neighbours[0]?.network.cidr;
    if (used) return parseBlock(used) as NonNullable<ReturnType<typeof parseBlock>>;
    const planned = others.flatMap(({ network }) => network?.cidr ?? []);
    // A name server need not be on a route of its own.
    const servers = serversOf(await readFile('/etc/resolv.conf', 'utf8').catch(() => ''));
    const occupied = [...(await usedBlocks(this.#programs)), ...servers, ...planned].flatMap(
      (text) => parseBlock(text) ?? [],
    );
    const start = Number.parseInt(this.#names.bridgeOf(key).slice(-7), 16);
    const block = chooseBlock(start, occupied);
    if (!block) throw new ProvisionFailure('quota', 'no block of private addresses is free for another subnet');
    return block;
  }

  /** Makes, or repairs, what the subnet of these nodes needs: bridge, way out, names of neighbours. */
  async ensureSubnet({ subnet, cidr }: PlacedNetwork, all: readonly NodeRecord[]): Promise<void> {
    const bridge = this.#names.bridgeOf(subnet);
    await ensureBridge(this.#programs, bridge, this.#gateway(cidr));
    this.#obstacles.set(subnet, await openWayOut({ bridge, cidr }, this.#programs.ip, this.#path));
    await this.#writeHosts(subnet, all);
  }

  /** Makes, or repairs, the node's own network and tells its agent of it: the file is the answer. */
  async ensureNode({ nodeUid, network }: Networked): Promise<string> {
    const { subnet, cidr, address, hostName } = network;
    const namespace = this.#names.namespaceOf(nodeUid);
    const [, prefix] = cidr.split('/');
    await ensureNamespace(this.#programs, {
      namespace,
      link: this.#names.linkOf(nodeUid),
      bridge: this.#names.bridgeOf(subnet),
      address: `${address}/${prefix}`,
      gateway: this.#gateway(cidr).split('/')[0] as string,
    });
    const hosts = this.#hostsFile(subnet);
    const resolver = await resolverFor(this.#root, this.exitObstacle(subnet) === null);
    const told: Omit<NodeNetwork, 'enter'> = {
      version: 1,
      namespace: namespaceFile(namespace),
      hostName,
      address,
      hosts,
      resolver,
    };
    const file = join(this.#root, nodeUid, 'network.json');
    await writeAtomically(file, { ...told, enter: enterCommand(this.#programs, told) } satisfies NodeNetwork);
    return file;
  }

  /** Whether everything of the node's network is there, as far as names tell. */
  isThere({ nodeUid, network }: Networked): boolean {
    const { bridgeOf, linkOf, namespaceOf } = this.#names;
    const links = linksWith('');
    return (
      links.includes(bridgeOf(network.subnet)) &&
      links.includes(linkOf(nodeUid)) &&
      namespacesWith(namespaceOf(nodeUid)).length > 0
    );
  }

  /** Identity of the node's namespace, as processes in it have it under /proc; undefined when there is none. */
  inodeOf(nodeUid: string): number | undefined {
    try {
      return statSync(namespaceFile(this.#names.namespaceOf(nodeUid))).ino;
    } catch {
      return undefined;
    }
  }

  /** Takes away the node's network, and that of its subnet with its last node. What is not there is no error. */
  async remove(
    nodeUid: string,
    gone: PlacedNetwork | null,
    nodesLeft: () => Promise<readonly NodeRecord[]>,
  ): Promise<void> {
    const { ip } = this.#programs;
    await removeLink(ip, this.#names.linkOf(nodeUid));
    await removeNamespace(ip, this.#names.namespaceOf(nodeUid));
    if (gone === null) return;
    const left = await nodesLeft();
    if (this.#nodesOf(gone.subnet, left).length > 0) await this.#writeHosts(gone.subnet, left);
    else await this.#removeSubnet(gone.subnet);
  }

  /** Removes what a server that was killed left and no node of this root has. Names of others are not touched. */
  async sweep(all: readonly NodeRecord[]): Promise<void> {
    const { ip } = this.#programs;
    const networked = all.filter(isNetworked);
    const links = new Set(networked.map(({ nodeUid }) => this.#names.linkOf(nodeUid)));
    const namespaces = new Set(networked.map(({ nodeUid }) => this.#names.namespaceOf(nodeUid)));
    const bridges = new Set(networked.map(({ network }) => this.#names.bridgeOf(network.subnet)));
    for (const name of linksWith(this.#names.links)) if (!links.has(name)) await removeLink(ip, name);
    for (const name of namespacesWith(this.#names.namespaces)) {
      if (!namespaces.has(name)) await removeNamespace(ip, name);
    }
    for (const name of linksWith(this.#names.bridges)) if (!bridges.has(name)) await this.#removeBridge(name);
  }

  async #removeSubnet(subnet: string): Promise<void> {
    this.#next.delete(subnet);
    this.#obstacles.delete(subnet);
    await this.#removeBridge(this.#names.bridgeOf(subnet));
  }

  async #removeBridge(bridge: string): Promise<void> {
    await closeWayOut(bridge, this.#path);
    await removeLink(this.#programs.ip, bridge);
    await rm(join(this.#root, `hosts-${bridge}`), { force: true });
  }

  async #writeHosts(subnet: string, all: readonly NodeRecord[]): Promise<void> {
    const machine = await readFile('/etc/hosts', 'utf8').catch(() => '127.0.0.1 localhost\n');
    const hosts = this.#nodesOf(subnet, all).map(
      ({ network, request }): NamedHost => ({
        address: network.address,
        hostName: network.hostName,
        name: request.name,
      }),
    );
    await writeInPlace(this.#hostsFile(subnet), hostsText(machine, hosts));
  }

  #nodesOf(subnet: string, records: readonly NodeRecord[]): Networked[] {
    return records.filter(isNetworked).filter(({ network }) => network.subnet === subnet);
  }

  #hostsFile(subnet: string): string {
    return join(this.#root, `hosts-${this.#names.bridgeOf(subnet)}`);
  }

  #gateway(cidr: string): string {
    const block = parseBlock(cidr);
    if (!block) throw new Error(`${cidr} is no block of addresses`);
    return `${gatewayOf(block)}/${block.prefix}`;
  }
}

export function isNetworked(record: NodeRecord): record is Networked {
  return record.network !== null;
}
