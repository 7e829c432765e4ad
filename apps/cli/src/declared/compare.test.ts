import { clusterCreate } from '@trainyard/contracts/cluster';
import { jobCreate } from '@trainyard/contracts/job';
import { parse } from '@trainyard/contracts/parse';
import { describe, expect, test } from 'vitest';
import { clusterNamed } from '../testing/world.ts';
import { compare } from './compare.ts';

type Body = Record<string, unknown>;
const cluster = { name: 'c', vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 2 } } };
const viewOf = (more: Body = {}): Body => ({
  ...clusterNamed('c'),
  ...(parse(clusterCreate, cluster) as Body),
  ...more,
});
const ofCluster = (more: Body, view: Body = viewOf()) => {
  const body = { ...cluster, ...more };
  return compare(clusterCreate, body, parse(clusterCreate, body) as Body, view);
};

describe('a cluster', () => {
  test('that is as the file says has no difference: what the file does not name is not its affair', () => {
    expect(ofCluster({}, viewOf({ price: { perNodeHour: 1, currency: 'EUR' }, tags: { a: 'b' } }))).toEqual({
      changes: [],
      unseen: [],
    });
    // Sizes compare without case, and nothing is as good as an empty object.
    expect(ofCluster({ vmSize: 'standard_d1', tags: {} }).changes).toEqual([]);
  });

  test('differs field by field, with what was assumed where the file says nothing', () => {
    expect(ofCluster({ scaleSettings: { manual: { targetNodeCount: 5 } } }).changes).toEqual([
      { path: 'scaleSettings.manual.targetNodeCount', old: 2, new: 5 },
    ]);
    const scale = { autoScale: { minimumNodeCount: 0, maximumNodeCount: 3 } };
    expect(ofCluster({ scaleSettings: scale }).changes).toEqual([
      { path: 'scaleSettings.autoScale.minimumNodeCount', old: undefined, new: 0 },
      { path: 'scaleSettings.autoScale.maximumNodeCount', old: undefined, new: 3 },
      { path: 'scaleSettings.autoScale.initialNodeCount', old: undefined, new: 0 },
      {
        path: 'scaleSettings.manual',
        old: { targetNodeCount: 2, nodeDeallocationOption: 'requeue' },
        new: undefined,
      },
    ]);
  });

  test('what a view adds to a setting is no difference, what somebody else set in it is', () => {
    const setupTask = { commandLine: 'true' };
    const shown = { setupTask: { ...setupTask, stdOutErrPathSuffix: 'x' } };
    expect(ofCluster({ nodeSetup: { setupTask } }, viewOf({ nodeSetup: shown })).changes).toEqual([]);
    const more = { setupTask: { ...setupTask, maxWallClockTime: 'PT1H' } };
    expect(ofCluster({ nodeSetup: { setupTask } }, viewOf({ nodeSetup: more })).changes).toEqual([
      { path: 'nodeSetup.setupTask.maxWallClockTime', old: 'PT1H', new: undefined },
    ]);
  });

  test('secrets are neither compared nor shown, and said to be so', () => {
    const account = { adminUserName: 'ada', adminUserPassword: 'swordfish' };
    const setup = { setupTask: { commandLine: 'true', secrets: [{ name: 'PW', value: 'swordfish' }] } };
    const shown = { setupTask: { commandLine: 'true', secrets: [{ name: 'PW' }] } };
    const same = ofCluster(
      { userAccountSettings: account, nodeSetup: setup },
      viewOf({ userAccountSettings: { adminUserName: 'ada' }, nodeSetup: shown }),
    );
    expect(same).toEqual({
      changes: [],
      unseen: ['userAccountSettings.adminUserPassword', 'nodeSetup.setupTask.secrets[0].value'],
    });
    const fresh = ofCluster({ userAccountSettings: account, nodeSetup: setup });
    expect(JSON.stringify(fresh)).not.toContain('swordfish');
    expect(fresh.changes.map(({ path }) => path)).toContain('nodeSetup.setupTask.secrets');
  });
});

test('a job names its cluster; what the view knows of it besides is no difference', () => {
  const body = { name: 'j', cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };
  const parsed = parse(jobCreate, body) as Body;
  const view = { ...parsed, uid: 'u', cluster: { uid: 'v', workspace: 'lab', name: 'c' } };
  expect(compare(jobCreate, body, parsed, view).changes).toEqual([]);
  // What the server worked out of a toolkit's settings is no difference either.
  const settled = { ...view, customToolkitSettings: { commandLine: 'true', processCount: 1 } };
  expect(compare(jobCreate, body, parsed, settled).changes).toEqual([]);
  const other = { ...view, cluster: { ...view.cluster, name: 'd' } };
  expect(compare(jobCreate, body, parsed, other).changes).toEqual([{ path: 'cluster.name', old: 'd', new: 'c' }]);
});
