import { existsSync, readFileSync } from 'node:fs';
import { type NodeNetwork, nodeNetwork } from '@trainyard/contracts/node-network';

/** How whatever runs on behalf of a node is started, so that it runs in the node's own network where it has one. */
export interface NodeEntry {
  /** Null: the node shares the network of its machine, and commands are started as they are. */
  readonly network: NodeNetwork | null;
}

export const machineEntry: NodeEntry = { network: null };

/** Reads the entry of the node; without a file it is the machine itself. Throws when the file cannot be used. */
export function readEntry(file: string | undefined): NodeEntry {
  if (file === undefined) return machineEntry;
  try {
    return { network: nodeNetwork.parse(JSON.parse(readFileSync(file, 'utf8'))) };
  } catch (error) {
    throw new Error(`TRAINYARD_NODE_NETWORK: ${file} does not tell a network: ${(error as Error).message}`);
  }
}

/**
 * The command line of `file` with `args` as it is to be given to `spawn`, or to a terminal: in the node's network, with its host name and
 * neighbours. The environment and working directory stay those that the caller gives. Throws when the network is gone, as after a
 * restart of the machine: the agent's provisioner makes it again.
 */
export function enter(entry: NodeEntry, file: string, args: readonly string[]): { file: string; args: string[] } {
  const { network } = entry;
  if (network === null) return { file, args: [...args] };
  if (!existsSync(network.namespace)) {
    throw new Error(
      `the network of this node is gone (${network.namespace}): restart the server, which makes it again`,
    );
  }
  const [first, ...rest] = network.enter as [string, ...string[]];
  return { file: first, args: [...rest, file, ...args] };
}
