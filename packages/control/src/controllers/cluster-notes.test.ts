import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { expect, test } from 'vitest';
import { StillWorld, settled, silentMachines, user } from '../testing/still-world.ts';

const component = { id: '/subscriptions/s/providers/Microsoft.Insights/components/insights' };
/** As Batch AI's own files commonly carry them. */
const settings = {
  virtualMachineConfiguration: {
    imageReference: { publisher: 'Canonical', offer: 'UbuntuServer', sku: '16.04-LTS', version: 'latest' },
  },
  userAccountSettings: { adminUserName: 'admin', adminUserPassword: 'secret word' },
  subnet: { id: 'net' },
  nodeSetup: {
    setupTask: { commandLine: 'true', stdOutErrPathPrefix: '/logs', secrets: [{ name: 'KEY', value: 'secret word' }] },
    performanceCountersSettings: { appInsightsReference: { component, instrumentationKey: 'secret word' } },
  },
};

test('what nodes do not get of the settings of their cluster is said from the start and when it changes, never refused', async () => {
  let notes: Text[] = [reason('subnetNeedsRights', { subnet: 'net', missing: 'CAP_NET_ADMIN' })];
  const asked: unknown[] = [];
  const provisioner = {
    ...silentMachines,
    notes: (given: unknown) => {
      asked.push(given);
      return notes;
    },
  };
  const world = await new StillWorld({ local: provisioner }).prepare(0, settings);
  const cluster = () => world.writer.rows.get('cluster', world.clusterUid);
  expect(cluster()?.notes).toEqual(notes);
  expect(JSON.stringify(asked)).not.toContain('secret word');
  expect(JSON.stringify(cluster())).not.toContain('secret word');
  expect(asked[0]).toMatchObject({ ...settings, userAccountSettings: { adminUserName: 'admin' }, nodeSetup: {} });

  // The server came back with other rights.
  notes = [];
  await world.reawaken();
  expect(cluster()?.notes).toEqual([]);

  // What a subnet lacks shows when its first node is made.
  notes = [reason('subnetNoWayOut', { subnet: 'net' })];
  const change = { scaleSettings: { manual: { targetNodeCount: 1, nodeDeallocationOption: 'requeue' as const } } };
  await world.control.execute('cluster.update', { uid: world.clusterUid, change }, user);
  await settled();
  expect(cluster()?.notes).toEqual(notes);
  const { revision } = cluster() ?? {};
  await world.reawaken();
  expect(cluster()?.revision).toBe(revision);
});
