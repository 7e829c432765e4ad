/** What a fleet has, how much of it is allocated and how busy that is. Pure. */
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { idleBelow } from '../../ui/heat/cells.ts';

/** The current value of a metric of a device of a node; undefined when there is none that still counts as now. */
export type Read = (
  metric: 'gpu.utilisation' | 'cpu.utilisation' | 'gpu.power' | 'gpu.temperature',
  device: string,
  nodeUid: string,
) => number | undefined;

export interface FleetSum {
  /** What is counted: GPUs, or nodes where there are no GPUs at all. */
  unit: 'gpu' | 'node';
  total: number;
  allocated: number;
  /** Nobody's, on nodes that take work. */
  free: number;
  /** Allocated, measured, and next to nothing to do. */
  idle: number;
  /** Mean utilisation of what is allocated and measured, 0–100; null when nothing is. */
  busy: number | null;
  simulated: number;
  /** Watts by where they come from; null where nothing was measured. `count`: the GPUs that were. */
  power: { real: Power | null; simulated: Power | null };
  /** The hottest GPU; null where none was measured. */
  hottest: { celsius: number; node: string; gpu: number } | null;
}

export interface Power {
  watts: number;
  count: number;
}

interface Parts {
  total: number;
  allocated: number;
  free: number;
  idle: number;
  measured: number;
  work: number;
  simulated: number;
}

const nothing: Parts = { total: 0, allocated: 0, free: 0, idle: 0, measured: 0, work: 0, simulated: 0 };

/** True for a node that may be given work. */
function takesWork({ state, schedulable, health }: Node): boolean {
  return (state === 'idle' || state === 'running') && schedulable && health === 'ok';
}

function add(parts: Parts, held: boolean, usable: boolean, percent: number | undefined, simulated: boolean): void {
  parts.total += 1;
  if (simulated) parts.simulated += 1;
  if (!held) {
    if (usable) parts.free += 1;
    return;
  }
  parts.allocated += 1;
  if (percent === undefined) return;
  parts.measured += 1;
  parts.work += percent;
  if (percent < idleBelow) parts.idle += 1;
}

function addPower(power: FleetSum['power'], watts: number | undefined, simulated: boolean): void {
  if (watts === undefined) return;
  const kind = simulated ? 'simulated' : 'real';
  const before = power[kind] ?? { watts: 0, count: 0 };
  power[kind] = { watts: before.watts + watts, count: before.count + 1 };
}

/** Sums the nodes of one cluster or many. A node that has not told what it has counts as what its size promises. */
export function sumNodes(nodes: readonly Node[], read: Read): FleetSum {
  const gpus = { ...nothing };
  const machines = { ...nothing };
  const power: FleetSum['power'] = { real: null, simulated: null };
  let hottest: FleetSum['hottest'] = null;
  for (const node of nodes) {
    const usable = takesWork(node);
    const held = new Set(node.jobs.flatMap(({ gpuIds }) => gpuIds));
    add(machines, node.jobs.length > 0, usable, read('cpu.utilisation', 'host', node.uid), false);
    if (node.found === null) {
      for (let at = 0; at < (findNodeSize(node.vmSize)?.gpus ?? 0); at += 1) add(gpus, false, usable, undefined, false);
      continue;
    }
    for (const { index, uuid, simulated } of node.found.gpus) {
      add(gpus, held.has(index), usable, read('gpu.utilisation', uuid, node.uid), simulated);
      addPower(power, read('gpu.power', uuid, node.uid), simulated);
      const celsius = read('gpu.temperature', uuid, node.uid);
      if (celsius !== undefined && celsius > (hottest?.celsius ?? 0))
        hottest = { celsius, node: node.name, gpu: index };
    }
  }
  const unit = gpus.total > 0 ? 'gpu' : 'node';
  const { measured, work, ...counts } = unit === 'gpu' ? gpus : machines;
  return { unit, ...counts, busy: measured === 0 ? null : work / measured, power, hottest };
}

export type NodeCounts = Record<'running' | 'idle' | 'preparing' | 'leaving' | 'unusable', number>;

/** Nodes of clusters by state, as the server counts them. */
export function countStates(clusters: readonly Pick<Cluster, 'nodeStateCounts'>[]): NodeCounts {
  const counts: NodeCounts = { running: 0, idle: 0, preparing: 0, leaving: 0, unusable: 0 };
  for (const { nodeStateCounts: of } of clusters) {
    counts.running += of.runningNodeCount;
    counts.idle += of.idleNodeCount;
    counts.preparing += of.preparingNodeCount;
    counts.leaving += of.leavingNodeCount;
    counts.unusable += of.unusableNodeCount;
  }
  return counts;
}

export type Scale = { kind: 'fixed'; target: number } | { kind: 'auto'; minimum: number; maximum: number };

/** How a cluster is sized; a way that is not known here (of a newer server) counts as its target. */
export function scaleOf({ scaleSettings, targetNodeCount }: Pick<Cluster, 'scaleSettings' | 'targetNodeCount'>): Scale {
  const { autoScale } = (scaleSettings ?? {}) as {
    autoScale?: { minimumNodeCount: number; maximumNodeCount: number };
  };
  if (autoScale === undefined) return { kind: 'fixed', target: targetNodeCount };
  return { kind: 'auto', minimum: autoScale.minimumNodeCount, maximum: autoScale.maximumNodeCount };
}

/** Nodes that a cluster does not have and may still get. */
export function roomOf(cluster: Pick<Cluster, 'scaleSettings' | 'targetNodeCount'>, nodes: number): number {
  const scale = scaleOf(cluster);
  return Math.max(0, (scale.kind === 'auto' ? scale.maximum : scale.target) - nodes);
}
