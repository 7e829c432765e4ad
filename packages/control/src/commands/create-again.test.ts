import { clusterCreate } from '@trainyard/contracts/cluster';
import { fileServerCreate } from '@trainyard/contracts/file-server';
import { beforeEach, describe, expect, test } from 'vitest';
import { StillWorld, user } from '../testing/still-world.ts';

let world: StillWorld;
beforeEach(async () => {
  world = await new StillWorld().prepare(1);
});

const events = () => world.writer.connection.prepare('SELECT max(seq) FROM events').pluck().get();

const clusterBody = {
  name: 'again',
  vmSize: 'Standard_D1',
  scaleSettings: { manual: { targetNodeCount: 0 } },
  userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'open sesame' },
  nodeSetup: {
    setupTask: { commandLine: 'true', secrets: [{ name: 'TOKEN', value: 'hidden' }] },
    mountVolumes: {
      azureFileShares: [
        {
          accountName: 'files',
          azureFileUrl: 'https://files.file.core.windows.net/share',
          credentials: { accountKey: Buffer.alloc(64).toString('base64') },
          relativeMountPath: 'share',
        },
      ],
    },
  },
};
type ClusterBody = Parameters<typeof clusterCreate.parse>[0];

const createCluster = (body: ClusterBody = clusterBody, orSame = true) =>
  world.control.execute(
    'cluster.create',
    { workspaceUid: world.workspaceUid, body: clusterCreate.parse(body), orSame },
    user,
  );
/** The body with one field changed by its path. */
function changed(path: string[], value: unknown): ClusterBody {
  const body = structuredClone(clusterBody) as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce((at, part) => at[part] as Record<string, unknown>, body);
  parent[last] = value;
  return body as ClusterBody;
}

describe('a cluster that is created again', () => {
  test('is there already and nothing happens, however its size is written and its fields are ordered', async () => {
    const first = await createCluster();
    const before = events();
    const { name, ...rest } = clusterBody;
    expect(await createCluster({ ...rest, vmSize: 'STANDARD_d1', vmPriority: 'dedicated', name: 'AGAIN' })).toEqual({
      uid: first.uid,
      made: false,
    });
    expect([first.made, name, events()]).toEqual([true, 'again', before]);
  });

  const shares = clusterBody.nodeSetup.mountVolumes.azureFileShares[0];
  test.each([
    [['vmSize'], 'STANDARD_D2', 'vmSize'],
    [['scaleSettings', 'manual', 'targetNodeCount'], 1, 'scaleSettings.manual.targetNodeCount'],
    [['userAccountSettings', 'adminUserPassword'], 'another', 'userAccountSettings.adminUserPassword'],
    [['userAccountSettings', 'adminUserPassword'], undefined, 'userAccountSettings.adminUserPassword'],
    [['nodeSetup', 'setupTask', 'secrets'], [{ name: 'TOKEN', value: 'x' }], 'nodeSetup.setupTask.secrets'],
    [
      ['nodeSetup', 'mountVolumes', 'azureFileShares'],
      [{ ...shares, credentials: { accountKey: Buffer.alloc(64, 1).toString('base64') } }],
      'nodeSetup.mountVolumes',
    ],
    [['tags'], { a: 'b' }, 'tags.a'],
  ])('is refused where %j is %j, and no value is told', async (path, value, field) => {
    await createCluster();
    const before = events();
    const refusal = await createCluster(changed(path, value)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'ExistsDifferently', params: { fields: [field] } });
    expect(JSON.stringify(refusal)).not.toMatch(/open sesame|hidden|another/);
    expect(events()).toBe(before);
  });

  test('exists already for who does not ask for the same', async () => {
    await createCluster();
    await expect(createCluster(clusterBody, false)).rejects.toMatchObject({ code: 'AlreadyExists' });
  });

  test('is on its way out once it was deleted', async () => {
    const { uid } = await createCluster();
    await world.control.execute('cluster.delete', { uid }, user);
    await expect(createCluster()).rejects.toMatchObject({ code: 'BeingDeleted' });
  });
});

describe('a file server that is created again', () => {
  const body = (more: object = {}, password = 'open sesame') =>
    fileServerCreate.parse({
      name: 'data',
      vmSize: 'Standard_D1',
      sshConfiguration: { userAccountSettings: { adminUserName: 'ada', adminUserPassword: password } },
      dataDisks: { diskSizeInGB: 1, diskCount: 1, storageAccountType: 'Standard_LRS' },
      ...more,
    });
  const create = (given = body()) =>
    world.control.execute('fileServer.create', { workspaceUid: world.workspaceUid, body: given, orSame: true }, user);

  test('is the same when its password is too', async () => {
    const { uid } = await create();
    expect(await create(body({ vmSize: 'STANDARD_D1' }))).toEqual({ uid, made: false });
    await expect(create(body({}, 'another'))).rejects.toMatchObject({
      code: 'ExistsDifferently',
      params: { fields: ['sshConfiguration.userAccountSettings.adminUserPassword'] },
    });
    await expect(create(body({ vmSize: 'STANDARD_D2' }))).rejects.toMatchObject({ params: { fields: ['vmSize'] } });
  });
});

describe('what upserts', () => {
  test('is a workspace: its tags are replaced, and it stays where it is', async () => {
    const put = (tags: Record<string, string>, location = 'North Europe') =>
      world.control.execute('workspace.create', { name: 'w2', location, tags, orSame: true }, user);
    const { uid } = await put({ a: '1' });
    const row = () => world.writer.rows.get('workspace', uid);
    expect(row()?.writtenAt).toBeNull();
    expect(await put({ a: '1' }, 'northeurope')).toEqual({ uid, made: false });
    expect(row()).toMatchObject({ revision: 1, writtenAt: null });
    await put({ b: '2' });
    expect(row()).toMatchObject({ tags: { b: '2' }, writtenAt: world.clock.now() });
    await expect(put({}, 'westus')).rejects.toMatchObject({
      code: 'ExistsDifferently',
      params: { fields: ['location'] },
    });
    expect(row()?.tags).toEqual({ b: '2' });
  });

  test('is an experiment', async () => {
    const put = (name: string) =>
      world.control.execute('experiment.create', { workspaceUid: world.workspaceUid, name, orSame: true }, user);
    const { uid, made } = await put('twice');
    expect(made).toBe(true);
    expect(await put('TWICE')).toEqual({ uid, made: false });
  });
});
