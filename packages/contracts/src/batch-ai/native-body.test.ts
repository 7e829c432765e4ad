import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterCreate } from '../cluster.ts';
import { Fault } from '../errors.ts';
import { fileServerCreate } from '../file-server.ts';
import { jobCreate } from '../job.ts';
import { parse } from '../parse.ts';
import { clusterToNative, fileServerToNative, jobToNative } from './native-body.ts';

const root = '/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI';
const said = (warnings: readonly { path: string; code: string }[]) => warnings.map(({ path, code }) => [path, code]);

describe('a job', () => {
  test('has its fields lifted, its references named and what is null left out', () => {
    const { body, warnings, faults } = jobToNative({
      $schema: 'https://example.com/2018-05-01/job.json',
      name: 'j',
      tags: { a: '1' },
      properties: {
        cluster: { id: `${root}/workspaces/w/Clusters/c` },
        nodeCount: 2,
        schedulingPriority: 'High',
        containerSettings: null,
        customToolkitSettings: { commandLine: 'true' },
        mountVolumes: {
          azureFileShares: null,
          fileServers: [{ fileServer: { id: `${root}/workspaces/w/fileServers/f` }, relativeMountPath: 'nfs' }],
        },
      },
    });
    expect(body).toEqual({
      name: 'j',
      tags: { a: '1' },
      cluster: { workspace: 's:g:w', name: 'c' },
      nodeCount: 2,
      schedulingPriority: 'high',
      customToolkitSettings: { commandLine: 'true' },
      mountVolumes: { fileServers: [{ fileServer: { workspace: 's:g:w', name: 'f' }, relativeMountPath: 'nfs' }] },
    });
    expect([warnings, faults]).toEqual([[], []]);
    expect(() => parse(jobCreate, body)).not.toThrow();
  });

  test('of an older version is translated, and told what is written otherwise now', () => {
    const { body, warnings, experiment } = jobToNative({
      location: 'eastus',
      properties: {
        experimentName: 'old',
        priority: 500,
        cluster: { id: `${root}/clusters/c` },
        nodeCount: 1,
        toolType: 'tensorflow',
        customToolkitSettings: { commandLine: 'true' },
        outputDirectories: [{ id: 'M', pathPrefix: '/x', type: 'model', createNew: true }],
        mountVolumes: {
          azureBlobFileSystems: [
            { accountName: 'a', containerName: 'c', credentialsInfo: { accountKey: 'k' }, relativeMountPath: 'b' },
          ],
        },
        surprise: 1,
      },
    });
    expect(body).toEqual({
      cluster: { name: 'c' },
      schedulingPriority: 'high',
      nodeCount: 1,
      customToolkitSettings: { commandLine: 'true' },
      outputDirectories: [{ id: 'M', pathPrefix: '/x' }],
      mountVolumes: {
        azureBlobFileSystems: [
          { accountName: 'a', containerName: 'c', credentials: { accountKey: 'k' }, relativeMountPath: 'b' },
        ],
      },
    });
    expect(experiment).toBe('old');
    expect(said(warnings)).toEqual([
      ['properties.priority', 'TakenAs'],
      ['properties.experimentName', 'ExperimentInAddress'],
      ['properties.toolType', 'FollowsFrom'],
      ['properties.outputDirectories[0].type', 'ToldApartBy'],
      ['properties.outputDirectories[0].createNew', 'AlwaysNew'],
      ['properties.mountVolumes.azureBlobFileSystems[0].credentialsInfo', 'RenamedTo'],
      ['properties.cluster.id', 'IdWithoutWorkspace'],
      ['location', 'LocationOfWorkspace'],
      ['properties.surprise', 'NotInApi'],
    ]);
  });

  test.each([
    [-1000, 'low'],
    [-1, 'low'],
    [0, 'normal'],
    ['0', 'normal'],
    [1, 'high'],
    [1000, 'high'],
  ])('of priority %j is %s', (priority, word) => {
    expect(jobToNative({ properties: { priority } }).body.schedulingPriority).toBe(word);
  });

  test('keeps the word where both are given', () => {
    const { body, warnings } = jobToNative({ properties: { priority: -5, schedulingPriority: 'high' } });
    expect([body.schedulingPriority, said(warnings)]).toEqual(['high', [['properties.priority', 'ReplacedBy']]]);
  });

  test('may hold what it was read with, without a word', () => {
    const read = {
      id: 'x',
      name: 'j',
      type: 'Microsoft.BatchAI/workspaces/experiments/jobs',
      properties: {
        experimentName: 'E',
        toolType: 'custom',
        customToolkitSettings: { commandLine: 'true' },
        creationTime: 'x',
        provisioningState: 'succeeded',
        provisioningStateTransitionTime: 'x',
        executionState: 'queued',
        executionStateTransitionTime: 'x',
        executionInfo: { startTime: 'x' },
        jobOutputDirectoryPathSegment: 'x',
      },
    };
    const { body, warnings } = jobToNative(read, { experiment: 'e' });
    expect([body, warnings]).toEqual([{ name: 'j', customToolkitSettings: { commandLine: 'true' } }, []]);
  });

  test.each([
    [{ id: 5 }, 'NotText'],
    [{ id: '' }, 'Required'],
    [{}, 'Required'],
    [{ id: '/x/y' }, 'NotResourceId'],
    [{ id: `${root}/workspaces/w/fileservers/f` }, 'NotResourceId'],
  ])('cannot refer to a cluster by %j', (cluster, code) => {
    const { body, faults } = jobToNative({ properties: { cluster } });
    expect([body, said(faults)]).toEqual([{}, [['properties.cluster.id', code]]]);
  });
});

test('a cluster loses what an older version had, and what the service filled in', () => {
  const { body, warnings } = clusterToNative({
    properties: {
      vmSize: 'STANDARD_D1',
      vmPriority: 'LowPriority',
      errors: [],
      nodeStateCounts: {},
      nodeSetup: { setupTask: { commandLine: 'true', runElevated: false, stdOutErrPathSuffix: 's' } },
    },
  });
  expect(body).toEqual({
    vmSize: 'STANDARD_D1',
    vmPriority: 'lowpriority',
    nodeSetup: { setupTask: { commandLine: 'true' } },
  });
  expect(said(warnings)).toEqual([['properties.nodeSetup.setupTask.runElevated', 'AlwaysElevated']]);
});

/** Anything at all, often at places that are looked at. */
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue(),
    fc.constantFrom(null, '', 'x', `${root}/workspaces/w/clusters/c`, -1, 1e9),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('fields'),
  ),
  fields: fc.dictionary(
    fc.constantFrom(
      ...['cluster', 'id', 'name', 'mountVolumes', 'fileServers', 'fileServer', 'azureFileShares', 'credentialsInfo'],
      ...['nodeSetup', 'setupTask', 'runElevated', 'outputDirectories', 'type', 'priority', 'experimentName'],
      ...[
        'toolType',
        'customToolkitSettings',
        'cntkSettings',
        'scaleSettings',
        'manual',
        'tags',
        '__proto__',
        'toString',
      ],
    ),
    tie('value'),
    { maxKeys: 6 },
  ),
}));

describe('whatever is sent', () => {
  const kinds = [
    [jobToNative, jobCreate],
    [clusterToNative, clusterCreate],
    [fileServerToNative, fileServerCreate],
  ] as const;

  test.each(kinds)('%o is refused by its fields or taken', (translate, schema) => {
    fc.assert(
      fc.property(anything.value, anything.fields, (properties, beside) => {
        try {
          const { body } = translate({ ...(beside as object), properties });
          parse(schema, body);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
      { numRuns: 500 },
    );
  });
});
