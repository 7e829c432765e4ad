import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Host } from '../interface.ts';
import { hostsFor } from '../testing/hosts.ts';
import { launched as launchedOn, variablesOf } from '../testing/launched.ts';
import { distributed } from './launch.ts';

const commandLine = 'node digits/train.mjs';

function launch(processCount: number | undefined, gpus: number[]) {
  const settings = processCount === undefined ? { commandLine } : { commandLine, processCount };
  return launchedOn(distributed, settings, gpus);
}

test('two nodes without GPUs: one rank each, golden', () => {
  const shared = [
    { name: 'WORLD_SIZE', value: '2' },
    { name: 'MASTER_ADDR', value: '10.0.0.4' },
    { name: 'MASTER_PORT', value: '20000' },
    { name: 'NODE_HOSTS', value: '10.0.0.4,10.0.0.5' },
  ];
  const rank = (at: number) => ({
    role: 'rank',
    rank: at,
    localRank: 0,
    command: { shell: commandLine },
    env: [
      { name: 'RANK', value: String(at) },
      { name: 'LOCAL_RANK', value: '0' },
      { name: 'LOCAL_WORLD_SIZE', value: '1' },
      { name: 'NODE_RANK', value: String(at) },
      { name: 'AZ_BATCHAI_TASK_INDEX', value: String(at) },
      ...shared,
    ],
    cwd: null,
    exitRule: 'required',
    startedBy: 'agent',
    log: String(at),
    gpuIds: null,
  });
  expect(launch(undefined, [0, 0])).toEqual([[rank(0)], [rank(1)]]);
});

test('five ranks on two nodes: blocks, the earlier node takes the extra one, golden', () => {
  const launched = launch(5, [4, 4]);
  const places = launched.flat().map((process) => {
    const { RANK, LOCAL_RANK, LOCAL_WORLD_SIZE, NODE_RANK, WORLD_SIZE } = variablesOf(process);
    return `${RANK}/${WORLD_SIZE} on ${NODE_RANK} as ${LOCAL_RANK}/${LOCAL_WORLD_SIZE} gpus ${process.gpuIds}`;
  });
  expect(places).toEqual([
    '0/5 on 0 as 0/3 gpus 0,1',
    '1/5 on 0 as 1/3 gpus 2',
    '2/5 on 0 as 2/3 gpus 3',
    '3/5 on 1 as 0/2 gpus 0,1',
    '4/5 on 1 as 1/2 gpus 2,3',
  ]);
  expect(launched.map((of) => of.length)).toEqual([3, 2]);
});

test('ranks that outnumber the GPUs of their node see all of them', () => {
  expect(launch(6, [2, 4]).map((of) => of.map((process) => process.gpuIds))).toEqual([
    [null, null, null],
    [[0, 1], [2], [3]],
  ]);
});

test('the GPUs that a node was granted are split, whatever their numbers', () => {
  const settings = { commandLine, processCount: 2 };
  const hosts = hostsFor(distributed, settings, [0]).map((host): Host => ({ ...host, gpuIds: [3, 5] }));
  const [ranks] = distributed.launch({ nodeCount: 1, settings }, hosts, '0-1');
  expect(ranks?.map((process) => process.gpuIds)).toEqual([[3], [5]]);
});

test('only the master leases a port, and without it nothing is launched', () => {
  const input = { nodeCount: 3, settings: { commandLine } };
  expect([0, 1, 2].map((task) => distributed.ports(input, task))).toEqual([1, 0, 0]);
  const portless = hostsFor(distributed, input.settings, [0, 0, 0]).map((host) => ({ ...host, ports: [] }));
  expect(() => distributed.launch(input, portless, '0-1')).toThrow('no port was leased on host 0');
});

test('fewer processes than nodes are refused, with what to do', () => {
  const input = { nodeCount: 3, settings: { commandLine, processCount: 2 } };
  expect(distributed.validate?.(input, 0)).toEqual([
    {
      path: 'distributedSettings.processCount',
      code: 'TooFewProcesses',
      message: '2 processes cannot use 3 nodes: raise it to at least 3, or lower nodeCount',
      params: { processes: 2, nodes: 3 },
    },
  ]);
  expect(() => launch(2, [0, 0, 0])).toThrow(
    expect.objectContaining({ code: 'ProcessesNotPlaceable', details: distributed.validate?.(input, 0) }),
  );
  expect(distributed.validate?.({ ...input, nodeCount: 2 }, 0)).toEqual([]);
  expect(distributed.validate?.({ nodeCount: 9, settings: { commandLine } }, 0)).toEqual([]);
});

test('a host list that no process could be started with is left out', () => {
  const nodeCount = 10_000;
  const hosts = hostsFor(distributed, { commandLine }, Array(nodeCount).fill(0)).map((host) => ({
    ...host,
    address: `node-${host.task}.example.org`,
  }));
  const launched = distributed.launch({ nodeCount, settings: { commandLine } }, hosts, '0-1');
  expect(variablesOf(launched[9_999]?.[0])).toMatchObject({ RANK: '9999', MASTER_ADDR: 'node-0.example.org' });
  expect(variablesOf(launched[9_999]?.[0])).not.toHaveProperty('NODE_HOSTS');
});

test('every rank once, in blocks, evenly; no GPU of a node given twice when they suffice', () => {
  const jobs = fc
    .array(fc.nat(8), { minLength: 1, maxLength: 12 })
    .chain((gpus) => fc.record({ gpus: fc.constant(gpus), more: fc.nat(40) }));
  fc.assert(
    fc.property(jobs, ({ gpus, more }) => {
      const world = gpus.length + more;
      const launched = launch(world, gpus);
      expect(launched.flat().map((process) => process.rank)).toEqual(Array.from({ length: world }, (_, rank) => rank));
      const counts = launched.map((of) => of.length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      expect(counts).toEqual(counts.toSorted((a, b) => b - a));
      for (const [task, processes] of launched.entries()) {
        expect(processes.map((process) => process.localRank)).toEqual(processes.map((_, at) => at));
        expect(new Set(processes.map((process) => variablesOf(process).NODE_RANK))).toEqual(new Set([String(task)]));
        const granted = processes.map((process) => process.gpuIds);
        const enough = (gpus[task] as number) >= processes.length;
        if (!enough) expect(new Set(granted)).toEqual(new Set([null]));
        else expect(granted.flat()).toEqual(Array.from({ length: gpus[task] as number }, (_, id) => id));
      }
    }),
  );
});

test('the count that is assumed is written out', () => {
  expect(distributed.complete?.({ nodeCount: 3, settings: { commandLine } })).toEqual({ commandLine, processCount: 3 });
});
