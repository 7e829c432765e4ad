import { expect, test } from 'vitest';
import { hostsFor } from '../testing/hosts.ts';
import { launched } from '../testing/launched.ts';
import { custom } from './launch.ts';

const settings = { commandLine: 'mpirun --hostfile $AZ_BATCHAI_MPI_HOST_FILE python train.py | tee log' };

test('one process runs on the master, the other nodes are held without one', () => {
  expect(launched(custom, settings, [2, 2, 2])).toEqual([
    [
      {
        role: 'master',
        rank: 0,
        localRank: 0,
        command: { shell: 'mpirun --hostfile $AZ_BATCHAI_MPI_HOST_FILE python train.py | tee log' },
        env: [],
        cwd: null,
        exitRule: 'required',
        startedBy: 'agent',
        log: null,
        gpuIds: null,
      },
    ],
    [],
    [],
  ]);
});

test('it needs no ports', () => {
  expect(custom.ports({ nodeCount: 2, settings }, 0)).toBe(0);
});

test('settings that do not follow the schema are refused with their path', () => {
  expect(() => launched(custom, {}, [0])).toThrow('commandLine');
});

test('too few or misordered hosts are a mistake of the caller', () => {
  const hosts = hostsFor(custom, settings, [0, 0]);
  expect(() => custom.launch({ nodeCount: 3, settings }, hosts, '0-1')).toThrow('a unit of 3 nodes was given 2 hosts');
  expect(() => custom.launch({ nodeCount: 2, settings }, hosts.toReversed(), '0-1')).toThrow('host 0 is for task 1');
});

test('its host file offers a rank for each GPU of a node, and one where there is none', () => {
  const hosts = hostsFor(custom, settings, [2, 0]);
  expect(hosts.map((host) => custom.slots?.(host))).toEqual([2, 1]);
});
