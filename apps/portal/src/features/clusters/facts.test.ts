import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { describe, expect, test } from 'vitest';
import { gpuSum, isResizing, mayBeDeclaredLost, ownLabels, scaleOf, stateCounts } from './facts.ts';

const gpu = (index: number, simulated = false) => ({
  index,
  uuid: `${index}`,
  model: 'K80',
  memoryBytes: 1,
  simulated,
});
const job = (...gpuIds: number[]) => ({ uid: 'u', name: 'j', gpuIds });
const node = (gpus: ReturnType<typeof gpu>[] | null, ...jobs: ReturnType<typeof job>[]): Node =>
  ({ found: gpus && { gpus }, jobs, vmSize: 'STANDARD_NC12' }) as unknown as Node;

describe('a cluster', () => {
  test('says how it is sized', () => {
    expect(scaleOf({ scaleSettings: { manual: { targetNodeCount: 2, nodeDeallocationOption: 'terminate' } } })).toEqual(
      {
        kind: 'fixed',
        count: 2,
        onShrink: 'terminate',
      },
    );
    const autoScale = { minimumNodeCount: 0, maximumNodeCount: 3, initialNodeCount: 0, idleDelay: 'PT1M' };
    expect(scaleOf({ scaleSettings: { autoScale } })).toEqual({ kind: 'auto', least: 0, most: 3, idleMs: 60_000 });
  });

  test('counts its nodes by state, without states that none is in', () => {
    const nodeStateCounts = {
      idleNodeCount: 1,
      runningNodeCount: 2,
      preparingNodeCount: 0,
      unusableNodeCount: 1,
      leavingNodeCount: 0,
    };
    expect(stateCounts({ nodeStateCounts })).toEqual([
      { state: 'running', count: 2 },
      { state: 'idle', count: 1 },
      { state: 'unusable', count: 1 },
    ]);
  });

  test('resizes while it has other nodes than it wants', () => {
    const cluster = { allocationState: 'steady', currentNodeCount: 2, targetNodeCount: 2 } as Cluster;
    expect(isResizing(cluster)).toBe(false);
    expect(isResizing({ ...cluster, targetNodeCount: 1 })).toBe(true);
    expect(isResizing({ ...cluster, allocationState: 'resizing' })).toBe(true);
  });
});

describe('GPUs', () => {
  test('are counted once, however many jobs share them, and not where a node has not told', () => {
    const nodes = [node([gpu(0, true), gpu(1)], job(0), job(0)), node(null), node([])];
    expect(gpuSum(nodes)).toEqual({ held: 1, total: 2, unknown: 2, simulated: 1 });
  });

  test('that a job holds and the node no longer has do not count', () => {
    expect(gpuSum([node([gpu(0)], job(0, 5))]).held).toBe(1);
  });
});

test('only a silent node that is to stay is declared lost, and only by who may', () => {
  const silent = { health: 'silent', intent: 'keep', can: { operate: true } } as unknown as Node;
  expect(mayBeDeclaredLost(silent)).toBe(true);
  expect(mayBeDeclaredLost({ ...silent, health: 'ok' })).toBe(false);
  expect(mayBeDeclaredLost({ ...silent, intent: 'remove' })).toBe(false);
  expect(mayBeDeclaredLost({ ...silent, can: { operate: false } })).toBe(false);
});

test('labels of a node are its own where they differ from its cluster’s', () => {
  const nodeLabels = { zone: 'a', rack: '1' };
  expect(ownLabels({ labels: { zone: 'b', rack: '1', disk: 'ssd' } }, { nodeLabels })).toEqual({
    zone: 'b',
    disk: 'ssd',
  });
});
