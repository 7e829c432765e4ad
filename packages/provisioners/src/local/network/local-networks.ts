import type { NodeRecord, PlacedNetwork } from '../node-record.ts';
import type { Obstacle } from '../notes.ts';
import { isNetworked, NodeNetworks } from './node-networks.ts';
import { findRights } from './rights.ts';

/** What the provisioner asks of networks, whether they can be had on this machine or not. */
export interface LocalNetworks {
  /** Why nodes get no network of their own; null: they can. */
  readonly obstacle: Obstacle | null;
  exitObstacle(subnet: string): Obstacle | null;
  /** Null where the node shares the network of its machine: it names no subnet, or there is an obstacle. */
  place(subnet: string | null, nodeName: string, others: readonly NodeRecord[]): Promise<PlacedNetwork | null>;
  /** Makes the subnet of a node or tells it of the node; `all` has the node. */
  ensureSubnet(record: NodeRecord, all: readonly NodeRecord[]): Promise<void>;
  /** Makes the node's network. Answers the file that tells its agent; null without one. Throws when it has one that cannot be made. */
  ensureNode(record: NodeRecord): Promise<string | null>;
  /** Inode of the node's namespace, while it has one. */
  inodeOf(nodeUid: string): number | undefined;
  /** Takes the node's network away, and that of its subnet when `left` has no other node of it. */
  remove(nodeUid: string, gone: PlacedNetwork | null, left: () => Promise<readonly NodeRecord[]>): Promise<void>;
  /** After a start: removes what nobody has, and makes again what nodes have and is gone. */
  restore(all: readonly NodeRecord[]): Promise<void>;
}

/** Finds out what this machine allows. */
export async function openNetworks(
  root: string,
  path: string | undefined,
  warn: (message: string) => void,
): Promise<LocalNetworks> {
  const rights = await findRights(path);
  if ('obstacle' in rights) return withoutNetworks(rights.obstacle);
  const networks = new NodeNetworks(root, rights.programs, path);
  return {
    obstacle: null,
    exitObstacle: (subnet) => networks.exitObstacle(subnet),
    place: async (subnet, nodeName, others) => (subnet ? networks.place(subnet, nodeName, others) : null),
    async ensureSubnet(record, all) {
      if (record.network) await networks.ensureSubnet(record.network, all);
    },
    ensureNode: async (record) => (isNetworked(record) ? networks.ensureNode(record) : null),
    inodeOf: (nodeUid) => networks.inodeOf(nodeUid),
    remove: (nodeUid, gone, left) => networks.remove(nodeUid, gone, left),
    async restore(all) {
      try {
        await networks.sweep(all);
        const subnets = new Map(all.filter(isNetworked).map(({ network }) => [network.subnet, network]));
        for (const network of subnets.values()) await networks.ensureSubnet(network, all);
        for (const record of all.filter(isNetworked)) {
          if (!networks.isThere(record)) await networks.ensureNode(record);
        }
      } catch (error) {
        // Nodes are tried again one by one as they are made or revived; a server without them is better than none.
        warn(`networks of nodes could not be restored: ${(error as Error).message}`);
      }
    },
  };
}

function withoutNetworks(obstacle: Obstacle): LocalNetworks {
  return {
    obstacle,
    exitObstacle: () => null,
    place: async () => null,
    ensureSubnet: async () => undefined,
    async ensureNode(record) {
      if (!isNetworked(record)) return null;
      throw new Error(
        `node ${record.request.name} has a network of its own, and this server may not make it any more (${obstacle.code}): start the server with the rights it had, or release the node`,
      );
    },
    inodeOf: () => undefined,
    remove: async () => undefined,
    restore: async () => undefined,
  };
}
