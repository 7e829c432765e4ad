import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  directoryOf,
  disksUnder,
  fileServerBody,
  fileServerIn,
  fileServerUp,
  servingUnder,
} from '../cluster/file-servers.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open(1);
});
afterAll(() => yard?.close());

const params = { workspace: 'w', name: 'data' };
const pids = () => servingUnder(yard.server.home).map(({ pid }) => pid);

describe('a file server', () => {
  test('is made, says what it is and is not, and hides the password of its account', async () => {
    const server = await fileServerIn(yard, 'data');
    expect(server).toMatchObject({
      name: 'data',
      bytesLimit: 1024 ** 3,
      mountSettings: { mountPoint: '/data', fileServerInternalIP: '127.0.0.1' },
      mountedBy: [],
      can: { delete: true },
    });
    expect(JSON.stringify(server)).not.toContain('never shown');
    expect(server.notes.map(({ code }) => code)).toContain('fileServerOnMachine');
    const events = await yard.client.call('listEvents', { query: { workspace: 'w', limit: 100 } });
    const told = (events.items as unknown as TrainyardEvent[]).filter(({ subject }) => subject.uid === server.uid);
    expect(told[0]?.type).toBe('fileServer.created');
    expect(JSON.stringify(told)).not.toContain('never shown');
    const again = yard.client.call('createFileServer', { params: { workspace: 'w' }, body: fileServerBody('DATA') });
    await expect(again).rejects.toMatchObject({ code: 'AlreadyExists' });
  });

  test('keeps its files and goes on while the server is killed, and after an orderly stop', async () => {
    const { uid } = await fileServerUp(yard, 'data');
    const file = join(directoryOf(yard, await fileServerUp(yard, 'data')), 'model');
    writeFileSync(file, 'weights');
    const before = pids();
    await yard.server.kill('SIGKILL');
    expect(readFileSync(file, 'utf8')).toBe('weights');
    expect(pids()).toEqual(before);
    await yard.server.start();
    await fileServerUp(yard, 'data');
    expect(readFileSync(file, 'utf8')).toBe('weights');
    expect(pids()).toEqual(before);

    // Nobody uses it, so an orderly stop leaves nothing of it behind but its files.
    expect(await yard.server.kill('SIGTERM')).toBe(0);
    expect([pids(), disksUnder(yard.server.home)]).toEqual([[], []]);
    await yard.server.start();
    await until('its files to be there again', () => existsSync(file) && readFileSync(file, 'utf8') === 'weights');
    expect((await fileServerUp(yard, 'data')).uid).toBe(uid);
  });

  test('goes on without the server while a job uses it, and cannot be deleted under it', async () => {
    const server = await fileServerUp(yard, 'data');
    const letter = join(directoryOf(yard, server), 'letter');
    const at = '"$AZ_BATCHAI_JOB_MOUNT_ROOT/shared"';
    await yard.submit('uses', {
      mountVolumes: { fileServers: [{ fileServer: { name: 'data' }, relativeMountPath: 'shared' }] },
      customToolkitSettings: {
        commandLine: `touch ${at}/began; until [ -e ${at}/letter ]; do sleep 0.05; done; cp ${at}/letter ${at}/answer`,
      },
    });
    await until('the job to have begun', () => existsSync(join(directoryOf(yard, server), 'began')));
    expect((await fileServerUp(yard, 'data')).mountedBy).toEqual([{ kind: 'job', name: 'uses' }]);
    await expect(yard.client.call('deleteFileServer', { params })).rejects.toMatchObject({ code: 'FileServerInUse' });
    expect(await yard.server.kill('SIGTERM')).toBe(0);
    expect(disksUnder(yard.server.home)).not.toEqual([]);
    writeFileSync(letter, 'while nobody served');
    await until('its answer', () => existsSync(join(directoryOf(yard, server), 'answer')));
    await yard.server.start();
    await yard.inState('uses', 'succeeded');
    expect(readFileSync(join(directoryOf(yard, server), 'answer'), 'utf8')).toBe('while nobody served');
    await until('nothing to mount it', async () => (await fileServerUp(yard, 'data')).mountedBy.length === 0);
  });

  test('is deleted with its files, but not while a cluster mounts it', async () => {
    const server = await fileServerUp(yard, 'data');
    const mountVolumes = { fileServers: [{ fileServer: { name: 'Data' }, relativeMountPath: 'nfs' }] };
    await yard.client.call('createCluster', {
      params: { workspace: 'w' },
      body: {
        name: 'mounts',
        vmSize: 'STANDARD_NC6',
        scaleSettings: { manual: { targetNodeCount: 0 } },
        nodeSetup: { mountVolumes },
      },
    });
    expect((await fileServerUp(yard, 'data')).mountedBy).toEqual([{ kind: 'cluster', name: 'mounts' }]);
    await expect(yard.client.call('deleteFileServer', { params })).rejects.toMatchObject({
      code: 'FileServerInUse',
      message: expect.stringContaining('cluster mounts'),
    });
    await yard.client.call('deleteCluster', { params: { workspace: 'w', name: 'mounts' } });
    await until('the deletion to be allowed', async () => {
      await yard.client.call('deleteFileServer', { params });
      return true;
    });
    await until('it to be gone', async () => {
      const { items } = await yard.client.call('listFileServers', { params: { workspace: 'w' } });
      return items.length === 0;
    });
    expect(existsSync(dirname(dirname(directoryOf(yard, server))))).toBe(false);
    expect([pids(), disksUnder(yard.server.home)]).toEqual([[], []]);
  });

  test('goes with its workspace', async () => {
    await yard.client.call('createWorkspace', { body: { name: 'short' } });
    await yard.client.call('createFileServer', { params: { workspace: 'short' }, body: fileServerBody('data') });
    await yard.client.call('deleteWorkspace', { params: { workspace: 'short' } });
    await until('the workspace to be gone', async () => {
      const { items } = await yard.client.call('listWorkspaces', {});
      return items.every(({ name }) => name !== 'short');
    });
    expect([pids(), disksUnder(yard.server.home)]).toEqual([[], []]);
  });
});
