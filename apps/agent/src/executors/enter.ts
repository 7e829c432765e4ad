import { existsSync, readFileSync } from 'node:fs';
import { type NodeNetwork, nodeNetwork } from '@trainyard/contracts/node-network';
import { quote } from './wrapper.ts';

/** A command with everything that a start needs; absolute and expanded. */
export interface Enterable {
  argv: string[];
  env: Record<string, string>;
  cwd: string;
}

/**
 * Where processes run: straight on the node, in its own network, in a container. Everything that is started for a node or a task goes
 * through `enter`, terminals and remote starts too, so that it finds the same files, network and variables as the task's own processes.
 */
export interface Entry {
  /** The shell inside: a name or path that `enter` takes. `bash`, or `sh` in an image that has no other. */
  readonly shell: string;
  /** Whether the machine's own files, those of its kernel too, are at their paths inside: not in a container. */
  readonly seesMachine: boolean;
  /**
   * Turns a command into the one that the node starts so that it runs inside. What is started replaces itself by the command, so its
   * number is the command's own. `terminal`: it is to have one. Throws when there is no inside any more.
   */
  enter(command: Enterable, terminal: boolean): Enterable;
}

/** The entry of the node itself. */
export interface NodeEntry extends Entry {
  /** Null: the node shares the network of its machine. */
  readonly network: NodeNetwork | null;
}

/** On the node itself, in the network of its machine. */
export const straight: NodeEntry = { shell: 'bash', seesMachine: true, network: null, enter: (command) => command };

/** Reads the entry of the node; without a file it is the machine itself. Throws when the file cannot be used. */
export function readEntry(file: string | undefined): NodeEntry {
  if (file === undefined) return straight;
  try {
    return inNetwork(nodeNetwork.parse(JSON.parse(readFileSync(file, 'utf8'))));
  } catch (error) {
    throw new Error(`TRAINYARD_NODE_NETWORK: ${file} does not tell a network: ${(error as Error).message}`);
  }
}

/** In the node's network, with its host name and neighbours. The network may go, as after a restart of the machine. */
function inNetwork(network: NodeNetwork): NodeEntry {
  return {
    shell: 'bash',
    seesMachine: true,
    network,
    enter({ argv, ...rest }) {
      if (!existsSync(network.namespace)) {
        throw new Error(
          `the network of this node is gone (${network.namespace}): restart the server, which makes it again`,
        );
      }
      return { ...rest, argv: [...network.enter, ...argv] };
    },
  };
}

/** Enters groups of processes on the node before the rest of its words, which take the place of the shell that did. */
export function joining(groups: readonly string[], { argv, ...rest }: Enterable): Enterable {
  if (groups.length === 0) return { argv, ...rest };
  const lines = groups.map((file) => `echo "$$" >${quote(file)} || exit 125`);
  return { ...rest, argv: ['/bin/sh', '-c', [...lines, 'exec "$@"'].join('\n'), 'sh', ...argv] };
}

/** Through `outer` first, then through `inner`. */
export function within(outer: Entry, inner: Entry): Entry {
  return {
    shell: inner.shell,
    seesMachine: outer.seesMachine && inner.seesMachine,
    enter: (command, terminal) => outer.enter(inner.enter(command, terminal), terminal),
  };
}
