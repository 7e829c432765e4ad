import type { Cluster } from '@trainyard/contracts/cluster';
import type { Job } from '@trainyard/contracts/job';
import { expect, it } from 'vitest';
import { gpusOf, sizeOf } from './size-of.ts';

const clusters = new Map(
  ['STANDARD_NC24', 'STANDARD_D2', 'OTHER'].map((vmSize, at) => [String(at), { vmSize } as Cluster]),
);
const job = (cluster: string | null, nodeCount: number) =>
  ({ nodeCount, cluster: cluster === null ? null : { uid: cluster } }) as Job;

it('counts GPUs of a node, its vCPUs where it has none, and nothing where the size is unknown', () => {
  expect(sizeOf(job('0', 2), clusters)).toEqual({ nodes: 2, each: { kind: 'gpu', count: 4 } });
  expect(sizeOf(job('1', 1), clusters)).toEqual({ nodes: 1, each: { kind: 'cpu', count: 2 } });
  expect(sizeOf(job('2', 3), clusters)).toEqual({ nodes: 3, each: null });
  expect(sizeOf(job(null, 3), clusters)).toEqual({ nodes: 3, each: null });
  expect(gpusOf([job('0', 2), job('1', 1), job(null, 5)], clusters)).toBe(8);
});

it('counts the share of a node that a job asks for, and the shards of an array that run', () => {
  const share = (fields: object) => ({ ...job('0', 2), ...fields }) as Job;
  expect(sizeOf(share({ gpusPerNode: 1 }), clusters)).toEqual({ nodes: 2, each: { kind: 'gpu', count: 1 } });
  expect(sizeOf(share({ cpusPerNode: 0.5 }), clusters)).toEqual({ nodes: 2, each: { kind: 'cpu', count: 0.5 } });
  const shards = { count: 100, waiting: 90, running: 5, retrying: 0, succeeded: 5, failed: 0 };
  expect(gpusOf([share({ gpusPerNode: 1, shards, executionState: 'running' })], clusters)).toBe(10);
});
