import { execFileSync } from 'node:child_process';
import { Fault } from '@trainyard/contracts/errors';
import type { JobCreateInput } from '@trainyard/contracts/job';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Azurite, blobText } from '../../cluster/azurite.ts';
import { DockerEngine } from '../../cluster/docker-engine.ts';
import { Gate } from '../../cluster/gate.ts';
import { PrivateRegistry, registryUser } from '../../cluster/private-registry.ts';
import { agentsOf, processesOfJob, shellsOfJob } from '../../cluster/processes.ts';
import { RigServer } from '../../cluster/server.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';

const engine = new DockerEngine();
const registry = new PrivateRegistry();
let yard: Yard;

beforeAll(async () => {
  await engine.start();
  await Promise.all([
    registry.start(),
    engine.makeImage('bare/tools:1'),
    engine.makeImage('bare/none:1', { shell: false }),
    engine.makeImage('bare/node:1', { libraries: true, changes: ['ENV FROM_IMAGE=yes'] }),
  ]);
  await engine.makeImage('bare/net:1', {
    changes: ['ENV FROM_IMAGE=yes', 'ENV LD_PRELOAD=', 'ENTRYPOINT ["/nowhere"]', 'USER 1000'],
  });
  await engine.publish('bare/net:1', registry, 'lab/net:2');
  const server = await new RigServer({ DOCKER_HOST: engine.host, TRAINYARD_CONTAINER_ENGINE: 'docker' }).start();
  yard = await Yard.over(server, 2);
});
afterAll(async () => {
  await yard?.close();
  await engine.close();
  registry.close();
});

const from = (image: string, more: object = {}, shmSize?: string): Partial<JobCreateInput> => ({
  containerSettings: { imageSourceRegistry: { image, ...more }, ...(shmSize && { shmSize }) },
});
const privately = (name: string, password: string = registryUser.password) =>
  from(name, { serverUrl: `http://${registry.address}`, credentials: { username: registryUser.username, password } });
const line = (commandLine: string) => ({ customToolkitSettings: { commandLine } });

async function imageDetails(name: string): Promise<(string | undefined)[]> {
  const [attempt] = await yard.attempts(name);
  return (attempt?.tasks ?? []).map(({ steps }) => steps.find((step) => step.name === 'image')?.detail?.code);
}

async function failure(name: string) {
  const { reasons, executionInfo } = await yard.inState(name, 'failed');
  return { code: reasons[0]?.code, exitCode: executionInfo.exitCode };
}

const nobodyLeft = () => until('no container to be left', async () => (await engine.containers()).length === 0);

