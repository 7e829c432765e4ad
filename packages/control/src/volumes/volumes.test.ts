import { controllerActor } from '@trainyard/contracts/actors';
import type { Fence } from '@trainyard/contracts/attempt';
import type { Fault } from '@trainyard/contracts/errors';
import { storageAccountCreate } from '@trainyard/contracts/storage-account';
import { expect, test } from 'vitest';
import { agentActor } from '../testing/agent-words.ts';
import { StillWorld, settled, user } from '../testing/still-world.ts';

const key = Buffer.from('a key of an account, thirty-two b').toString('base64');
const otherKey = Buffer.from('another key of that same account').toString('base64');
const placeholder = '<AZURE_BATCHAI_STORAGE_ACCOUNT>';

async function yard(): Promise<StillWorld> {
  return new StillWorld().prepare(1);
}

function add(world: StillWorld, name: string, backing: object, more: object = {}): Promise<{ uid: string }> {
  return world.control.execute('storage.create', storageAccountCreate.parse({ name, backing, ...more }), user);
}

const refusal = (work: Promise<unknown>): Promise<Fault> =>
  work.then(
    () => Promise.reject(new Error('it was accepted')),
    (thrown: Fault) => thrown,
  );

const share = (more: object = {}) => ({
  azureFileUrl: 'https://fixtures.file.core.windows.net/logs/day',
  relativeMountPath: 'logs',
  ...more,
});
const blob = (more: object = {}) => ({
  accountName: 'fixtures',
  containerName: 'data',
  relativeMountPath: 'data',
  ...more,
});

async function started(world: StillWorld, mountVolumes: object, name = 'j') {
  const uid = await world.submit(name, { mountVolumes });
  await world.startJob(uid, { node: 0 });
  return { uid, task: world.task(uid) };
}

function secretsOf(world: StillWorld, task: { nodeUid: string; plan: { fence: Fence } }) {
  return world.control.execute('task.secrets', { fence: task.plan.fence }, agentActor(task.nodeUid));
}

test('a published file runs on a local account of the name that it gives, and on one of the placeholder’s name', async () => {
  const world = await yard();
  await add(world, 'Fixtures', { kind: 'local' });
  await add(world, 'AZURE_BATCHAI_STORAGE_ACCOUNT', { kind: 'local', directory: '/srv/all/' });
  const left = share({ azureFileUrl: `https://${placeholder}.file.core.windows.net/more`, relativeMountPath: 'more' });
  const credentials = { accountKey: '<AZURE_BATCHAI_STORAGE_KEY>' };
  const { task } = await started(world, {
    azureFileShares: [share(), { ...left, accountName: placeholder, credentials }],
    azureBlobFileSystems: [blob({ mountOptions: '-o ro' })],
    storageFolders: [{ accountName: 'fixtures', container: 'data', directory: 'a/b', relativeMountPath: 'deep/er' }],
  });
  const directory = (path: string) => ({ kind: 'directory', path, make: true });
  expect(task.plan.volumes).toEqual([
    {
      at: 'logs',
      label: 'share logs of account Fixtures',
      readOnly: false,
      source: directory('/storage/fixtures/logs/day'),
    },
    {
      at: 'more',
      label: 'share more of account AZURE_BATCHAI_STORAGE_ACCOUNT',
      readOnly: false,
      source: directory('/srv/all/more'),
    },
    {
      at: 'data',
      label: 'container data of account Fixtures',
      readOnly: true,
      source: directory('/storage/fixtures/data'),
    },
    {
      at: 'deep/er',
      label: 'data of account Fixtures',
      readOnly: false,
      source: directory('/storage/fixtures/data/a/b'),
    },
  ]);
  expect(await secretsOf(world, task)).toEqual({});
});

