/** What Batch AI's command line took and did, beyond the verbs' own tests. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import { TestServer } from '@trainyard/sdk/testing/test-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeNamed } from './testing/node-of.ts';
import { clusterNamed, experimentNamed, jobNamed, pageOf, runHere, workspaceNamed } from './testing/world.ts';

let server: TestServer;
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trainyard-batch-ai-'));
  server = await new TestServer({
    listWorkspaces: () =>
      pageOf([workspaceNamed('yard'), { ...workspaceNamed('x'), ref: 'local:gpu:x', resourceGroup: 'gpu' }]),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    createCluster: () => clusterNamed('c'),
    submitJob: () => jobNamed('j'),
  }).start();
});
afterEach(async () => {
  await server.stop();
  await rm(dir, { recursive: true });
});
const run = (...args: string[]) => runHere(server, args);
const sent = () => JSON.parse(String(server.seen.at(-1)?.body));
const file = async (name: string, content: unknown) => {
  await writeFile(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(dir, name);
};

describe('groups', () => {
  test.each([
    [['-g', 'gpu', '-w', 'x'], 'local:gpu:x'],
    [['-g', 'default', '-w', 'yard'], 'yard'],
    [['--subscription', 's', '-w', 'x'], 's:default:x'],
    [['-g', 'GPU'], 'local:gpu:x'],
    [['-g', 'b', '-w', 'a:b:c'], 'a:b:c'],
  ])('%j name workspace %s', async (args, workspace) => {
    server.handlers.listClusters = () => pageOf([]);
    expect((await run('cluster', 'list', ...args)).code).toBe(0);
    expect(server.seen.at(-1)?.params).toEqual({ workspace });
  });

  test('the environment names them, too; a workspace with a group of its own stays what it is', async () => {
    server.handlers.listClusters = () => pageOf([]);
    const given = { subscription: 'sub', resourceGroup: 'gpu' };
    await runHere(server, ['cluster', 'list', '-w', 'x'], given);
    expect(server.seen.at(-1)?.params).toEqual({ workspace: 'sub:gpu:x' });
    await runHere(server, ['cluster', 'list', '-w', 'a:b:c'], given);
    expect(server.seen.at(-1)?.params).toEqual({ workspace: 'a:b:c' });
    expect(await run('cluster', 'list', '-g', 'gpu', '-w', 'a:b:c')).toMatchObject({ code: 2 });
  });

  test('workspaces are listed by group, and -w is -n in their verbs', async () => {
    server.handlers.getWorkspace = () => workspaceNamed('x');
    expect(String((await run('workspace', 'list', '-g', 'gpu', '-o', 'tsv')).stdout)).toBe(
      'x\tgpu\tlocal\tsucceeded\n',
    );
    for (const option of ['-n', '-w']) {
      await run('workspace', 'show', option, 'x', '-g', 'gpu');
      expect(server.seen.at(-1)?.params).toEqual({ workspace: 'local:gpu:x' });
    }
    expect((await run('workspace', 'show', '-n', 'x', '-w', 'y')).code).toBe(2);
  });
});

describe('cluster create', () => {
  const create = (...args: string[]) =>
    run('cluster', 'create', '-w', 'yard', '-n', 'c', '-s', 'S', '-t', '1', ...args);
  const ubuntu = { publisher: 'Canonical', offer: 'UbuntuServer', sku: '16.04-LTS' };

  test.each([
    [['-i', 'ubuntults'], { virtualMachineConfiguration: { imageReference: ubuntu } }],
    [
      ['-i', 'a:b:c:1.2'],
      { virtualMachineConfiguration: { imageReference: { publisher: 'a', offer: 'b', sku: 'c', version: '1.2' } } },
    ],
    [
      ['-i', 'UbuntuLTS', '--custom-image', '/subscriptions/s/image'],
      {
        virtualMachineConfiguration: { imageReference: { ...ubuntu, virtualMachineImageId: '/subscriptions/s/image' } },
      },
    ],
    [['-u', 'ada', '-p', 'secret'], { userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'secret' } }],
    [
      ['-u', 'ada', '-k', 'ssh-rsa AAAA x'],
      { userAccountSettings: { adminUserName: 'ada', adminUserSshPublicKey: 'ssh-rsa AAAA x' } },
    ],
    [
      ['--setup-task', 'true', '--setup-task-output', '/tmp'],
      { nodeSetup: { setupTask: { commandLine: 'true', stdOutErrPathPrefix: '/tmp' } } },
    ],
    [['--subnet', '/s'], { subnet: { id: '/s' } }],
  ])('%j', async (args, body) => {
    expect(await create(...args)).toMatchObject({ code: 0, stderr: '' });
    expect(sent()).toMatchObject(body);
  });

  test.each([
    [['-i', 'a:b'], 'publisher:offer:sku:version'],
    [['--custom-image', '/x'], 'add -i'],
    [['--setup-task', 'true'], 'go together'],
    [['-u', 'ada'], 'say how ada signs in'],
    [['-k', '/nonexistent'], 'neither a public key nor a file'],
    [['--nfs', '/subscriptions/x'], 'is no id of a file server'],
  ])('%j is refused: %s', async (args, said) => {
    expect(await create(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });

  test('the usual key is taken where there is no password, and made when asked for', async () => {
    const make = (...args: string[]) =>
      runHere(server, ['cluster', 'create', 'c', '-w', 'yard', '-s', 'S', '-t', '1', ...args], {
        sshDirectory: join(dir, '.ssh'),
      });
    expect((await make('-u', 'ada', '--generate-ssh-keys')).stderr).toContain('made ');
    const key = (await readFile(join(dir, '.ssh/id_rsa.pub'), 'utf8')).trim();
    expect(sent().userAccountSettings).toEqual({ adminUserName: 'ada', adminUserSshPublicKey: key });
    const secret = join(dir, '.ssh/id_rsa');
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
    const { n } = createPublicKey(createPrivateKey(await readFile(secret, 'utf8'))).export({ format: 'jwk' });
    const blob = Buffer.from(key.split(' ')[1] as string, 'base64');
    expect(blob.subarray(-384).toString('base64url')).toBe(n);
    expect(await make('--generate-ssh-keys')).toMatchObject({ code: 0, stderr: '' });
    expect(sent().userAccountSettings.adminUserSshPublicKey).toBe(key);
    await make('-u', 'ada', '-p', 'secret');
    expect(sent().userAccountSettings).toEqual({ adminUserName: 'ada', adminUserPassword: 'secret' });
  });

  test('a subnet that is not the file server’s is refused', async () => {
    server.handlers.getFileServer = () => ({ name: 'data', subnet: { id: '/A' } });
    expect((await create('--nfs', 'data', '--subnet', '/a')).code).toBe(0);
    expect(await create('--nfs', 'data', '--subnet', '/b')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not that of file server data'),
    });
  });
});

describe('files', () => {
  const submit = (path: string, ...args: string[]) =>
    run('job', 'create', '-w', 'yard', '-n', 'j', '-f', path, ...args);
  const schema = (version: string) =>
    `https://raw.githubusercontent.com/Azure/BatchAI/master/schemas/${version}/job.json`;

  test('of an older version are translated, and what changed is said', async () => {
    const properties = {
      priority: -5,
      experimentName: 'old',
      nodeCount: 1,
      customToolkitSettings: { commandLine: 'true' },
    };
    const done = await submit(await file('a.json', { $schema: schema('2018-03-01'), properties }), '-c', 'pool');
    expect(done.code).toBe(0);
    expect(sent()).toMatchObject({ schedulingPriority: 'low', cluster: { name: 'pool' } });
    expect(server.seen.at(-1)?.params).toEqual({ workspace: 'yard', experiment: 'old' });
    expect(done.stderr).toContain('a file of API version 2018-03-01, read as 2018-05-01');
    expect(done.stderr).toMatch(/properties\.priority: .*schedulingPriority/);
  });

  test('may be YAML, and name a cluster elsewhere by its id', async () => {
    const path = await file('a.yaml', 'properties:\n  nodeCount: 1\n  customToolkitSettings: {commandLine: "true"}\n');
    const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/clusters/gpu';
    expect((await submit(path, '-c', id)).code).toBe(0);
    expect(sent()).toMatchObject({ nodeCount: 1, cluster: { workspace: 's:g:w', name: 'gpu' } });
  });

  test.each([
    [{ properties: { nodeCount: "[parameters('nodes')]" } }, 'properties.nodeCount is an expression'],
    [{ $schema: schema('2016-01-01'), properties: {} }, 'API version 2016-01-01, which is not known'],
    [{ properties: { cluster: { id: '/x/y' } } }, 'properties.cluster.id: '],
  ])('%j is refused: %s', async (body, said) => {
    expect(await submit(await file('a.json', body))).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
    expect(server.seen.some(({ name }) => name === 'submitJob')).toBe(false);
  });

  test('get the account and key in mounts and secrets, and a share the account of its address', async () => {
    const share = { azureFileUrl: 'https://acc.file.core.windows.net/s', relativeMountPath: 'afs' };
    const secrets = [{ name: 'KEY', value: '<AZURE_BATCHAI_STORAGE_KEY>' }];
    const path = await file('a.json', {
      properties: { nodeCount: 1, secrets, mountVolumes: { azureFileShares: [share] } },
    });
    const done = await runHere(server, ['job', 'create', 'j', '-w', 'yard', '-f', path], {
      storageAccount: 'acc',
      storageKey: 'k',
    });
    expect(done.code).toBe(0);
    expect(sent()).toMatchObject({
      secrets: [{ name: 'KEY', value: 'k' }],
      mountVolumes: { azureFileShares: [{ ...share, accountName: 'acc', credentials: { accountKey: 'k' } }] },
    });
  });
});

describe('ends', () => {
  test('a deletion is waited for unless told otherwise; one of the same name that was made since is not the one', async () => {
    let left = 2;
    server.handlers.deleteCluster = () => undefined;
    server.handlers.getCluster = () => {
      if (left-- === 0) throw new Fault('ClusterNotFound', { name: 'c', workspace: 'yard' });
      return clusterNamed('c', { provisioningState: 'deleting' });
    };
    expect(await run('cluster', 'delete', 'c', '-w', 'yard', '-y')).toMatchObject({ code: 0, stderr: '' });
    expect(left).toBe(-1);
    expect((await run('cluster', 'delete', 'c', '-w', 'yard', '-y', '--no-wait')).code).toBe(0);
    expect(server.seen.at(-1)?.name).toBe('deleteCluster');
    const uids = ['a', 'b'];
    server.handlers.getCluster = () => clusterNamed('c', { uid: uids.shift() ?? 'b' });
    expect((await run('cluster', 'delete', 'c', '-w', 'yard', '-y')).code).toBe(0);
  });

  test('a job that is terminated is waited for, and shown as it ended', async () => {
    const states = ['terminating', 'failed'] as const;
    let at = 0;
    server.handlers.terminateJob = () => jobNamed('j', { executionState: 'terminating' });
    server.handlers.getJob = () => jobNamed('j', { executionState: states[at++] ?? 'failed' });
    const ended = await run('job', 'terminate', 'j', '-w', 'yard', '-y');
    expect(JSON.parse(String(ended.stdout))).toMatchObject({ executionState: 'failed' });
    const asked = await run('job', 'terminate', 'j', '-w', 'yard', '-y', '--no-wait');
    expect(JSON.parse(String(asked.stdout))).toMatchObject({ executionState: 'terminating' });
  });
});

describe('lists', () => {
  test('usages have the columns of Batch AI', async () => {
    server.handlers.listUsages = () =>
      pageOf([{ name: 'Clusters', label: 'Clusters', unit: 'Count', currentValue: 2, limit: null }]);
    const { stdout } = await run('list-usages', '-l', 'eastus', '-o', 'table');
    expect(String(stdout)).toMatch(/^Value +Usage +Limit\n-+ +-+ +-+\nClusters +2\n$/);
  });

  test('set-up logs are listed by node, as far as something was written', async () => {
    server.handlers.listNodes = () => pageOf([nodeNamed('n0'), nodeNamed('n1')]);
    server.handlers.readLog = ({ query }) => {
      if (query.stream === `node/${nodeNamed('n0').uid}/setup/stdout`) return Buffer.from('ready\n');
      throw new Fault('LogNotFound', { name: String(query.stream) });
    };
    const { stdout } = await run('cluster', 'file', 'list', '-w', 'yard', '-c', 'pool', '-o', 'table');
    expect(String(stdout)).toMatch(/^Name +Is directory +Size\n.*\nstdout-n0\.txt +false +6\n$/);
    expect((await run('cluster', 'file', 'list', '-w', 'yard', '-c', 'pool', '-p', 'x')).code).toBe(3);
  });

  test('earlier names of verbs lead to today’s, which are said', async () => {
    server.handlers.listNodes = () => pageOf([nodeNamed('n0')]);
    server.handlers.listClusterLogins = () => pageOf([]);
    const done = await run('cluster', 'list-nodes', '-w', 'yard', '-n', 'pool', '-o', 'tsv');
    expect(done).toMatchObject({
      code: 0,
      stderr: 'trainyard: "cluster list-nodes" is called "cluster node list" now\n',
    });
    expect(server.seen.at(-1)?.params).toEqual({ workspace: 'yard', name: 'pool' });
    expect(String(done.stdout)).toMatch(/^n0\t10\.0\.0\.4\t\tidle\t/);
  });

  test('jobs have the columns of Batch AI first', async () => {
    server.handlers.listJobs = () => pageOf([jobNamed('j', { executionInfo: { exitCode: 0 } })]);
    const [head] = String((await run('job', 'list', '-w', 'yard', '-o', 'table')).stdout).split('\n');
    expect(head).toMatch(/^Name +Cluster +Cluster RG +Cluster Workspace +Tool +Nodes +State +Exit code +Experiment/);
  });
});

test('requests are told with --verbose, and where an error came from with --debug', async () => {
  server.handlers.getCluster = () => {
    throw new Fault('ClusterNotFound', { name: 'c', workspace: 'yard' });
  };
  const args = ['cluster', 'show', 'c', '-w', 'yard'];
  const told = await run(...args, '--verbose');
  expect(told).toMatchObject({ code: 3, stderr: expect.stringMatching(/GET http\S+\/clusters\/c: 404, .* ms\n/) });
  expect(told.stderr).not.toContain('    at ');
  expect((await run(...args, '--debug')).stderr).toMatch(/ {4}at /);
});