describe('a job in a container', () => {
  test('runs on two nodes from a private registry, with its preparation, shared memory, directories and variables', async () => {
    const report = [
      'echo "image $FROM_IMAGE home $HOME user $(id -u) path $PATH"',
      'cat /prepared; cat "$AZ_BATCHAI_INPUT_CODE/hello.txt"; df -k /dev/shm | grep -c " 32768 "',
      'readlink /proc/$$/exe; test -e /usr/bin/env || echo "not the machine"',
      'test -d "$AZ_BATCHAI_MOUNT_ROOT" && test -d "$AZ_BATCHAI_JOB_MOUNT_ROOT" && test -d "$AZ_BATCHAI_SHARED_JOB_TEMP" && pwd',
      'echo "rank $RANK of $WORLD_SIZE" >"$AZ_BATCHAI_OUTPUT_MODEL/rank-$RANK"',
    ];
    await yard.submit('two', {
      ...privately('lab/net:2'),
      containerSettings: { ...(privately('lab/net:2').containerSettings as object), shmSize: '32m' } as never,
      nodeCount: 2,
      distributedSettings: { commandLine: report.join('\n') },
      jobPreparation: { commandLine: 'echo "prepared $SECRET" >/prepared' },
      secrets: [{ name: 'SECRET', value: 'for-the-job' }],
      files: [{ path: 'hello.txt', text: 'hello\n' }],
      inputDirectories: [{ id: 'CODE', path: '$AZ_BATCHAI_JOB_TEMP_DIR/work' }],
      outputDirectories: [{ id: 'MODEL' }],
    });
    await yard.inState('two', 'succeeded');
    const plainPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    for (const rank of [0, 1]) {
      const lines = (await yard.log('two', { rank })).toString().trimEnd().split('\n');
      expect(lines.slice(0, -1)).toEqual([
        `image yes home /root user 0 path ${plainPath}`,
        'prepared for-the-job',
        'hello',
        '1',
        '/bin/busybox',
        'not the machine',
      ]);
      expect(lines.at(-1)).toContain('/work');
      expect((await yard.log('two', { rank, fd: 'stderr' })).toString()).toBe('');
    }
    expect((await yard.artifacts('two')).map(({ path }) => path).sort()).toEqual(['rank-0', 'rank-1']);
    // Both nodes of this machine pulled: the second asked and had all layers.
    for (const code of await imageDetails('two')) expect(['imagePulled', 'imageFound', 'imageAsked']).toContain(code);
    await nobodyLeft();
    const { password } = registryUser;
    const leaks = execFileSync('sh', ['-c', `grep -rl "${password}" "${yard.server.home}" || true`]).toString();
    expect(leaks).toBe('');
    const job = await yard.job('two');
    expect(JSON.stringify(job)).not.toContain(password);
  });

  test('starts commands in the containers of its other nodes', async () => {
    const first = [
      'set -- $(echo "$AZ_BATCH_HOST_LIST" | tr , " ")',
      '"$TRAINYARD_REMOTE_START" "$2" "cat /prepared; echo \\$FROM_IMAGE \\$AZ_BATCH_NODE_ID; exit 9"; echo "ended with $?"',
    ];
    await yard.submit('remote', {
      ...from('bare/node:1'),
      nodeCount: 2,
      customToolkitSettings: { commandLine: first.join('\n') },
      jobPreparation: { commandLine: 'echo "prepared on $AZ_BATCH_NODE_ID" >/prepared' },
    });
    await yard.inState('remote', 'succeeded');
    const [attempt] = await yard.attempts('remote');
    const second = attempt?.tasks[1]?.node.uid;
    const lines = (await yard.log('remote')).toString().trimEnd().split('\n');
    expect(lines).toEqual([`prepared on ${second}`, `yes ${second}`, 'ended with 9']);
  });

  test('has the network of its node where that has one of its own', async () => {
    const id = '/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/net/subnets/boxed';
    const scaleSettings = { manual: { targetNodeCount: 2 } };
    const body = { name: 'own', vmSize: 'STANDARD_NC6', scaleSettings, subnet: { id } };
    await yard.client.call('createCluster', { params: { workspace: 'w' }, body });
    const first = [
      'set -- $(echo "$AZ_BATCH_HOST_LIST" | tr , " ")',
      'cat /proc/sys/kernel/hostname; grep -c "$1" /etc/hosts; grep -c "$1" /proc/net/fib_trie',
      '"$TRAINYARD_REMOTE_START" "$2" "cat /proc/sys/kernel/hostname"',
    ];
    await yard.submit('networked', {
      ...from('bare/node:1'),
      cluster: { name: 'own' },
      nodeCount: 2,
      customToolkitSettings: { commandLine: first.join('\n') },
    });
    await yard.inState('networked', 'succeeded');
    const lines = (await yard.log('networked')).toString().trimEnd().split('\n');
    expect(lines).toEqual(['own-0', '1', '2', 'own-1']);
    await yard.client.call('deleteCluster', { params: { workspace: 'w', name: 'own' } });
  });

  test('finds its volumes where a job without a container has them, and writes to them', async () => {
    const azurite = new Azurite();
    await azurite.start();
    try {
      const data = await azurite.container('data');
      await data.getBlockBlobClient('in.txt').upload('from afar\n', 10);
      const backing = { kind: 'azure' as const, blobEndpoint: azurite.endpoint };
      const credentials = { accountKey: azurite.key };
      await yard.client.call('createStorageAccount', { body: { name: azurite.account, backing, credentials } });
      await yard.client.call('createStorageAccount', { body: { name: 'near', backing: { kind: 'local' } } });
      const mount = '$AZ_BATCHAI_JOB_MOUNT_ROOT';
      await yard.submit('mounts', {
        ...from('bare/tools:1'),
        ...line(
          `cat ${mount}/far/in.txt; echo near > ${mount}/near/n; cat ${mount}/near/n; cp ${mount}/near/n ${mount}/far/out`,
        ),
        mountVolumes: {
          storageFolders: [
            { accountName: azurite.account, container: 'data', relativeMountPath: 'far', readOnly: false },
            { accountName: 'near', container: 'c', relativeMountPath: 'near', readOnly: false },
          ],
        },
      });
      await yard.inState('mounts', 'succeeded');
      expect((await yard.log('mounts')).toString()).toBe('from afar\nnear\n');
      expect(await blobText(data, 'out')).toBe('near\n');
    } finally {
      await azurite.close();
    }
  });

  test('has the exit codes of its processes, and ends them with their grace', async () => {
    const tools = from('bare/tools:1');
    await yard.submit('seven', { ...tools, ...line('exit 7') });
    await yard.submit('killed', { ...tools, ...line('kill -9 $$') });
    await yard.submit('missing', { ...tools, ...line('no-such-program') });
    await yard.submit('unprepared', { ...tools, ...line('true'), jobPreparation: { commandLine: 'exit 3' } });
    expect(await failure('seven')).toEqual({ code: 'processExited', exitCode: 7 });
    expect(await failure('killed')).toEqual({ code: 'processKilled', exitCode: 137 });
    expect(await failure('missing')).toEqual({ code: 'commandNotFound', exitCode: 127 });
    expect(await failure('unprepared')).toEqual({ code: 'preparationFailed', exitCode: 3 });
    const trap = `trap 'echo saved; exit 0' TERM; echo ready; while true; do sleep 0.05; done`;
    await yard.submit('stopped', { ...tools, ...line(trap) });
    await until('the job to be ready', async () => (await yard.log('stopped')).toString() === 'ready\n');
    await yard.terminate('stopped');
    await yard.inState('stopped', 'failed');
    expect((await yard.log('stopped')).toString()).toBe('ready\nsaved\n');
    await nobodyLeft();
  });
});