test('of an Azure account a node gets a signed URL of the one container, never the key', async () => {
  const world = await yard();
  const backing = {
    kind: 'azure',
    blobEndpoint: 'http://127.0.0.1:10000/devstoreaccount1/',
    account: 'devstoreaccount1',
  };
  await add(world, 'fixtures', backing, { credentials: { accountKey: key } });
  const { task } = await started(world, { azureBlobFileSystems: [blob()] });
  const ref = 'azureBlob:mountVolumes.azureBlobFileSystems[0]';
  expect(task.plan.volumes).toMatchObject([
    { source: { kind: 'azureBlob', container: 'data', path: '', options: null, secretRef: ref } },
  ]);
  const secrets = await secretsOf(world, task);
  expect(Object.keys(secrets)).toEqual([ref]);
  expect(secrets[ref]).toMatch(
    /^http:\/\/127\.0\.0\.1:10000\/devstoreaccount1\/data\?sv=2020-12-06&spr=https%2Chttp&se=2026-06-05T[\d%A]+Z&sr=c&sp=racwdl&sig=/,
  );
  const events = world.writer.connection.prepare('SELECT * FROM events').all();
  expect(JSON.stringify([events, task, secrets])).not.toContain(key);
});

test('a key that comes with the body is sealed, opens Azure itself where the map has no such name, and is there for a second run', async () => {
  const world = await yard();
  const mountVolumes = {
    azureFileShares: [share({ credentials: { accountKey: key } })],
    azureBlobFileSystems: [blob({ credentials: { accountKey: key } })],
  };
  const { uid, task } = await started(world, mountVolumes);
  expect(task.plan.volumes.map(({ source }) => source)).toMatchObject([
    {
      kind: 'azureFiles',
      host: 'fixtures.file.core.windows.net',
      port: 445,
      share: 'logs',
      path: 'day',
      fileMode: '0777',
    },
    { kind: 'azureBlob', container: 'data' },
  ]);
  expect(world.job(uid).spec.mountVolumes).toMatchObject({
    azureFileShares: [{ ...share(), credentials: {} }],
    azureBlobFileSystems: [{ ...blob(), credentials: {} }],
  });
  const files = 'azureFiles:mountVolumes.azureFileShares[0]';
  const blobs = 'azureBlob:mountVolumes.azureBlobFileSystems[0]';
  const secrets = await secretsOf(world, task);
  // A share needs the key itself; nothing else of what is sealed goes along.
  expect(secrets).toEqual({
    [files]: key,
    [blobs]: expect.stringContaining('https://fixtures.blob.core.windows.net/data?'),
  });
  expect(JSON.stringify(world.writer.connection.prepare('SELECT * FROM events').all())).not.toContain(key);

  await world.end(uid, 1);
  const again = await world.control.execute('job.resubmit', { uid, name: 'k' }, user);
  await world.startJob(again.uid, { node: 0 });
  expect((await secretsOf(world, world.task(again.uid)))[files]).toBe(key);
});

test('a key of the body comes before the account’s own', async () => {
  const world = await yard();
  await add(world, 'fixtures', { kind: 'azure', fileHost: '10.0.0.9:4450' }, { credentials: { accountKey: key } });
  const { task } = await started(world, {
    azureFileShares: [share({ credentials: { accountKey: otherKey } })],
  });
  expect(task.plan.volumes).toMatchObject([{ source: { host: '10.0.0.9', port: 4450, account: 'fixtures' } }]);
  expect(Object.values(await secretsOf(world, task))).toEqual([otherKey]);
});

test('S3 and SFTP accounts give their own secrets', async () => {
  const world = await yard();
  const s3 = { kind: 's3', endpoint: 'http://127.0.0.1:9000', accessKeyId: 'id' };
  await add(world, 'fixtures', s3, { credentials: { secretAccessKey: 'hush' } });
  await add(
    world,
    'far',
    { kind: 'sftp', host: 'h', user: 'u', directory: '/data' },
    { credentials: { password: 'p' } },
  );
  const folder = { accountName: 'far', container: 'c', directory: 'd', relativeMountPath: 'far', readOnly: true };
  const { task } = await started(world, { azureFileShares: [share()], storageFolders: [folder] });
  expect(task.plan.volumes.map(({ source }) => source)).toMatchObject([
    { kind: 's3', bucket: 'logs', path: 'day', region: 'us-east-1', endpoint: 'http://127.0.0.1:9000' },
    { kind: 'sftp', host: 'h', port: 22, path: '/data/c/d', hostKeys: null },
  ]);
  expect(Object.values(await secretsOf(world, task))).toEqual(['hush', '{"password":"p"}']);
});

