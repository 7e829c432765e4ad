import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cluster, clusterCreate } from '../cluster.ts';
import { type Job, jobCreate } from '../job.ts';
import { parse } from '../parse.ts';
import { reason } from '../reasons.ts';
import { clusterToNative, jobToNative } from './native-body.ts';
import { clusterProperties, jobProperties } from './wire-body.ts';

const root = '/subscriptions/s/resourceGroups/g.1/providers/Microsoft.BatchAI/workspaces/w';
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const text = fc.stringMatching(/^[ -~]{1,20}$/);
const name = fc.stringMatching(/^[A-Za-z]\w{0,10}$/);
const mountVolumes = fc.record(
  {
    azureFileShares: fc.array(
      fc.record(
        {
          accountName: name,
          azureFileUrl: fc.constant('https://a.file.core.windows.net/s'),
          credentials: fc.constant({}),
          relativeMountPath: name,
          fileMode: fc.constantFrom('0777', '0600'),
          directoryMode: fc.constant('0777'),
        },
        {
          requiredKeys: [
            'accountName',
            'azureFileUrl',
            'credentials',
            'relativeMountPath',
            'fileMode',
            'directoryMode',
          ],
        },
      ),
      { maxLength: 2 },
    ),
    azureBlobFileSystems: fc.array(
      fc.record({
        accountName: name,
        containerName: name,
        credentials: fc.constant({}),
        relativeMountPath: name,
        mountOptions: text,
      }),
      { maxLength: 2 },
    ),
    fileServers: fc.array(
      fc.record({ fileServer: name.map((own) => ({ id: `${root}/fileservers/${own}` })), relativeMountPath: name }),
      { maxLength: 2 },
    ),
    unmanagedFileSystems: fc.array(fc.record({ mountCommand: text, relativeMountPath: name }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const python = { pythonScriptFilePath: text, pythonInterpreterPath: optional(text), commandLineArgs: optional(text) };
const processCount = fc.integer({ min: 1, max: 64 });
const toolkit = fc.oneof(
  fc.record({ customToolkitSettings: fc.record({ commandLine: text }) }),
  fc.record({ customMpiSettings: fc.record({ commandLine: text, processCount }) }),
  fc.record({ cntkSettings: fc.record({ ...python, processCount, languageType: fc.constant('Python') }) }),
  fc.record({
    pyTorchSettings: fc.record({ ...python, processCount, communicationBackend: fc.constantFrom('gloo', 'MPI') }),
  }),
  fc.record({
    tensorFlowSettings: fc.record({ ...python, commandLineArgs: fc.constant(undefined), workerCount: processCount }),
  }),
  fc.record({ caffe2Settings: fc.record(python) }),
);
const wireJob = fc
  .tuple(
    fc.record({
      schedulingPriority: fc.constantFrom('low', 'normal', 'high'),
      cluster: name.map((own) => ({ id: `${root}/clusters/${own}` })),
      nodeCount: fc.integer({ min: 1, max: 10_000 }),
      stdOutErrPathPrefix: text,
      mountVolumes: optional(mountVolumes),
      containerSettings: optional(fc.constant({ imageSourceRegistry: { image: 'ubuntu' }, shmSize: '64m' })),
      jobPreparation: optional(fc.record({ commandLine: text })),
      inputDirectories: optional(
        fc.uniqueArray(name, { maxLength: 3 }).map((ids) => ids.map((id) => ({ id, path: '/x' }))),
      ),
      outputDirectories: optional(
        fc
          .uniqueArray(name, { maxLength: 3 })
          .map((ids) => ids.map((id) => ({ id, pathPrefix: '/x', pathSuffix: 'y' }))),
      ),
      environmentVariables: optional(
        fc.uniqueArray(name, { maxLength: 3 }).map((names) => names.map((own) => ({ name: own, value: 'v' }))),
      ),
      constraints: fc.constantFrom({ maxWallClockTime: 'P7D' }, { maxWallClockTime: 'PT1H' }),
    }),
    toolkit,
  )
  .map(([fields, settings]) => JSON.parse(JSON.stringify({ ...fields, ...settings })));

/** What a reader gets that nobody sends. */
const state = {
  uid: 'u',
  workspace: 's:g.1:w',
  experiment: 'e',
  executionState: 'queued',
  executionStateTransitionTime: 't',
  provisioningState: 'succeeded',
  executionInfo: {},
  reasons: [],
  creationTime: 't',
  jobOutputDirectoryPathSegment: 'x',
};

function viewOf(properties: object, more: object = {}): Job {
  const { cluster, ...body } = parse(jobCreate, { ...jobToNative({ properties: { ...properties } }).body, name: 'j' });
  const at = { uid: 'c', workspace: cluster.workspace ?? '', name: cluster.name };
  return { ...body, ...state, cluster: at, toolType: 'x', ...more } as unknown as Job;
}

describe('a job', () => {
  test('is read as it was sent, and can be sent again as it is read', () => {
    fc.assert(
      fc.property(wireJob, (sent) => {
        const read = jobProperties(viewOf(sent));
        expect(read).toMatchObject(sent);
        const again = jobToNative({ properties: read }, { experiment: 'e' });
        // Its toolType is not told here: it depends on more than the body.
        expect(again.warnings.filter(({ path }) => path !== 'properties.toolType')).toEqual([]);
        expect(jobProperties(viewOf(read))).toEqual(read);
      }),
    );
  });

  const view = (more: object) => {
    const sent = { cluster: { id: `${root}/clusters/c` }, nodeCount: 1, customToolkitSettings: { commandLine: 'x' } };
    return jobProperties(viewOf(sent, more));
  };

  test('tells nothing of ours, and no execution before there is one', () => {
    expect(Object.keys(view({ queue: 'q', held: true, gpusPerNode: 2, tags: { a: '1' } })).sort()).toEqual([
      'cluster',
      'constraints',
      'creationTime',
      'customToolkitSettings',
      'executionState',
      'executionStateTransitionTime',
      'experimentName',
      'jobOutputDirectoryPathSegment',
      'nodeCount',
      'provisioningState',
      'provisioningStateTransitionTime',
      'schedulingPriority',
      'toolType',
    ]);
  });

  test.each(['JobFailed', 'JobPreparationFailed', 'JobTerminated'])(
    'that ended with %s says so and no more',
    (code) => {
      const executionInfo = { startTime: 't', endTime: 't', exitCode: 1, errors: [{ code, message: 'm' }] };
      expect(view({ executionInfo, reasons: [reason('wallClockExceeded', { limit: 'P1D' })] }).executionInfo).toEqual(
        executionInfo,
      );
    },
  );

  test('has the object of credentials also where the storage is the installation’s own', () => {
    const blob = { accountName: 'a', containerName: 'c', relativeMountPath: 'b' };
    expect(view({ mountVolumes: { azureBlobFileSystems: [blob] } }).mountVolumes).toEqual({
      azureBlobFileSystems: [{ ...blob, credentials: {} }],
    });
  });

  test('that ended for a reason of ours has it beside the code', () => {
    const executionInfo = { errors: [{ code: 'JobWallClockExceeded', message: 'm' }] };
    const reasons = [reason('wallClockExceeded', { limit: 'P1D' })];
    expect(view({ executionInfo, reasons }).executionInfo).toEqual({
      errors: [
        {
          code: 'JobWallClockExceeded',
          message: 'm',
          details: [
            { name: 'Reason', value: 'wallClockExceeded' },
            { name: 'Message', value: 'ran longer than its maxWallClockTime of P1D' },
          ],
        },
      ],
    });
  });
});

describe('a cluster', () => {
  const sent = {
    vmSize: 'Standard_NC6',
    scaleSettings: { autoScale: { minimumNodeCount: 0, maximumNodeCount: 2 } },
    userAccountSettings: { adminUserName: 'me', adminUserPassword: 'secret' },
    nodeSetup: { setupTask: { commandLine: 'x', secrets: [{ name: 'S', value: 'v' }], stdOutErrPathPrefix: '/l' } },
  };
  const counts = {
    idleNodeCount: 0,
    runningNodeCount: 0,
    preparingNodeCount: 0,
    unusableNodeCount: 1,
    leavingNodeCount: 0,
  };
  const view = {
    ...parse(clusterCreate, { ...clusterToNative({ properties: sent }).body, name: 'c' }),
    ...{ uid: 'u', workspace: 's:g.1:w', provisioningState: 'succeeded', allocationState: 'steady', creationTime: 't' },
    ...{ allocationStateTransitionTime: 't', currentNodeCount: 1, nodeStateCounts: counts, notes: [], hindrance: null },
    errors: [reason('nodeUnusable', { node: 'n', why: 'w' })],
  } as unknown as Cluster;

  test('is told with what the service filled in, and without secrets', () => {
    expect(clusterProperties(view)).toEqual({
      vmSize: 'STANDARD_NC6',
      vmPriority: 'dedicated',
      scaleSettings: { autoScale: { minimumNodeCount: 0, maximumNodeCount: 2, initialNodeCount: 0 } },
      virtualMachineConfiguration: {
        imageReference: { publisher: 'Canonical', offer: 'UbuntuServer', sku: '16.04-LTS', version: 'latest' },
      },
      userAccountSettings: { adminUserName: 'me' },
      nodeSetup: {
        setupTask: {
          commandLine: 'x',
          secrets: [{ name: 'S' }],
          stdOutErrPathPrefix: '/l',
          stdOutErrPathSuffix: 's/g.1/workspaces/w/clusters/c/u',
        },
      },
      provisioningState: 'succeeded',
      provisioningStateTransitionTime: 't',
      allocationState: 'steady',
      allocationStateTransitionTime: 't',
      creationTime: 't',
      currentNodeCount: 1,
      nodeStateCounts: counts,
      errors: [
        {
          code: 'nodeUnusable',
          message: 'node n takes no work: w',
          details: [
            { name: 'node', value: 'n' },
            { name: 'why', value: 'w' },
          ],
        },
      ],
    });
  });
});
