import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processesOfJob } from '../../cluster/processes.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';
import { armClient } from '../../compat/arm-client.ts';
import { versioned } from '../../compat/wire/places.ts';
import { send } from '../../compat/wire/send.ts';

const keys = mkdtempSync(join(tmpdir(), 'trainyard-ssh-'));
const key = join(keys, 'id');
let yard: Yard;
beforeAll(async () => {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const userAccountSettings = { adminUserName: 'operator', adminUserSshPublicKey: readFileSync(`${key}.pub`, 'utf8') };
  yard = await Yard.open(2, { subnet: { id: 'front' }, userAccountSettings });
  const body = { name: 'loop', vmSize: 'STANDARD_NC6', scaleSettings: { manual: { targetNodeCount: 2 } } };
  await yard.client.call('createCluster', { params: { workspace: 'w' }, body });
  await until('nodes on loopback', async () => {
    const params = { workspace: 'w', name: 'loop' };
    return (await yard.client.call('getCluster', { params })).nodeStateCounts.idleNodeCount === 2;
  });
});
afterAll(async () => {
  await yard?.close();
  rmSync(keys, { recursive: true, force: true });
});

/** As users of Batch AI wrote it: the first node goes to the others by their addresses, and by name. */
const visit = [
  'set -e',
  'IFS=, read -r first second <<<"$AZ_BATCH_HOST_LIST"',
  'echo "to $second"',
  `ssh "$second" 'echo "there $(hostname) $SSH_CONNECTION"; echo "fence $TRAINYARD_FENCE"; echo "temp $AZ_BATCHAI_JOB_TEMP"'`,
  `ssh "$second" "ssh $first 'echo back \\$TRAINYARD_FENCE'"`,
  'ssh "$OTHER" echo "by name"',
  'echo carried >"$AZ_BATCHAI_JOB_TEMP/letter"',
  'scp -q "$AZ_BATCHAI_JOB_TEMP/letter" "$second:$AZ_BATCHAI_SHARED_JOB_TEMP/letter"',
  'cat "$AZ_BATCHAI_SHARED_JOB_TEMP/letter"',
  `ssh "$second" 'setsid sleep 1000 >/dev/null 2>&1 </dev/null & echo left'`,
  `ssh -o ConnectTimeout=5 "$second" 'exit 7' || echo "code $?"`,
].join('\n');

describe.each([
  ['in a subnet', 'c'],
  ['on loopback', 'loop'],
])('nodes %s', (_, cluster) => {
  test('reach each other by ssh without a password for this job alone, and nothing of it stays', async () => {
    const params = { workspace: 'w', name: cluster };
    const nodes = (await yard.client.call('listNodes', { params })).items;
    // The master is either of them: whoever it is calls itself and the other by name.
    const OTHER = nodes[0]?.name ?? '';
    const name = `visit-${cluster}`;
    const job = await yard.submit(name, {
      cluster: { name: cluster },
      nodeCount: 2,
      customToolkitSettings: { commandLine: visit },
      environmentVariables: [{ name: 'OTHER', value: OTHER }],
    });
    await yard.inState(name, 'succeeded').catch(async (error) => {
      throw new Error(`${error.message}\n${await yard.log(name, { fd: 'stderr' })}`);
    });
    const lines = String(await yard.log(name))
      .trimEnd()
      .split('\n');
    const [attempt] = await yard.attempts(name);
    const gang = attempt?.tasks.map(({ node }) => nodes.find(({ uid }) => uid === node.uid));
    const [first, second] = gang ?? [];
    expect(lines[0]).toBe(`to ${second?.address}`);
    expect(lines[1]).toContain(`there ${cluster === 'c' ? second?.name : ''}`);
    expect(lines[1]).toContain(` ${second?.address} `);
    expect(lines[2]).toBe(`fence ${job.uid}/0/1/1`);
    expect(lines[3]).toContain(`/${second?.uid}/`);
    expect(lines[4]).toBe(`back ${job.uid}/0/1/0`);
    expect(lines.slice(5)).toEqual(['by name', 'carried', 'left', 'code 7']);
    expect(first?.address).not.toBe(second?.address);
    await until('nothing of the job to run', () => processesOfJob(job.uid).length === 0);
  });
});

test('the account of a cluster signs in to its nodes where they have addresses of their own, and elsewhere it is said why not', async () => {
  const loginsOf = async (name: string) =>
    (await yard.client.call('listClusterLogins', { params: { workspace: 'w', name } })).items;
  const logins = await loginsOf('c');
  const nodes = await yard.nodes();
  expect(logins).toEqual(
    nodes.map(({ uid, name, address }) => ({
      nodeId: uid,
      name,
      ipAddress: address,
      port: 22,
      user: 'operator',
      why: null,
    })),
  );
  const [login] = logins;
  const options = ['-i', key, '-p', '22', '-o', 'StrictHostKeyChecking=no', '-o', `UserKnownHostsFile=${keys}/known`];
  const said = await until('the node to let its account in', () => {
    const words = [...options, '-o', 'BatchMode=yes', `operator@${login?.ipAddress}`, 'hostname; id -un; echo "$HOME"'];
    return String(execFileSync('ssh', words, { stdio: ['ignore', 'pipe', 'ignore'] }));
  });
  expect(said.split('\n').slice(0, 2)).toEqual([login?.name, 'operator']);
  expect((await yard.cluster()).notes.map(({ code }) => code)).toContain('accountByKey');
  expect(await loginsOf('loop')).toMatchObject(Array(2).fill({ port: null, why: { code: 'remoteLoginNoAccount' } }));
  const params = { workspace: 'w', experiment: 'e', name: 'visit-c' };
  const ofJob = (await yard.client.call('listJobLogins', { params })).items;
  expect(ofJob.map(({ nodeId }) => nodeId).sort()).toEqual(nodes.map(({ uid }) => uid).sort());

  // A client of Batch AI is told of the same, by POST and page by page.
  const { clusters, jobs } = armClient(yard.server.url);
  const told = nodes.map(({ name, address }) => ({ nodeId: name, ipAddress: address, port: 22 }));
  expect([...(await clusters.listRemoteLoginInformation('default', 'w', 'c'))]).toEqual(told);
  const ran = [...(await jobs.listRemoteLoginInformation('default', 'w', 'e', 'visit-c'))];
  expect(ran).toEqual(expect.arrayContaining(told));
  expect([...(await clusters.listRemoteLoginInformation('default', 'w', 'loop'))]).toEqual([]);
  const address = '/subscriptions/local/resourceGroups/default/providers/Microsoft.BatchAI/workspaces/w/clusters/c';
  const path = versioned(`${address}/listRemoteLoginInformation`, { maxresults: 1 });
  const { value, nextLink = '' } = (await send(yard.server.url, { method: 'POST', path })).body as {
    value: object[];
    nextLink?: string;
  };
  expect([...value, ...(await clusters.listRemoteLoginInformationNext(nextLink))]).toEqual(told);
});