test('everything that is wrong is told at once, each with its path', async () => {
  const world = await yard();
  await add(world, 'fixtures', { kind: 'azure', blobEndpoint: 'http://h/x' }, { credentials: { accountKey: key } });
  await add(world, 'closed', { kind: 'local' }, { workspaces: [] });
  const vault = { accountKeySecretReference: { sourceVault: { id: 'v' }, secretUrl: 'https://v/s' } };
  const mountVolumes = {
    azureFileShares: [
      share({ azureFileUrl: 'https://fixtures.file.core.windows.net/a/%2e%2e/b', relativeMountPath: 'r0' }),
      share({ accountName: 'other', relativeMountPath: 'r1' }),
      share({ relativeMountPath: 'r2' }),
      share({ azureFileUrl: `https://${placeholder}.file.core.windows.net/s`, relativeMountPath: 'a/./b/' }),
    ],
    azureBlobFileSystems: [
      blob({ accountName: 'nobody', relativeMountPath: 'r4' }),
      blob({ containerName: '..', relativeMountPath: 'r5' }),
      blob({ credentials: vault, relativeMountPath: 'r6' }),
      blob({ credentials: { accountKey: 'no base64' }, relativeMountPath: 'r7' }),
    ],
    fileServers: [{ fileServer: { name: 'none' }, relativeMountPath: 'r8' }],
    unmanagedFileSystems: [
      { mountCommand: 'mount', relativeMountPath: 'a' },
      { mountCommand: 'mount', relativeMountPath: 'A' },
      { mountCommand: 'mount', relativeMountPath: '.inputs/x' },
      { mountCommand: 'mount', relativeMountPath: 'a\\..\\b' },
    ],
    storageFolders: [
      { accountName: 'closed', container: 'c', relativeMountPath: 'r9' },
      { accountName: 'fixtures', container: 'c', directory: 'x/../../y', relativeMountPath: 'r10' },
    ],
  };
  const fault = await refusal(world.submit('j', { mountVolumes }));
  expect(fault.code).toBe('VolumesNotMountable');
  const at = 'mountVolumes.';
  expect(fault.details?.map(({ path, code }) => [path.slice(at.length), code])).toEqual([
    ['azureBlobFileSystems[2].credentials.accountKeySecretReference', 'VaultNotAvailable'],
    ['azureBlobFileSystems[3].credentials.accountKey', 'NotAccountKey'],
    ['azureFileShares[0].azureFileUrl', 'NotFileUrl'],
    ['azureFileShares[1].accountName', 'OtherAccount'],
    ['azureFileShares[2].azureFileUrl', 'NoSharesThere'],
    ['azureFileShares[3].azureFileUrl', 'PlaceholderLeft'],
    ['azureBlobFileSystems[0].accountName', 'StorageAccountUnknown'],
    ['azureBlobFileSystems[1].containerName', 'NotContainer'],
    ['fileServers[0].fileServer', 'FileServerNotFound'],
    ['unmanagedFileSystems[0].relativeMountPath', 'MountPathTaken'],
    ['unmanagedFileSystems[2].relativeMountPath', 'NotMountPath'],
    ['unmanagedFileSystems[3].relativeMountPath', 'NotMountPath'],
    ['storageFolders[0].accountName', 'StorageAccountUnknown'],
    ['storageFolders[1].directory', 'NotPlainPath'],
  ]);
  // The same of a plan, and one alone under its own code.
  const unknown = await refusal(
    world.submit('j', { mountVolumes: { storageFolders: [mountVolumes.storageFolders[0]] } }),
  );
  expect(unknown).toMatchObject({
    code: 'StorageAccountUnknown',
    details: [{ path: 'mountVolumes.storageFolders[0].accountName' }],
  });
  expect(unknown.message).toContain('trainyard storage add closed');
});

