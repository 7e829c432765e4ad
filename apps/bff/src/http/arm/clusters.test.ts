import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ArmYard, armYard } from '../../testing/arm.ts';
import { type Booted, boot, until } from '../../testing/boot.ts';

let yard: Booted;
let arm: ArmYard;
const home = '/subscriptions/s1/resourceGroups/g1/providers/Microsoft.BatchAI/workspaces/w';
const cluster = (name: string) => `${home}/clusters/${name}`;
const server = (name: string) => `${home}/fileServers/${name}`;
const waiting = { headers: { 'user-agent': 'ms-rest-azure-js/1.4.0' } };

beforeAll(async () => {
  yard = await boot();
  arm = armYard(yard);
  await arm.put(home, { location: 'northeurope' });
});
afterAll(() => yard?.stop());

const accountKey = Buffer.alloc(64, 7).toString('base64');
const body = {
  properties: {
    vmSize: 'Standard_D1',
    vmPriority: 'lowpriority',
    scaleSettings: { manual: { targetNodeCount: 0 } },
    nodeSetup: {
      setupTask: {
        commandLine: 'true',
        stdOutErrPathPrefix: '$AZ_BATCHAI_MOUNT_ROOT/azfiles',
        secrets: [{ name: 'S', value: 'hidden' }],
      },
      mountVolumes: {
        azureFileShares: [
          {
            accountName: 'files',
            azureFileUrl: 'https://files.file.core.windows.net/share',
            credentials: { accountKey },
            relativeMountPath: 'azfiles',
          },
        ],
        fileServers: [{ fileServer: { id: server('nfs') }, relativeMountPath: 'nfs', mountOptions: 'rw' }],
      },
    },
    userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'open sesame' },
  },
};
const serverBody = {
  properties: {
    vmSize: 'Standard_D1',
    sshConfiguration: { userAccountSettings: { adminUserName: 'ada', adminUserPassword: 'open sesame' } },
    dataDisks: { diskSizeInGB: 1, diskCount: 2, storageAccountType: 'Standard_LRS' },
  },
};
const plain = (more: object = {}) => ({
  properties: { vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 0 } }, ...more },
});
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

