import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ArmYard, armYard } from '../../testing/arm.ts';
import { type Booted, boot, until } from '../../testing/boot.ts';

let yard: Booted;
let arm: ArmYard;
const group = '/subscriptions/s1/resourceGroups/Lab.One/providers/Microsoft.BatchAI';
const workspace = `${group}/workspaces/lab`;
const other = `${group.replace('Lab.One', 'other')}/workspaces/machines`;
const cluster = `${other}/clusters/Nodes`;
const jobs = `${workspace}/experiments/exp/jobs`;
const at = (name: string): string => `${jobs}/${name}`;

beforeAll(async () => {
  yard = await boot();
  arm = armYard(yard);
  for (const one of [workspace, other]) await arm.put(one, { location: 'here' });
  await arm.put(`${workspace}/experiments/exp`);
  const size = { scaleSettings: { manual: { targetNodeCount: 0 } }, vmSize: 'STANDARD_D1' };
  expect((await arm.put(cluster, { properties: size })).status).toBe(202);
}, 30_000);
afterAll(() => yard?.stop());

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+(\.\d{1,3})?Z$/);
const properties = {
  cluster: { id: cluster.toUpperCase() },
  nodeCount: 2,
  customMpiSettings: { commandLine: 'echo $NAME' },
  stdOutErrPathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/logs',
  inputDirectories: [{ id: 'IN', path: '$AZ_BATCHAI_JOB_MOUNT_ROOT/logs' }],
  outputDirectories: [{ id: 'OUT', pathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/logs', pathSuffix: 'model' }],
  environmentVariables: [{ name: 'NAME', value: 'a' }],
  secrets: [{ name: 'TOKEN', value: 'hush' }],
  containerSettings: { imageSourceRegistry: { image: 'ubuntu' } },
  jobPreparation: { commandLine: 'true' },
  mountVolumes: {
    azureFileShares: [
      {
        accountName: 'files',
        azureFileUrl: 'https://files.file.core.windows.net/logs',
        credentials: { accountKey: Buffer.alloc(64).toString('base64') },
        relativeMountPath: 'logs',
      },
    ],
  },
};

describe('a job', () => {
  test('is taken with 202 and two addresses, and read as the service told it', async () => {
    const made = await arm.put(at('first'), { properties });
    expect([made.status, made.text, made.headers.get('retry-after')]).toEqual([202, '', '1']);
    const polled = await yard.call('GET', String(made.headers.get('azure-asyncoperation')).slice(yard.url.length));
    expect(polled.json).toMatchObject({
      status: 'Succeeded',
      properties: { resourceId: 's1$Lab.One$lab$exp$first' },
    });
    const read = await arm.get(at('FIRST').replace('experiments', 'EXPERIMENTS'));
    expect(read.json).toEqual({
      id: at('first'),
      name: 'first',
      type: 'Microsoft.BatchAI/workspaces/experiments/jobs',
      properties: {
        ...properties,
        experimentName: 'exp',
        schedulingPriority: 'normal',
        cluster: { id: cluster },
        customMpiSettings: { commandLine: 'echo $NAME', processCount: 2 },
        secrets: [{ name: 'TOKEN' }],
        mountVolumes: {
          azureFileShares: [
            {
              accountName: 'files',
              azureFileUrl: 'https://files.file.core.windows.net/logs',
              credentials: {},
              relativeMountPath: 'logs',
              fileMode: '0777',
              directoryMode: '0777',
            },
          ],
        },
        toolType: 'custommpi',
        jobOutputDirectoryPathSegment: expect.stringMatching(
          /^s1\/Lab.One\/workspaces\/lab\/experiments\/exp\/jobs\/first\/[0-9a-f-]{36}$/,
        ),
        constraints: { maxWallClockTime: 'P7D' },
        creationTime: time,
        provisioningState: 'succeeded',
        provisioningStateTransitionTime: time,
        executionState: 'queued',
        executionStateTransitionTime: time,
      },
    });
    expect(read.headers.get('etag')).toMatch(/^"0x[0-9A-F]{15}"$/);
  });

  test('is made once by the same body, however often it is sent, and refused with another', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => arm.put(at('same'), { properties })));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
    const longer = { ...properties, constraints: { maxWallClockTime: 'P1W' } };
    expect((await arm.put(at('SAME'), { properties: longer })).status).toBe(202);
    const changes: [object, string][] = [
      [{ nodeCount: 1 }, 'nodeCount'],
      [{ secrets: [{ name: 'TOKEN', value: 'whispered' }] }, 'secrets'],
      [
        { mountVolumes: { azureFileShares: [{ ...share(), credentials: { accountKey: 'b3RoZXI=' } }] } },
        'mountVolumes',
      ],
      [{ constraints: { maxWallClockTime: 'PT1H' } }, 'constraints.maxWallClockTime'],
    ];
    for (const [change, field] of changes) {
      const { status, json } = await arm.put(at('same'), { properties: { ...properties, ...change } });
      expect([status, json.error.code]).toEqual([409, 'ExistsDifferently']);
      expect(json.error.message).toContain(field);
      expect(json.error.message).not.toContain('whispered');
    }
    expect((await arm.pages(`${jobs}?maxresults=1`)).filter(({ name }) => name === 'same')).toHaveLength(1);
  });

  test('is stopped while it waits: failed by its user, with both times and without an exit code', async () => {
    await arm.put(at('stopped'), { properties });
    expect((await arm.post(`${at('stopped')}/terminate`)).status).toBe(202);
    const { json } = await arm.get(at('stopped'));
    expect(json.properties).toMatchObject({ executionState: 'failed', provisioningState: 'succeeded' });
    expect(json.properties.executionInfo).toEqual({
      startTime: time,
      endTime: time,
      errors: [{ code: 'JobTerminated', message: 'The specified job has been terminated by the user' }],
    });
    const again = await arm.post(`${at('stopped')}/terminate`);
    expect([again.status, again.text, again.headers.get('location')]).toEqual([200, '', null]);
  });

  test('is deleted, then there is nothing to delete, and its name tells so', async () => {
    await arm.put(at('deleted'), { properties });
    const gone = await arm.delete(at('deleted'));
    expect([gone.status, gone.text]).toEqual([202, '']);
    const polled = String(gone.headers.get('azure-asyncoperation')).slice(yard.url.length);
    await until('the end of the deletion', async () => (await yard.call('GET', polled)).json.status === 'Succeeded');
    const read = await arm.get(at('deleted'));
    expect([read.status, read.json]).toEqual([
      404,
      { error: { code: 'JobNotFound', message: 'The specified job deleted is not found' } },
    ]);
    expect((await arm.delete(at('deleted'))).status).toBe(204);
  });

  test('is answered with itself to clients that sleep before they poll', async () => {
    const headers = { 'user-agent': 'ms-rest-js/1.11.2 ms-rest-azure-js/1.4.0' };
    const made = await arm.put(at('awaited'), { properties }, { headers });
    expect([made.status, made.json.name, made.headers.get('location')]).toEqual([200, 'awaited', null]);
    expect((await arm.post(`${at('awaited')}/terminate`, { headers })).status).toBe(200);
    expect((await arm.delete(at('awaited'), { headers })).status).toBe(200);
  });

  test('names its cluster when that is gone', async () => {
    const brief = `${other}/clusters/brief`;
    await arm.put(brief, { properties: { scaleSettings: { manual: { targetNodeCount: 0 } }, vmSize: 'STANDARD_D1' } });
    await arm.put(at('left'), { properties: { ...properties, cluster: { id: brief } } });
    await arm.post(`${at('left')}/terminate`);
    await arm.delete(brief);
    await until('the end of the cluster', async () => (await arm.get(brief)).status === 404);
    expect((await arm.get(at('left'))).json.properties.cluster).toEqual({ id: brief });
    const listed = await arm.get(jobs);
    const one = listed.json.value.find(({ name }: { name: string }) => name === 'left');
    expect(one.properties.cluster).toEqual({ id: brief });
  });

  test('says what of an older body it took otherwise, and takes back what it was read as', async () => {
    const older = { ...properties, priority: -5, toolType: 'custommpi', experimentName: 'EXP', made: 1, held: null };
    const { status, headers } = await arm.put(at('older'), { properties: older, location: 'west' });
    expect(status).toBe(202);
    expect(headers.get('warning')).toMatch(
      /^299 - "properties\.priority: .*schedulingPriority low.*properties\.made: /,
    );
    expect(headers.get('warning')).toContain('location: ');
    expect(headers.get('warning')).not.toContain('toolType');
    const { json } = await arm.get(at('older'));
    expect(json.properties.schedulingPriority).toBe('low');
    // What is secret is not read, so it cannot be sent back.
    const { secrets: _secrets, mountVolumes: _mounts, ...open } = properties;
    expect((await arm.put(at('plain'), { properties: open })).status).toBe(202);
    const plain = await arm.get(at('plain'));
    const sent = await arm.put(at('plain'), plain.json);
    expect([sent.status, sent.headers.get('warning')]).toEqual([202, null]);
  });

  test('has nobody to sign in where there are no nodes', async () => {
    await arm.put(at('login'), { properties });
    for (const address of [at('login'), cluster]) {
      const { status, json } = await arm.post(`${address}/listRemoteLoginInformation`);
      expect([status, json]).toEqual([200, { value: [] }]);
    }
  });

  test('that waits for its release, or for others, is queued', async () => {
    await arm.put(at('held'), { properties: { ...properties, held: true } });
    expect((await arm.get(at('held'))).json.properties).toMatchObject({ executionState: 'queued' });
  });
});

