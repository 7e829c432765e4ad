import { plannedProcess } from '@trainyard/contracts/api/jobs';
import { expect, test } from 'vitest';
import { preview } from './preview.ts';

test('the rows of a distributed job, with placeholder hosts', () => {
  const rows = preview(
    'distributedSettings',
    { nodeCount: 2, distributedSettings: { commandLine: 'node train.mjs' } },
    1,
  );
  expect(rows.map(({ task, rank, role, command }) => ({ task, rank, role, command }))).toEqual([
    { task: 0, rank: 0, role: 'rank', command: 'node train.mjs' },
    { task: 1, rank: 1, role: 'rank', command: 'node train.mjs' },
  ]);
  expect(rows[1]?.env).toEqual({
    RANK: '1',
    WORLD_SIZE: '2',
    LOCAL_RANK: '0',
    LOCAL_WORLD_SIZE: '1',
    NODE_RANK: '1',
    MASTER_ADDR: 'node-0',
    MASTER_PORT: '29500',
    NODE_HOSTS: 'node-0,node-1',
    AZ_BATCHAI_TASK_INDEX: '1',
  });
  for (const row of rows) expect(plannedProcess.parse(row)).toEqual(row);
});

test('secrets are masked, also where a name stands twice, and the toolkit wins', () => {
  const [row] = preview(
    'distributedSettings',
    {
      nodeCount: 1,
      distributedSettings: { commandLine: 'true' },
      environmentVariables: [
        { name: 'EPOCHS', value: '3' },
        { name: 'KEY', value: 'plain' },
        { name: 'RANK', value: '77' },
      ],
      secrets: [
        { name: 'KEY', value: 'hunter2' },
        { name: 'VAULTED', valueSecretReference: { sourceVault: { id: 'v' }, secretUrl: 'https://vault/hunter2' } },
      ],
    },
    1,
  );
  expect(row?.env).toMatchObject({ EPOCHS: '3', KEY: '***', VAULTED: '***', RANK: '0' });
  expect(JSON.stringify(row)).not.toContain('hunter2');
});

test('a custom job is one row', () => {
  const rows = preview(
    'customToolkitSettings',
    {
      nodeCount: 3,
      customToolkitSettings: { commandLine: 'echo "a  b"' },
    },
    1,
  );
  const told = { startedBy: 'agent', exitRule: 'required', log: null, env: {} };
  expect(rows).toEqual([{ ...told, task: 0, rank: 0, role: 'master', command: 'echo "a  b"' }]);
});

test('a huge job is cut to a thousand rows of bounded values', () => {
  const distributedSettings = { commandLine: 'true', processCount: 20_000 };
  const rows = preview('distributedSettings', { nodeCount: 10_000, distributedSettings }, 1);
  expect(rows).toHaveLength(1000);
  expect(rows[0]?.env.NODE_HOSTS).toMatch(/^node-0,node-1,.*…$/);
  expect(JSON.stringify(rows).length).toBeLessThan(2_000_000);
});

test('ranks of MPI stand behind what starts them', () => {
  const rows = preview('horovodSettings', { nodeCount: 2, horovodSettings: { pythonScriptFilePath: 'train.py' } }, 1);
  expect(
    rows.map(({ task, rank, role, startedBy, exitRule, log }) => [task, rank, role, startedBy, exitRule, log]),
  ).toEqual([
    [0, 2, 'launcher', 'agent', 'required', null],
    [0, 0, 'rank', 'launcher', 'watched', null],
    [1, 1, 'rank', 'launcher', 'watched', null],
  ]);
});

test('a parameter server, with the ports that its framework is known by', () => {
  const tensorFlowSettings = { pythonScriptFilePath: 'train.py' };
  const rows = preview('tensorFlowSettings', { nodeCount: 2, tensorFlowSettings }, 1);
  expect(rows.map(({ task, role, exitRule, log }) => [task, role, exitRule, log])).toEqual([
    [0, 'worker', 'required', 'wk-0'],
    [0, 'ps', 'helper', 'ps-0'],
    [1, 'worker', 'required', 'wk-1'],
  ]);
  expect(rows[0]?.env).toMatchObject({
    AZ_BATCHAI_PS_HOSTS: 'node-0:2222',
    AZ_BATCHAI_WORKER_HOSTS: 'node-0:2223,node-1:2222',
  });
});

test('settings that do not fit, and counts that the nodes do not take, are refused', () => {
  expect(() => preview('distributedSettings', { nodeCount: 1, distributedSettings: { commandline: 'x' } }, 1)).toThrow(
    'commandLine',
  );
  const tensorFlowSettings = { pythonScriptFilePath: 'train.py', workerCount: 4 };
  expect(() => preview('tensorFlowSettings', { nodeCount: 1, tensorFlowSettings }, 2)).toThrow('at most 2 workers');
  expect(preview('tensorFlowSettings', { nodeCount: 1, tensorFlowSettings }, Number.POSITIVE_INFINITY)).toHaveLength(5);
});

test('services have a port that all know, and programs that count for nothing, after all others', () => {
  const rows = preview(
    'distributedSettings',
    {
      nodeCount: 2,
      distributedSettings: { commandLine: 'node train.mjs' },
      services: [{ name: 'own' }, { name: 'my-board', commandLine: 'board $TRAINYARD_PORT_MY_BOARD' }],
    },
    1,
  );
  expect(rows.map(({ task, rank, role, exitRule, log }) => [task, rank, role, exitRule, log])).toEqual([
    [0, 0, 'rank', 'required', '0'],
    [0, 2, 'service', 'helper', 'my-board'],
    [1, 1, 'rank', 'required', '1'],
  ]);
  for (const { env } of rows) {
    expect(env).toMatchObject({ TRAINYARD_PORT_OWN: '29501', TRAINYARD_PORT_MY_BOARD: '29502' });
  }
});
