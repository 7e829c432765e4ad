import type { FileServerCreate } from '@trainyard/contracts/file-server';
import type { MountVolumes } from '@trainyard/contracts/volumes';
import type { FileServerRow } from '@trainyard/db/entities';
import { mountersOf } from '@trainyard/db/file-server-mounts';
import { describe, expect, test } from 'vitest';
import { StillWorld, settled, user } from '../testing/still-world.ts';

const body: FileServerCreate = {
  name: 'Data',
  vmSize: 'Standard_D1',
  sshConfiguration: { userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'secret word' } },
  dataDisks: { diskSizeInGB: 10, diskCount: 2, storageAccountType: 'Standard_LRS', cachingType: 'none' },
};

async function world() {
  const made = await new StillWorld().prepare(1);
  const servers = (): FileServerRow[] => made.writer.rows.where('fileServer', {});
  const create = (name = 'Data') =>
    made.control.execute('fileServer.create', { workspaceUid: made.workspaceUid, body: { ...body, name } }, user);
  const remove = (uid: string) => made.control.execute('fileServer.delete', { uid }, user);
  const mount = (name: string, workspace?: string): MountVolumes => ({
    fileServers: [{ fileServer: { name, ...(workspace && { workspace }) }, relativeMountPath: 'd' }],
  });
  const mountInCluster = (mountVolumes: MountVolumes) =>
    made.writer.run(user, (tx) => {
      const spec = tx.get('cluster', made.clusterUid)?.spec;
      if (spec)
        tx.update('cluster', made.clusterUid, { spec: { ...spec, nodeSetup: { mountVolumes } } }, 'cluster.updated');
    });
  const mountInJob = (uid: string, mountVolumes: MountVolumes) =>
    made.writer.run(user, (tx) => {
      tx.update('job', uid, { spec: { ...made.job(uid).spec, mountVolumes } }, 'job.updated');
    });
  const pass = async (ms: number) => {
    const until = made.clock.now() + ms;
    while (made.clock.step(until)) await settled();
  };
  return { made, servers, create, remove, mount, mountInCluster, mountInJob, pass, host: made.fileServers };
}

describe('a file server', () => {
  test('is made, tells where it is and how full, and is written to only when something changed', async () => {
    const { made, servers, create, pass, host } = await world();
    await create();
    expect(servers()).toMatchObject([{ name: 'Data', state: 'creating', place: null, createdBy: 'u' }]);
    await made.wake();
    expect(servers()).toMatchObject([{ state: 'succeeded', place: { limited: true }, bytesUsed: 0, errors: [] }]);
    const { revision } = servers()[0] as FileServerRow;
    await pass(180_000);
    expect(servers()[0]?.revision).toBe(revision);
    host.bytes = 5;
    host.said = [{ code: 'fileServerNoRights', params: {} }];
    await pass(61_000);
    expect(servers()).toMatchObject([{ bytesUsed: 5, notes: host.said, revision: revision + 1 }]);
  });

  test('has its name once in its workspace, and keeps the password where nobody reads it', async () => {
    const { made, servers, create } = await world();
    const { uid } = await create();
    await expect(create('dATA')).rejects.toMatchObject({ code: 'AlreadyExists' });
    expect(JSON.stringify(servers())).not.toContain('secret word');
    const events = made.writer.rows.get('fileServer', uid);
    expect(events?.spec.sshConfiguration.userAccountSettings).toEqual({ adminUserName: 'ada' });
    const log = made.writer.connection.prepare('SELECT group_concat(changed) FROM events').pluck().get();
    expect(log).toContain('adminUserName');
    expect(log).not.toContain('secret word');
    const sealed = made.writer.connection.prepare('SELECT name FROM secrets WHERE owner = ?').pluck().all(uid);
    expect(sealed).toEqual(['adminUserPassword']);
  });

  test('that cannot be made says why, is tried again and comes up by itself', async () => {
    const { made, servers, create, pass, host } = await world();
    host.broken = 'no room';
    await create();
    await made.wake();
    expect(servers()).toMatchObject([
      { state: 'failed', place: null, errors: [{ code: 'fileServerFailed', params: { why: 'no room' } }] },
    ]);
    const { revision } = servers()[0] as FileServerRow;
    await pass(30_000);
    expect(servers()[0]?.revision).toBe(revision);
    host.broken = null;
    await pass(61_000);
    expect(servers()).toMatchObject([{ state: 'succeeded', errors: [] }]);
  });

  test('is brought up again after a restart of the control plane', async () => {
    const { made, create, host } = await world();
    const { uid } = await create();
    await made.wake();
    host.up.clear();
    await made.reawaken();
    expect([...host.up.keys()]).toEqual([uid]);
  });
});

