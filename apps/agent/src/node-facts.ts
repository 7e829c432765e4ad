import type { Fence } from '@trainyard/contracts/attempt';
import type { Cadence, DesiredNode } from '@trainyard/contracts/fleet';
import type { NodeCapabilities, NodeFound } from '@trainyard/contracts/node';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import type { Clock } from '@trainyard/runtime/clock';

/** Who holds what of the node now: samples of GPUs and processes bear the task's fence. */
export interface FactsTask {
  fence: Fence;
  gpuIds: number[];
  rootPids: number[];
}

export interface FactsOptions {
  clock: Clock;
  /** Indices of the machine's GPUs that belong to this node; undefined: all. */
  gpus: number[] | undefined;
  nvidiaSmi: string;
  nodeHome: string;
  node: { uid: string; promised: DesiredNode['promised'] | null };
  onFrames(frames: SeriesFrame[]): void;
  tasks(): FactsTask[];
  /** Told once per kind of trouble, such as a GPU that is lost. */
  onTrouble(message: string): void;
  /** Agent's clock minus the server's in ms. */
  serverSkew(): number;
}

/** What the machine is and how it does. */
export interface NodeFacts {
  found(): NodeFound;
  readonly gpuSource: NodeCapabilities['gpuSource'];
  setCadence(cadence: Cadence): void;
  stop(): void;
}

export type CreateFacts = (options: FactsOptions) => NodeFacts | Promise<NodeFacts>;

/**
 * What is told of the machine in a hello: the host name is what the node's tasks see as theirs, and the clocks were compared a moment ago
 * (`skew`: the agent's minus the server's, ms). The server counts a node's GPUs from 0, whatever the machine calls them.
 */
export function tellFound(found: NodeFound, hostName: string | undefined, skew: number): NodeFound {
  return {
    ...found,
    gpus: found.gpus.map((gpu, index) => ({ ...gpu, index })),
    ...(hostName !== undefined && { hostname: hostName }),
    ...(found.machine && { machine: { ...found.machine, clockSkewMs: Math.round(skew) } }),
  };
}
