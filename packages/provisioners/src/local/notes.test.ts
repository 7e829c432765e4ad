import { type ReasonCode, reason } from '@trainyard/contracts/reasons';
import { expect, it } from 'vitest';
import type { NodeSettings } from '../port.ts';
import { type LocalFacts, notesOn, type Obstacle, shortSubnet } from './notes.ts';

const subnet = {
  id: '/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/net/subnets/front',
};
const account = { adminUserName: 'admin', adminUserSshPublicKey: 'ssh-ed25519 AAAA' };
const all: LocalFacts = { networkObstacle: null, exitObstacle: () => null, sshServer: true };
const obstacle = (code: ReasonCode): Obstacle => reason(code) as Obstacle;
const codes = (settings: NodeSettings, facts: Partial<LocalFacts> = {}): string[] =>
  notesOn(settings, { ...all, ...facts }).map(({ code }) => code);

it('says nothing of what is applied', () => {
  const setupTask = { commandLine: 'true', stdOutErrPathPrefix: '$AZ_BATCHAI_MOUNT_ROOT/logs' };
  expect(codes({ subnet, nodeSetup: { setupTask } })).toEqual([]);
  expect(codes({})).toEqual([]);
});

it('names what Batch AI files commonly carry and a machine of its own does not give', () => {
  const imageReference = { publisher: 'Canonical', offer: 'UbuntuServer', sku: '16.04-LTS', version: 'latest' };
  const component = { id: '/subscriptions/s/providers/Microsoft.Insights/components/insights' };
  const notes = notesOn(
    {
      virtualMachineConfiguration: { imageReference },
      nodeSetup: {
        setupTask: { commandLine: 'true', stdOutErrPathPrefix: 'logs' },
        performanceCountersSettings: { appInsightsReference: { component } },
      },
      userAccountSettings: account,
    },
    all,
  );
  expect(notes).toEqual([
    reason('imageNotApplied', { image: 'Canonical UbuntuServer 16.04-LTS latest' }),
    reason('accountNoAddress', { user: 'admin' }),
    reason('countersNotSent', { component: 'insights' }),
    reason('setupLogsNotWritten', { prefix: 'logs' }),
  ]);
});

it('says why a subnet is not what it is elsewhere', () => {
  const subnetAlone = { subnet };
  expect(codes(subnetAlone, { networkObstacle: obstacle('subnetNeedsRights') })).toEqual(['subnetNeedsRights']);
  const noExit = { exitObstacle: () => obstacle('subnetNeedsFilter') };
  expect(notesOn(subnetAlone, { ...all, ...noExit })).toEqual([reason('subnetNeedsFilter', { subnet: 'net/front' })]);
  expect(shortSubnet('mine')).toBe('mine');
});

it('honours an account where its key can open a door', () => {
  expect(codes({ subnet, userAccountSettings: account })).toEqual(['accountByKey']);
  expect(codes({ subnet, userAccountSettings: { adminUserName: 'admin' } })).toEqual(['accountNoKey']);
  expect(codes({ subnet, userAccountSettings: account }, { sshServer: false })).toEqual(['accountNoServer']);
  const badName = { adminUserName: 'Ad min', adminUserSshPublicKey: 'ssh-ed25519 AAAA' };
  expect(codes({ subnet, userAccountSettings: badName })).toEqual(['accountBadName']);
  const refused = { networkObstacle: obstacle('subnetRefused') };
  expect(codes({ subnet, userAccountSettings: account }, refused)).toEqual(['subnetRefused', 'accountNoAddress']);
});