describe('a body of a job that is refused', () => {
  const targets = (json: { error: { details: { target: string; code: string }[] } }) =>
    json.error.details.map(({ target, code }) => [target, code]);

  test('has all its faults told at once: of its fields, of how they go together and of its place', async () => {
    const wrong = {
      ...properties,
      cluster: { id: cluster.replace('Nodes', 'none') },
      nodeCount: 'two',
      caffeSettings: {},
      outputDirectories: [
        { id: 'A', pathPrefix: '/x' },
        { id: 'A', pathPrefix: '/y' },
      ],
      environmentVariables: [{ name: 'TOKEN', value: 'x' }],
      mountVolumes: {
        unmanagedFileSystems: [
          { mountCommand: 'x', relativeMountPath: 'a' },
          { mountCommand: 'x', relativeMountPath: 'a/b' },
        ],
      },
    };
    const { status, json } = await arm.put(at('wrong'), { properties: wrong });
    expect([status, json.error.code]).toEqual([400, 'InvalidParameter']);
    expect(targets(json)).toEqual(
      expect.arrayContaining([
        ['properties.nodeCount', 'OutOfRange'],
        ['properties.caffeSettings.pythonScriptFilePath', 'EitherOr'],
        ['properties.customMpiSettings', 'OnlyOne'],
        ['properties.outputDirectories[1].id', 'UsedTwice'],
        ['properties.secrets[0].name', 'UsedTwice'],
        ['properties.cluster', 'ClusterNotFound'],
        ['properties.mountVolumes.unmanagedFileSystems[1].relativeMountPath', 'MountPathTaken'],
      ]),
    );
    const { cluster: _, ...body } = wrong;
    const ref = { workspace: 's1:other:machines', name: 'none' };
    const native = await yard.call('POST', '/api/v1/workspaces/s1:Lab.One:lab/experiments/exp/jobs', {
      body: { ...body, name: 'wrong', cluster: ref },
    });
    expect(native.status).toBe(400);
    const told = native.json.error.details.map((one: { path: string; code: string }) => [
      `properties.${one.path}`,
      one.code,
    ]);
    expect(told.sort()).toEqual(targets(json).sort());
  });

  test('that is right by itself has all told that its place says', async () => {
    const wrong = {
      ...properties,
      cluster: { id: cluster },
      customMpiSettings: { commandLine: 'x', processCount: 1 },
      queue: 'none',
      dependsOn: [{ job: 'nobody' }],
      files: [{ path: 'a', sha256: 'a'.repeat(64) }],
    };
    const { status, json } = await arm.put(at('wrong'), { properties: wrong });
    expect(status).toBe(400);
    expect(targets(json).map(([target]) => target)).toEqual([
      'properties.customMpiSettings.processCount',
      'properties.queue',
      'properties.dependsOn[0].job',
      'properties.files',
    ]);
    expect((await arm.get(at('wrong'))).status).toBe(404);
  });

  test.each([
    [{ properties: [] }, 'properties', 'NotObject'],
    [{ properties: { ...properties, cluster: { id: '/x' } } }, 'properties.cluster.id', 'NotResourceId'],
    [{ properties: { ...properties, nodeCount: null } }, 'properties.nodeCount', 'Required'],
    [{ properties: { ...properties, customMpiSettings: null } }, 'properties', 'ExactlyOne'],
    [
      { properties: { ...properties, constraints: { maxWallClockTime: '7.00:00:00' } } },
      'properties.constraints.maxWallClockTime',
      'NotDuration',
    ],
  ])('%# names one field when one is wrong', async (body, target, code) => {
    const { status, json } = await arm.put(at('wrong'), body);
    expect([status, targets(json)]).toEqual([400, [[target, code]]]);
  });

  test.each([
    [at('x').replace('/exp/', '/none/'), 'ExperimentNotFound'],
    [at('x').replace('/lab/', '/none/'), 'WorkspaceNotFound'],
  ])('below %s is refused for its parent', async (path, code) => {
    const { status, json } = await arm.put(path, { properties });
    expect([status, json.error.code]).toEqual([404, code]);
  });
});

function share() {
  return {
    accountName: 'files',
    azureFileUrl: 'https://files.file.core.windows.net/logs',
    relativeMountPath: 'logs',
  };
}