describe('the deletion of a file server', () => {
  test('removes its files, then it is gone with its password', async () => {
    const { made, servers, create, remove, host } = await world();
    const { uid } = await create();
    await made.wake();
    await remove(uid);
    await settled();
    expect([servers(), host.removed]).toEqual([[], [uid]]);
    expect(made.writer.connection.prepare('SELECT count(*) FROM secrets').pluck().get()).toBe(0);
  });

  test('is refused while a cluster or a job that is not over mounts it, by whatever name', async () => {
    const { made, create, remove, mount, mountInCluster, mountInJob } = await world();
    const { uid } = await create();
    await create('other');
    const job = await made.submit('j');
    await mountInJob(job, mount('DATA', 'local:default:W'));
    await mountInCluster(mount('data'));
    await expect(remove(uid)).rejects.toMatchObject({
      code: 'FileServerInUse',
      params: { mountedBy: ['cluster c', 'job j'], count: 2 },
    });
    await mountInCluster(mount('data', 'local:default:elsewhere'));
    await expect(remove(uid)).rejects.toMatchObject({ params: { mountedBy: ['job j'] } });
    await mountInJob(job, mount('other'));
    await expect(remove(uid)).resolves.toEqual({ uid });
  });

  test('finds jobs that mount one without reading all jobs', async () => {
    const { made, servers, create } = await world();
    await create();
    const asked: string[] = [];
    const { rows, connection } = made.writer;
    const spied = {
      get: rows.get.bind(rows),
      where: rows.where.bind(rows),
      query: ((_kind: never, tail: string) => {
        asked.push(tail);
        return [];
      }) as never,
    };
    mountersOf(spied, servers()[0] as FileServerRow);
    const plan = connection.prepare(`EXPLAIN QUERY PLAN SELECT * FROM jobs ${asked[0]}`).all();
    expect(JSON.stringify(plan)).toContain('jobsWithFileServers');
  });

  test('that fails says why and goes on until it is done', async () => {
    const { made, servers, create, remove, pass, host } = await world();
    const { uid } = await create();
    await made.wake();
    host.broken = 'it is still mounted at /mnt';
    await remove(uid);
    await settled();
    expect(servers()).toMatchObject([{ state: 'deleting', errors: [{ code: 'fileServerNotRemoved' }] }]);
    host.broken = null;
    await pass(61_000);
    expect(servers()).toEqual([]);
  });

  test('of its workspace waits for what mounts it, and the workspace for it', async () => {
    const { made, servers, create, mount, mountInCluster, host } = await world();
    await create();
    await made.wake();
    await made.writer.run(user, (tx) => {
      for (const { uid } of tx.where('node', {})) tx.remove('node', uid, 'node.deleted');
      tx.update('cluster', made.clusterUid, { targetNodes: 0 }, 'cluster.updated');
    });
    await mountInCluster(mount('data'));
    await made.control.stop();
    const { workspaceUid: uid } = made;
    await made.control.execute('workspace.delete', { uid }, user);
    expect(servers()).toMatchObject([{ state: 'deleting' }]);
    expect(host.removed).toEqual([]);
    const clustersThen: number[] = [];
    const remove = host.remove.bind(host);
    host.remove = async (server) => {
      clustersThen.push(made.writer.rows.where('cluster', {}).length);
      await remove(server);
    };
    await made.reawaken();
    await settled();
    expect(clustersThen).toEqual([0]);
    expect(host.removed).toHaveLength(1);
    expect(made.writer.rows.where('workspace', {})).toEqual([]);
  });
});
