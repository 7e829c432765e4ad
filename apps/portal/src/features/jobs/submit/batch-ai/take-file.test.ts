import { expect, test } from 'vitest';
import { takeFile } from './take-file.ts';

const here = { workspace: 'w', clusters: ['Four'], written: { name: 'train-2', nodeCount: 1 } };
const id = (workspace: string, cluster: string) =>
  `/subscriptions/local/resourceGroups/default/providers/Microsoft.BatchAI/workspaces/${workspace}/clusters/${cluster}`;
const file = (more: object) => ({
  $schema: 'https://raw.githubusercontent.com/Azure/BatchAI/master/schemas/2018-05-01/job.json',
  properties: { nodeCount: 2, customToolkitSettings: { commandLine: 'hostname' }, ...more },
});

test('a file becomes the body, the name that was written stays', () => {
  const { body, warnings, missingCluster } = takeFile(file({ cluster: { id: id('w', 'four') } }), here);
  expect(body).toEqual({
    name: 'train-2',
    cluster: { name: 'Four' },
    nodeCount: 2,
    customToolkitSettings: { commandLine: 'hostname' },
  });
  expect([warnings, missingCluster]).toEqual([[], undefined]);
});

test('a cluster of another workspace is kept; one that is not here, or none, is asked for', () => {
  expect(takeFile(file({ cluster: { id: id('other', 'c') } }), here).body.cluster).toEqual({
    workspace: 'other',
    name: 'c',
  });
  const gone = takeFile(file({ cluster: { id: id('w', 'gone') } }), here);
  expect([gone.body.cluster, gone.missingCluster]).toEqual([undefined, 'gone']);
  expect(takeFile(file({}), here).missingCluster).toBe('');
});

test('a file of an older version is translated, and says where its fields went', () => {
  const older = file({ experimentName: 'bench', priority: 10, cluster: { id: 'four' } });
  const { body, experiment, warnings } = takeFile(older, here);
  expect([body.schedulingPriority, experiment]).toEqual(['high', 'bench']);
  expect(warnings.map(({ path }) => path).sort()).toEqual(['properties.experimentName', 'properties.priority']);
});

test('what is no file changes nothing and says so', () => {
  const { body, warnings } = takeFile({ properties: 7 }, here);
  expect(body).toBe(here.written);
  expect(warnings).toHaveLength(1);
});