test('what was there at the submission and is not at the start fails the job, and says so', async () => {
  const world = await new StillWorld().prepare(2);
  const { uid: account } = await add(world, 'fixtures', { kind: 'local' });
  const mountVolumes = { azureBlobFileSystems: [blob()] };
  const uid = await world.submit('j', { mountVolumes });
  const shards = await world.submit('k', { mountVolumes, array: { count: 3 } });
  await world.start(shards, { node: 0 });
  // As by a restored database: a command would refuse it.
  await world.writer.run(user, (tx) => tx.remove('storageAccount', account, 'storageAccount.deleted'));
  expect(await world.startJob(uid, { node: 1 })).toBe(false);
  expect(world.job(uid)).toMatchObject({ state: 'failed', exitCode: null, reasons: [{ code: 'volumesNotMountable' }] });
  expect(world.job(uid).errors[0]?.message).toContain(
    'mountVolumes.azureBlobFileSystems[0].accountName: storage account fixtures',
  );

  expect(await world.start(shards, { node: 1 })).toBe(false);
  expect(world.job(shards)).toMatchObject({ state: 'terminating', reasons: [{ code: 'volumesNotMountable' }] });
  await world.end(shards, null);
  expect(world.job(shards)).toMatchObject({ state: 'failed', reasons: [{ code: 'volumesNotMountable' }] });
});

test('an account is refused to be taken away from who mounts it, and an update counts for the next plan', async () => {
  const world = await yard();
  const { uid: account } = await add(world, 'fixtures', { kind: 'local' });
  const { uid } = await started(world, { azureBlobFileSystems: [blob()] });
  const inUse = { code: 'StorageAccountInUse', params: { users: ['job j'] } };
  expect(await refusal(world.control.execute('storage.delete', { uid: account }, user))).toMatchObject(inUse);
  const body = { backing: { kind: 'local', directory: '/elsewhere' } as const, credentials: {} };
  const closed = { uid: account, body: { ...body, workspaces: [] } };
  expect(await refusal(world.control.execute('storage.update', closed, user))).toMatchObject(inUse);
  await world.control.execute('storage.update', { uid: account, body }, user);
  await world.end(uid, 0);
  const next = await started(world, { azureBlobFileSystems: [blob()] }, 'k');
  expect(next.task.plan.volumes).toMatchObject([{ source: { path: '/elsewhere/data' } }]);
  await world.end(next.uid, 0);
  await world.control.execute('storage.delete', { uid: account }, user);
  expect(world.writer.rows.where('storageAccount', {})).toEqual([]);
});

test('credentials are those of the kind of backing, stay where none are given, and go with the kind', async () => {
  const world = await yard();
  const azure = { kind: 'azure' };
  const codes = async (backing: object, credentials: object) =>
    (await refusal(add(world, 'a', backing, { credentials }))).details?.map(({ path, code }) => `${path} ${code}`);
  expect(await codes(azure, {})).toEqual(['credentials.accountKey Required']);
  expect(await codes(azure, { accountKey: 'x' })).toEqual(['credentials.accountKey NotAccountKey']);
  expect(await codes({ kind: 'local' }, { password: 'x' })).toEqual(['credentials.password UnknownField']);
  const sftp = { kind: 'sftp', host: 'h', user: 'u' };
  expect(await codes(sftp, { password: 'x', privateKey: 'y' })).toEqual(['credentials.privateKey EitherOr']);

  const { uid } = await add(world, 'a', sftp, { credentials: { password: 'x' } });
  const sealed = () =>
    world.writer.run(user, (tx) => tx.connection.prepare('SELECT name FROM secrets WHERE owner = ?').pluck().all(uid));
  const update = (backing: object, credentials: object) => {
    const { name: _name, ...body } = storageAccountCreate.parse({ name: 'a', backing, credentials });
    return world.control.execute('storage.update', { uid, body }, user);
  };
  await update({ ...sftp, host: 'i' }, {});
  expect(await sealed()).toEqual(['password']);
  await update(sftp, { privateKey: 'y' });
  expect(await sealed()).toEqual(['privateKey']);
  expect((await refusal(update(azure, {}))).code).toBe('InvalidBody');
  await update({ kind: 'local' }, {});
  expect(await sealed()).toEqual([]);
});

