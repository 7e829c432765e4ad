import { plannedProcess } from '@trainyard/contracts/api/jobs';
import { expect, test } from 'vitest';
import { preview } from './preview.ts';

test('the rows of a distributed job, with placeholder hosts', () => {
  const rows = preview('distributedSettings', { nodeCount: 2, distributedSettings: { commandLine: 'node train.mjs' } });
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
  const [row] = preview('distributedSettings', {
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
  });
  expect(row?.env).toMatchObject({ EPOCHS: '3', KEY: '***', VAULTED: '***', RANK: '0' });
  expect(JSON.stringify(row)).not.toContain('hunter2');
});

test('a custom job is one row', () => {
  const rows = preview('customToolkitSettings', {
    nodeCount: 3,
    customToolkitSettings: { commandLine: 'echo "a  b"' },
  });
  expect(rows).toEqual([
    {
      task: 0,
      rank: 0,
      role: 'master',
      command: 'echo "a  b"',
      env: {},
      startedBy: 'agent',
      exitRule: 'required',
      log: null,
    },
  ]);
});

test('a huge job is cut to a thousand rows of bounded values', () => {
  const distributedSettings = { commandLine: 'true', processCount: 20_000 };
  const rows = preview('distributedSettings', { nodeCount: 10_000, distributedSettings });
  expect(rows).toHaveLength(1000);
  expect(rows[0]?.env.NODE_HOSTS).toMatch(/^node-0,node-1,.*…$/);
  expect(JSON.stringify(rows).length).toBeLessThan(2_000_000);
});

test('a toolkit that this version lacks, and settings that do not fit, are refused', () => {
  expect(() => preview('cntkSettings', { nodeCount: 1, cntkSettings: {} })).toThrow('cntkSettings is not available');
  expect(() => preview('distributedSettings', { nodeCount: 1, distributedSettings: { commandline: 'x' } })).toThrow(
    'commandLine',
  );
});
