import { expect, test } from 'vitest';
import { launcherLine } from '../mpi/launcher-line.ts';
import { hostsFor } from '../testing/hosts.ts';
import { launched, processWith, variablesOf } from '../testing/launched.ts';
import { pytorch } from './launch.ts';

const settings = {
  pythonScriptFilePath: '$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/pytorch/mnist_trainer.py',
  commandLineArgs: '--dist-url $AZ_BATCHAI_PYTORCH_INIT_METHOD --rank $AZ_BATCHAI_TASK_INDEX',
  communicationBackend: 'gloo',
};
const shell =
  '$(command -v python || echo python3) "$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/pytorch/mnist_trainer.py" --dist-url $AZ_BATCHAI_PYTORCH_INIT_METHOD --rank $AZ_BATCHAI_TASK_INDEX';

const env = (rank: number, localRank: number, localWorld: number, task: number, world: number, backend?: string) => [
  { name: 'RANK', value: String(rank) },
  { name: 'LOCAL_RANK', value: String(localRank) },
  { name: 'LOCAL_WORLD_SIZE', value: String(localWorld) },
  { name: 'NODE_RANK', value: String(task) },
  { name: 'AZ_BATCHAI_TASK_INDEX', value: String(rank) },
  { name: 'WORLD_SIZE', value: String(world) },
  { name: 'MASTER_ADDR', value: '10.0.0.4' },
  { name: 'MASTER_PORT', value: '20000' },
  { name: 'AZ_BATCHAI_PYTORCH_INIT_METHOD', value: 'file://$AZ_BATCHAI_SHARED_JOB_TEMP/pytorch-0-1' },
  ...(backend === undefined ? [] : [{ name: 'AZ_BATCHAI_PYTORCH_BACKEND', value: backend }]),
];

test('three ranks on two nodes, golden: both ways to meet, every GPU in sight', () => {
  const rank = (at: number, localRank: number, localWorld: number, task: number) =>
    processWith({
      role: 'rank',
      rank: at,
      localRank,
      command: { shell },
      env: env(at, localRank, localWorld, task, 3, 'gloo'),
      log: String(at),
    });
  expect(launched(pytorch, { ...settings, processCount: 3 }, [2, 2])).toEqual([
    [rank(0, 0, 2, 0), rank(1, 1, 2, 0)],
    [rank(2, 0, 1, 1)],
  ]);
});

test('the MPI backend is started by MPI and keeps its variables, golden', () => {
  const rank = (at: number) =>
    processWith({
      role: 'rank',
      rank: at,
      command: { shell },
      env: env(at, 0, 1, at, 2, 'mpi'),
      exitRule: 'watched',
      startedBy: 'launcher',
    });
  expect(launched(pytorch, { ...settings, communicationBackend: 'MPI' }, [1, 1])).toEqual([
    [processWith({ role: 'launcher', rank: 2, command: { shell: launcherLine(2, shell) } }), rank(0)],
    [rank(1)],
  ]);
});

test('alone, golden: no backend unless one is named, and no MPI', () => {
  const { communicationBackend: _, ...plain } = settings;
  const only = processWith({ role: 'rank', command: { shell }, env: env(0, 0, 1, 0, 1) });
  expect(launched(pytorch, plain, [1])).toEqual([[only]]);
  const named = launched(pytorch, { ...settings, communicationBackend: 'MPI' }, [1]);
  expect(named).toEqual([[{ ...only, env: env(0, 0, 1, 0, 1, 'mpi') }]]);
});

test.each([
  ['TCP', 'tcp'],
  ['Gloo', 'gloo'],
  ['NCCL', 'nccl'],
  [undefined, 'gloo'],
])('the backend %s is told in the words of PyTorch: %s', (communicationBackend, told) => {
  const [first] = launched(
    pytorch,
    { pythonScriptFilePath: 'a.py', communicationBackend, processCount: 2 },
    [0],
  ).flat();
  expect(variablesOf(first).AZ_BATCHAI_PYTORCH_BACKEND).toBe(told);
});

test('an attempt does not meet the file of an earlier one', () => {
  const files = ['0-1', '0-2', '7-1'].map((attempt) => {
    const [first] = pytorch.launch({ nodeCount: 1, settings }, hostsFor(pytorch, settings, [1]), attempt).flat();
    return variablesOf(first).AZ_BATCHAI_PYTORCH_INIT_METHOD;
  });
  expect(new Set(files).size).toBe(3);
});

test('fewer ranks than nodes are refused; the master leases a port', () => {
  expect(() => launched(pytorch, { ...settings, processCount: 1 }, [1, 1])).toThrow('1 process cannot use 2 nodes');
  expect([0, 1].map((task) => pytorch.ports({ nodeCount: 2, settings }, task))).toEqual([1, 0]);
  expect(pytorch.complete?.({ nodeCount: 2, settings })).toEqual({ ...settings, processCount: 2 });
});