test.each([
  [{ kind: 'azure', blobEndpoint: 'https://user:hush@h/x' }, 'blobEndpoint NotEndpoint'],
  [{ kind: 'azure', blobEndpoint: 'https://h/x?sv=1&sig=hush' }, 'blobEndpoint NotEndpoint'],
  [{ kind: 'azure', fileHost: '-oProxyCommand=x' }, 'fileHost NotHost'],
  [{ kind: 'azure', fileHost: 'h:1:2' }, 'fileHost NotHost'],
  [{ kind: 'azure', account: 'a/b' }, 'account NameCharacters'],
  [{ kind: 's3', accessKeyId: 'i', endpoint: 'http://h#x' }, 'endpoint NotEndpoint'],
  [{ kind: 'sftp', host: '-x', user: 'u' }, 'host NotHost'],
  [{ kind: 'sftp', host: 'h', user: '-x' }, 'user NameCharacters'],
  [{ kind: 'sftp', host: 'h', user: 'u', hostKeys: ['ssh-ed25519 A\n* ssh-rsa B'] }, 'hostKeys[0] HoldsControl'],
  [{ kind: 'local', directory: '/a\nb' }, 'directory HoldsControl'],
])('a place that is more than a place is refused: %j', async (backing, expected) => {
  const credentials = { azure: { accountKey: key }, s3: { secretAccessKey: 'x' }, sftp: { password: 'x' }, local: {} };
  const more = { credentials: credentials[backing.kind as keyof typeof credentials] };
  const fault = await refusal(add(await yard(), 'a', backing, more));
  expect(fault.details?.map(({ path, code }) => `${path} ${code}`)).toEqual([`backing.${expected}`]);
});

test.each([
  { kind: 'azure', blobEndpoint: 'http://127.0.0.1:10000/devstoreaccount1', fileHost: '[::1]:4450' },
  { kind: 'azure', blobEndpoint: 'https://blobs.example.com', fileHost: 'files.example.com' },
])('one that is a place is taken: %j', async (backing) => {
  expect(await add(await yard(), 'a', backing, { credentials: { accountKey: key } })).toHaveProperty('uid');
});

test('the account of a workspace is made once, and is for that workspace alone', async () => {
  const world = await yard();
  const ask = () => world.control.execute('storage.ensureAuto', { workspaceUid: world.workspaceUid }, user);
  const made = await ask();
  expect(await ask()).toEqual(made);
  const row = world.writer.rows.get('storageAccount', made.uid);
  expect(row?.name).toMatch(/^bai[a-z]{12}$/);
  expect(row).toMatchObject({ backing: { kind: 'local' }, workspaces: [world.workspaceUid] });
});

test('the nodes of a cluster mount its volumes, are given what opens them, and mount anew when they change', async () => {
  const world = await yard();
  const mountVolumes = {
    azureFileShares: [{ ...share({ credentials: { accountKey: key } }), fileMode: '0777', directoryMode: '0777' }],
  };
  const update = (nodeSetup: object | null) =>
    world.control.execute('cluster.update', { uid: world.clusterUid, change: { nodeSetup } as never }, user);
  await update({ mountVolumes });
  const [node] = world.nodes();
  if (!node) throw new Error('no node');
  expect(node).toMatchObject({ setupRound: 1, ready: false });
  const hello = { address: '127.0.0.1', ports: { from: 1, to: 2 }, agentVersion: '1', found: {}, capabilities: {} };
  const desired = () =>
    world.control.execute('node.hello', { nodeUid: node.uid, hello: hello as never }, agentActor(node.uid));
  const ref = 'azureFiles:nodeSetup.mountVolumes.azureFileShares[0]';
  expect((await desired()).node.volumes).toMatchObject([
    { at: 'logs', source: { kind: 'azureFiles', secretRef: ref } },
  ]);
  const secrets = () => world.control.execute('node.secrets', { nodeUid: node.uid }, agentActor(node.uid));
  expect(await secrets()).toEqual({ [ref]: key });

  // As it is read back: the key stays.
  const { nodeSetup } = world.writer.rows.get('cluster', world.clusterUid)?.spec ?? {};
  expect(nodeSetup?.mountVolumes?.azureFileShares?.[0]?.credentials).toEqual({});
  await update(nodeSetup ?? null);
  expect(await secrets()).toEqual({ [ref]: key });
  await update(null);
  expect((await desired()).node.volumes).toBeUndefined();
  const sealed = world.writer.connection.prepare('SELECT count(*) FROM secrets').pluck().get();
  expect(sealed).toBe(0);
});

