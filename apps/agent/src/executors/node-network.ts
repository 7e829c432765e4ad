import { existsSync, readFileSync } from 'node:fs';
import { type NodeNetwork, nodeNetwork } from '@trainyard/contracts/node-network';
import { behind, type Entry, straight } from './enter.ts';

/** The network that the node's provisioner made for it; null without a file: the node has that of its machine. Throws on a bad file. */
export function readNetwork(file: string | undefined): NodeNetwork | null {
  if (file === undefined) return null;
  try {
    return nodeNetwork.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(`TRAINYARD_NODE_NETWORK: ${file} does not tell a network: ${(error as Error).message}`);
  }
}

/**
 * The way into the network of a node: its addresses, host name and neighbours. The pid, variables and directory stay those of what is
 * started. Entering throws when the network is gone, as after a restart of the machine, until the provisioner made it again.
 */
export function networkEntry(network: NodeNetwork | null): Entry {
  if (network === null) return straight;
  const inside = behind(...network.enter);
  return {
    ...inside,
    enter(command, terminal) {
      if (existsSync(network.namespace)) return inside.enter(command, terminal);
      throw new Error(`the network of this node is gone (${network.namespace}): restart the server, it makes it again`);
    },
  };
}