describe('an image that cannot be used is told by a code of its own', () => {
  test.each([
    ['imageDenied', () => privately('lab/net:2', 'wrong')],
    ['imageNeedsCredentials', () => from(`${registry.address}/lab/net:2`)],
    ['imageNotFound', () => privately('lab/net:99')],
    ['registryUnreachable', () => from('127.0.0.1:1/lab/net:2')],
    ['imageWithoutShell', () => from('bare/none:1')],
  ])('%s', async (code, settings) => {
    const name = `fails-${code}`;
    await yard.submit(name, { ...settings(), ...line('true') });
    expect((await failure(name)).code).toBe(code);
  });
});

describe('a container outlives those who made it', () => {
  test('an agent that is killed goes on with the same attempt, and its container goes at the end', async () => {
    const gate = new Gate(yard.server, 'agent');
    const bind = { inputDirectories: [{ id: 'GATE', path: yard.server.home }] };
    const job = await yard.submit('adopted', {
      ...from('bare/tools:1'),
      ...bind,
      ...line(`echo on; ${gate.wait}; exit 5`),
    });
    await until('the first line', async () => (await yard.log('adopted')).toString() === 'on\n');
    const shells = shellsOfJob(job.uid);
    const [attempt] = await yard.attempts('adopted');
    const node = attempt?.tasks[0]?.node.uid ?? '';
    const ofNode = () => agentsOf(yard.server.home).find(({ environment }) => environment.TRAINYARD_NODE === node)?.pid;
    const before = ofNode() ?? 0;
    process.kill(before, 'SIGKILL');
    await until('another agent for the node', () => ofNode() !== undefined && ofNode() !== before);
    expect(shellsOfJob(job.uid)).toEqual(shells);
    expect(await engine.containers()).toHaveLength(1);
    gate.open();
    expect(await failure('adopted')).toEqual({ code: 'processExited', exitCode: 5 });
    expect((await yard.job('adopted')).attempt).toBe(1);
    await nobodyLeft();
  });

  test('the daemon is stopped and started again: the job goes on and tells its exit code', async () => {
    const gate = new Gate(yard.server, 'daemon');
    const bind = { inputDirectories: [{ id: 'GATE', path: yard.server.home }] };
    await yard.submit('daemon', {
      ...from('bare/tools:1'),
      ...bind,
      ...line(`echo on; ${gate.wait}; echo off; exit 6`),
    });
    await until('the first line', async () => (await yard.log('daemon')).toString() === 'on\n');
    await engine.halt();
    await engine.start();
    gate.open();
    expect(await failure('daemon')).toEqual({ code: 'processExited', exitCode: 6 });
    expect((await yard.log('daemon')).toString()).toBe('on\noff\n');
    await nobodyLeft();
  });

  test('a container that somebody removes fails its job, and says so', async () => {
    const job = await yard.submit('removed', { ...from('bare/tools:1'), ...line('echo on; sleep 600') });
    await until('the first line', async () => (await yard.log('removed')).toString() === 'on\n');
    const [name = ''] = await engine.containers();
    await engine.docker('rm', '--force', name);
    expect((await failure('removed')).code).toBe('containerLost');
    expect(processesOfJob(job.uid)).toEqual([]);
  });
});

test('a cluster without an engine refuses a job in a container, and says what to do', async () => {
  const without = await Yard.over(await new RigServer({ TRAINYARD_CONTAINER_ENGINE: 'none' }).start(), 1);
  try {
    const refused = without.submit('none', { ...from('bare/tools:1'), ...line('true') });
    const fault = await refused.then(
      () => undefined,
      (thrown: Fault) => thrown,
    );
    expect(fault).toBeInstanceOf(Fault);
    expect(fault?.details).toMatchObject([{ path: 'containerSettings', code: 'neverContainers' }]);
  } finally {
    await without.close();
  }
});

test('a cluster that is deleted while its agents are dead leaves no container, process or image of its own', async () => {
  const job = await yard.submit('left', {
    ...privately('lab/net:2'),
    nodeCount: 2,
    distributedSettings: { commandLine: 'echo on; sleep 600' },
  });
  await until(
    'both ranks',
    async () => (await engine.containers()).length === 2 && (await yard.log('left', { rank: 1 })).length > 0,
  );
  for (const { pid } of agentsOf(yard.server.home).slice(0, 1)) process.kill(pid, 'SIGKILL');
  await yard.client.call('deleteCluster', { params: { workspace: 'w', name: 'c' } });
  await until('no process of the job', () => processesOfJob(job.uid).length === 0);
  await nobodyLeft();
  await until('no node', async () => agentsOf(yard.server.home).length === 0);
  const pulled = () => engine.docker('images', '--quiet', `${registry.address}/lab/net`);
  await until('the image that the nodes brought to be gone', async () => (await pulled()) === '');
  expect(await engine.docker('images', '--quiet', 'bare/tools:1')).not.toBe('');
});