const nodeVolumes = {
  mountVolumes: {
    storageFolders: [{ accountName: 'fixtures', container: 'n', relativeMountPath: 'n', readOnly: false }],
  },
};
const setUp = (world: StillWorld, nodeSetup: object) =>
  world.control.execute('cluster.update', { uid: world.clusterUid, change: { nodeSetup } as never }, user);
const say = (world: StillWorld, node: object) =>
  world.control.execute(
    'node.report',
    { nodeUid: world.nodes()[0]?.uid ?? '', report: { n: 1, tasks: [], node: node as never } },
    agentActor(world.nodes()[0]?.uid ?? ''),
  );

test('nodes mount anew before they take new work when what lies behind a name changes, and only then', async () => {
  const world = await yard();
  const { uid } = await add(world, 'fixtures', { kind: 'local' });
  await setUp(world, nodeVolumes);
  await say(world, { phase: 'ready', reason: null, round: 1 });
  expect(world.nodes()).toMatchObject([{ ready: true, setupRound: 1 }]);
  const update = (body: object) =>
    world.control.execute('storage.update', { uid, body: { credentials: {}, ...body } as never }, user);
  await update({ backing: { kind: 'local' }, workspaces: ['w'] });
  expect(world.nodes()).toMatchObject([{ ready: true, setupRound: 1 }]);
  await update({ backing: { kind: 'local', directory: '/else' } });
  expect(world.nodes()).toMatchObject([{ ready: false, setupRound: 2 }]);
  // What was said of the volumes before is old, though no set-up task numbers it.
  await say(world, { phase: 'ready', reason: null, round: 1 });
  expect(world.nodes()).toMatchObject([{ ready: false }]);
  await say(world, { phase: 'ready', reason: null, round: 2 });
  await world.control.execute('node.setUp', { uid: world.nodes()[0]?.uid ?? '' }, user);
  expect(world.nodes()).toMatchObject([{ ready: false, setupRound: 3 }]);
});

test('a node whose cluster mounts what cannot be had is not ready', async () => {
  const world = await yard();
  const { uid } = await add(world, 'fixtures', { kind: 'local' });
  await setUp(world, nodeVolumes);
  await world.writer.run(user, (tx) => tx.remove('storageAccount', uid, 'storageAccount.deleted'));
  await say(world, { phase: 'ready', reason: null, round: 1 });
  expect(world.nodes()).toMatchObject([{ ready: false, state: 'unusable', reason: { code: 'volumesNotMountable' } }]);
  await add(world, 'fixtures', { kind: 'local' });
  await say(world, { phase: 'ready', reason: null, round: 1 });
  expect(world.nodes()).toMatchObject([{ ready: true, state: 'idle', reason: null }]);
});