describe('a file server', () => {
  test('is made while its operation is polled, and told as the service did', async () => {
    const answer = await arm.put(server('nfs'), serverBody);
    expect([answer.status, answer.text, answer.headers.get('retry-after')]).toEqual([202, '', '1']);
    const poll = new URL(answer.headers.get('azure-asyncoperation') ?? '').pathname;
    await until('it is there', async () => (await arm.get(poll)).json.status === 'Succeeded');
    expect((await arm.get(poll)).json).toMatchObject({ properties: { resourceId: 's1$g1$w$nfs' }, endTime: time });
    const { status, json, headers } = await arm.get(server('NFS'));
    expect(status).toBe(200);
    expect(json).toEqual({
      id: `${home}/fileservers/nfs`,
      name: 'nfs',
      type: 'Microsoft.BatchAI/workspaces/fileservers',
      properties: {
        provisioningState: 'succeeded',
        creationTime: time,
        provisioningStateTransitionTime: time,
        vmSize: 'Standard_D1',
        sshConfiguration: { userAccountSettings: { adminUserName: 'ada' } },
        dataDisks: { diskSizeInGB: 1, diskCount: 2, storageAccountType: 'Standard_LRS', cachingType: 'none' },
        mountSettings: {
          mountPoint: expect.any(String),
          fileServerPublicIP: expect.any(String),
          fileServerInternalIP: expect.any(String),
        },
      },
    });
    expect(headers.get('etag')).toMatch(/^"0x/);
    expect((await arm.get(`${home}/fileservers`)).json).toEqual({ value: [json] });
    const again = await arm.put(server('nfs'), serverBody, waiting);
    expect([again.status, again.json]).toEqual([200, json]);
    const other = { properties: { ...serverBody.properties, vmSize: 'STANDARD_D2' } };
    const refused = await arm.put(server('nfs'), other);
    expect([refused.status, refused.json.error.code]).toEqual([409, 'ExistsDifferently']);
    expect(refused.json.error.message).toContain('properties.vmSize');
  });
});

describe('a file server that cannot be made', () => {
  test('fails its operation with a code and the reason, also for who would have waited', async () => {
    const failing = await boot();
    try {
      const wire = armYard(failing);
      await wire.put(home, { location: 'x' });
      // Where its disk would be made there is a file.
      rmSync(join(failing.home, 'file-servers'), { recursive: true, force: true });
      writeFileSync(join(failing.home, 'file-servers'), '');
      const answer = await wire.put(server('nfs'), serverBody, waiting);
      expect(answer.status).toBe(202);
      const poll = new URL(answer.headers.get('azure-asyncoperation') ?? '').pathname;
      await until('its end', async () => (await wire.get(poll)).json.status === 'Failed');
      const { json } = await wire.get(poll);
      expect(json.error).toEqual({
        code: 'fileServerFailed',
        details: expect.any(Array),
        message: expect.stringMatching(/file-servers/),
      });
      expect(json).not.toHaveProperty('properties');
      const location = await wire.get(new URL(answer.headers.get('location') ?? '').pathname);
      expect([location.status, location.json.error]).toEqual([409, json.error]);
      expect((await wire.get(server('nfs'))).json.properties).toMatchObject({ provisioningState: 'failed' });
    } finally {
      await failing.stop();
    }
  });
});

describe('a cluster', () => {
  test('is made with 202 and told as the service did, defaults filled in and secrets left out', async () => {
    const answer = await arm.put(cluster('c1'), body);
    expect([answer.status, answer.text]).toEqual([202, '']);
    const poll = await arm.get(new URL(answer.headers.get('azure-asyncoperation') ?? '').pathname);
    expect(poll.json).toMatchObject({ status: 'Succeeded', properties: { resourceId: 's1$g1$w$c1' } });
    const { json } = await arm.get(cluster('C1'));
    expect(json).toEqual({
      id: cluster('c1'),
      name: 'c1',
      type: 'Microsoft.BatchAI/workspaces/clusters',
      properties: {
        provisioningState: 'succeeded',
        allocationState: 'steady',
        creationTime: time,
        allocationStateTransitionTime: time,
        provisioningStateTransitionTime: time,
        vmSize: 'STANDARD_D1',
        currentNodeCount: 0,
        nodeStateCounts: {
          idleNodeCount: 0,
          runningNodeCount: 0,
          preparingNodeCount: 0,
          unusableNodeCount: 0,
          leavingNodeCount: 0,
        },
        vmPriority: 'lowpriority',
        scaleSettings: { manual: { targetNodeCount: 0, nodeDeallocationOption: 'requeue' } },
        virtualMachineConfiguration: {
          imageReference: { publisher: 'Canonical', offer: 'UbuntuServer', sku: '16.04-LTS', version: 'latest' },
        },
        userAccountSettings: { adminUserName: 'ada' },
        nodeSetup: {
          setupTask: {
            commandLine: 'true',
            stdOutErrPathPrefix: '$AZ_BATCHAI_MOUNT_ROOT/azfiles',
            secrets: [{ name: 'S' }],
            stdOutErrPathSuffix: expect.stringMatching(/^s1\/g1\/workspaces\/w\/clusters\/c1\/[0-9a-f-]{36}$/),
          },
          mountVolumes: {
            azureFileShares: [
              {
                accountName: 'files',
                azureFileUrl: 'https://files.file.core.windows.net/share',
                credentials: {},
                relativeMountPath: 'azfiles',
                fileMode: '0777',
                directoryMode: '0777',
              },
            ],
            fileServers: [
              {
                fileServer: { id: `${home}/fileservers/nfs` },
                relativeMountPath: 'nfs',
                mountOptions: 'rw',
              },
            ],
          },
        },
      },
    });
    expect(JSON.stringify(json)).not.toMatch(/open sesame|hidden/);
    const again = await arm.put(cluster('c1'), body, waiting);
    expect([again.status, again.json]).toEqual([200, json]);
    expect([again.headers.get('location'), again.headers.get('etag')]).toEqual([null, expect.any(String)]);
  });

  test('is resized by PATCH, which moves its ETag, and nothing else of it is changed', async () => {
    await arm.put(cluster('c2'), plain());
    const before = await arm.get(cluster('c2'));
    const scaleSettings = { autoScale: { minimumNodeCount: 0, maximumNodeCount: 2, initialNodeCount: 0 } };
    const patched = await arm.patch(cluster('c2'), { properties: { scaleSettings, vmSize: 'STANDARD_D2' } });
    expect(patched).toMatchObject({ status: 200, json: { properties: { vmSize: 'STANDARD_D1', scaleSettings } } });
    expect(patched.headers.get('warning')).toContain('properties.vmSize');
    expect(patched.headers.get('etag')).not.toBe(before.headers.get('etag'));
    const none = await arm.patch(cluster('c2'), { properties: {} });
    expect([none.status, none.json.error.details[0].target]).toEqual([400, 'properties.scaleSettings']);
    const refused = await arm.put(cluster('c2'), plain());
    expect([refused.status, refused.json.error.code]).toEqual([409, 'ExistsDifferently']);
  });

  test('whose body is wrong is refused with all its faults by path, and nothing is made', async () => {
    const { status, json } = await arm.put(cluster('bad'), {
      properties: {
        scaleSettings: { manual: { targetNodeCount: 'x' }, autoScale: { minimumNodeCount: 2, maximumNodeCount: 1 } },
        nodeSetup: { mountVolumes: { fileServers: [{ fileServer: { id: '/no/id' }, relativeMountPath: '/abs' }] } },
      },
    });
    expect([status, json.error.code]).toEqual([400, 'InvalidParameter']);
    const targets = json.error.details.map(({ target }: { target: string }) => target);
    expect(targets).toEqual(
      expect.arrayContaining([
        'properties.vmSize',
        'properties.scaleSettings.manual.targetNodeCount',
        'properties.nodeSetup.mountVolumes.fileServers[0].fileServer.id',
        'properties.nodeSetup.mountVolumes.fileServers[0].relativeMountPath',
      ]),
    );
    expect(json.error.message).toContain('properties.vmSize: ');
    expect((await arm.get(cluster('bad'))).json.error).toEqual({
      code: 'ClusterNotFound',
      message: 'The specified cluster bad is not found',
    });
    const size = await arm.put(cluster('bad'), plain({ vmSize: 'STANDARD_Z9' }));
    expect([size.status, size.json.error.code]).toEqual([400, 'InvalidPropertyValue']);
    expect(size.json.error.details).toEqual([
      {
        code: 'SupportedVMSizes',
        message: expect.stringContaining('STANDARD_D1, STANDARD_D2'),
        target: 'properties.vmSize',
      },
    ]);
    const orphan = await arm.put(cluster('c').replace('/w/', '/none/'), plain());
    expect([orphan.status, orphan.json.error.code]).toEqual([404, 'WorkspaceNotFound']);
  });

  test('drops fields that it has not, and says so', async () => {
    const answer = await arm.put(cluster('c3'), plain({ colour: 'blue', vmPriority: null, queues: [] }));
    expect(answer.status).toBe(202);
    expect(answer.headers.get('warning')).toMatch(/^299 - ".*properties\.colour.*"$/);
    expect((await arm.get(cluster('c3'))).json.properties.vmPriority).toBe('dedicated');
  });

  test('is listed page by page, and deleted', async () => {
    const names = (await arm.pages(`${home}/clusters?maxresults=1`)).map(({ name }) => name);
    expect(names).toEqual(['c1', 'c2', 'c3']);
    const answer = await arm.delete(cluster('c3'), waiting);
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
    expect((await arm.delete(cluster('c3'))).status).toBe(204);
  });
});

describe('usages', () => {
  test('count the clusters of the subscription and the processors of their nodes, in the order of the service', async () => {
    const other = '/subscriptions/s9/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w';
    await arm.put(other, { location: 'x' });
    await arm.put(
      `${other}/clusters/c`,
      plain({ vmSize: 'STANDARD_NC6', scaleSettings: { manual: { targetNodeCount: 2 } } }),
    );
    const at = '/subscriptions/S9/providers/Microsoft.BatchAI/locations/anywhere/usages';
    await until('its nodes', async () => (await arm.get(at)).json.value[1].currentValue === 12);
    const { value } = (await arm.get(at)).json;
    expect(value).toHaveLength(17);
    expect(value[0]).toEqual({
      unit: 'Count',
      currentValue: 1,
      limit: 2147483647,
      name: { value: 'Clusters', localizedValue: 'Clusters' },
    });
    expect(value[4]).toMatchObject({ currentValue: 12, name: { value: 'Standard NC Family Cluster Dedicated vCPUs' } });
    expect(value[9].name).toEqual({
      value: 'Total Cluster LowPriority Regional vCPUs',
      localizedValue: 'Total Cluster Low Priority Regional vCPUs',
    });
    expect(value[16].name.value).toBe('Standard NV Family Cluster LowPriority vCPUs');
    const native = await yard.call('GET', '/api/v1/usages?subscription=s9');
    expect(native.json.items[0]).toEqual({
      name: 'Clusters',
      label: 'Clusters',
      unit: 'Count',
      currentValue: 1,
      limit: null,
    });
    await arm.delete(`${other}/clusters/c`);
  });
});