test('a file server is mounted over NFS, or on its own machine by its directory, and only once it is there', async () => {
  const world = await yard();
  const desired: string[] = [];
  world.control.onDesired((_uid, { node }) => desired.push(JSON.stringify(node.volumes)));
  const dataDisks = { diskSizeInGB: 1, diskCount: 1, storageAccountType: 'Standard_LRS', cachingType: 'none' };
  const userAccountSettings = { adminUserName: 'ada', adminUserPassword: 'x' };
  const body = { name: 'Files', vmSize: 'D1', dataDisks, sshConfiguration: { userAccountSettings } } as never;
  const { uid } = await world.control.execute('fileServer.create', { workspaceUid: world.workspaceUid, body }, user);
  const mount = (more: object) => ({
    fileServers: [{ fileServer: { name: 'files' }, relativeMountPath: 'nfs', ...more }],
  });
  expect(await refusal(world.submit('x', { mountVolumes: mount({}) }))).toMatchObject({
    code: 'FileServerNotReady',
    details: [{ path: 'mountVolumes.fileServers[0].fileServer' }],
  });
  const nfs = { host: '10.0.0.9', port: 2049, path: '/data' };
  const place = { directory: '/srv/files', nfs, limited: true };
  const found = (at: object) =>
    world.writer.run(user, (tx) =>
      tx.update('fileServer', uid, { state: 'succeeded', place: at as never }, 'fileServer.updated'),
    );
  await found(place);
  const climbs = await refusal(world.submit('x', { mountVolumes: mount({ sourceDirectory: 'a/../../b' }) }));
  expect(climbs.details).toMatchObject([{ path: 'mountVolumes.fileServers[0].sourceDirectory', code: 'NotPlainPath' }]);
  const away = { workspace: 'none', name: 'files' };
  expect((await refusal(world.submit('x', { mountVolumes: mount({ fileServer: away }) }))).message).toContain(
    'workspace none',
  );

  const options = { sourceDirectory: '/sets/a', mountOptions: 'ro,vers=4' };
  const { task } = await started(world, mount(options));
  const proof = { file: '/srv/files/.trainyard-file-server', text: uid };
  expect(task.plan.volumes).toEqual([
    {
      at: 'nfs',
      label: 'file server Files',
      readOnly: true,
      source: {
        kind: 'nfs',
        host: '10.0.0.9',
        port: 2049,
        path: '/data/sets/a',
        options: 'ro,vers=4',
        local: { path: '/srv/files/sets/a', proof },
      },
    },
  ]);
  // Nodes hear of it when a server is elsewhere.
  await setUp(world, { mountVolumes: mount({}) });
  await found({ ...place, nfs: { ...nfs, port: 3000 } });
  expect(desired.at(-1)).toContain('"port":3000');
  await found({ ...place, nfs: null });
  expect(JSON.parse(desired.at(-1) ?? '')).toMatchObject([
    { source: { kind: 'directory', path: '/srv/files', make: false } },
  ]);
});

test('the server reads the volumes of a job and of its cluster, and whole accounts', async () => {
  const world = await yard();
  const { uid: accountUid } = await add(world, 'fixtures', { kind: 'azure' }, { credentials: { accountKey: key } });
  const nodeSetup = {
    mountVolumes: {
      storageFolders: [{ accountName: 'fixtures', container: 'n', relativeMountPath: 'n', readOnly: false }],
    },
  };
  await world.control.execute('cluster.update', { uid: world.clusterUid, change: { nodeSetup } }, user);
  const jobUid = await world.submit('j', { mountVolumes: { azureBlobFileSystems: [blob()] } });
  const server = controllerActor('files');
  const job = await world.control.execute('storage.secrets', { jobUid }, server);
  expect(job).toMatchObject({ volumes: [{ at: 'data' }], nodeVolumes: [{ at: 'n' }] });
  expect(Object.values(job.secrets).map((url) => /sr=\w+&sp=\w+/.exec(url)?.[0])).toEqual(['sr=c&sp=rl', 'sr=c&sp=rl']);
  const whole = await world.control.execute('storage.secrets', { accountUid, container: null }, server);
  expect(whole.volumes).toMatchObject([{ at: '', label: 'account fixtures', readOnly: true }]);
  expect(Object.values(whole.secrets)[0]).toMatch(/^https:\/\/fixtures\.blob\.core\.windows\.net\/\?sv=.*&srt=sco/);
  expect((await refusal(world.control.execute('storage.secrets', { jobUid }, user))).code).toBe('Forbidden');
  await settled();
});
