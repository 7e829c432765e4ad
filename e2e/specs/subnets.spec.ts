import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digits } from '@trainyard/recipes/digits';
import { uploadFiles } from '@trainyard/sdk/upload-files';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { networksOf } from '../cluster/networks.ts';
import { processesOfJob } from '../cluster/processes.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

const subnet = (name: string) => ({
  id: `/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/net/subnets/${name}`,
});
const cache = mkdtempSync(join(tmpdir(), 'trainyard-subnets-'));
const clusterD = { workspace: 'w', name: 'd' };

let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open(2, { subnet: subnet('front') });
  await yard.client.call('createCluster', {
    params: { workspace: 'w' },
    body: {
      name: 'd',
      vmSize: 'STANDARD_NC6',
      scaleSettings: { manual: { targetNodeCount: 1 } },
      subnet: subnet('back'),
    },
  });
  await until('a node in the other subnet', async () => (await other()).nodeStateCounts.idleNodeCount === 1);
});
afterAll(async () => {
  await yard?.close();
  rmSync(cache, { recursive: true, force: true });
});

const other = () => yard.client.call('getCluster', { params: clusterD });
/** What a rank said. */
const said = async (name: string, rank = 0): Promise<string[]> =>
  String(await yard.log(name, { rank }))
    .trimEnd()
    .split('\n');

/** Both ranks listen on one port and greet each other by address, by host name and through the directory that they share. */
const meet = `
const net = require('net'), fs = require('fs'), os = require('os');
const env = process.env, me = env.RANK ?? env.TRAINYARD_RANK, shared = env.AZ_BATCHAI_SHARED_JOB_TEMP;
const hosts = env.AZ_BATCH_HOST_LIST.split(','), peer = hosts[1 - Number(me)];
const ask = (host, port) => new Promise((resolve) => {
  const socket = net.connect(port, host);
  socket.setTimeout(1000, () => socket.destroy(new Error('silence')));
  socket.on('error', (error) => resolve('no: ' + (error.code ?? error.message)));
  socket.on('data', (data) => resolve(String(data)));
});
const exists = async (file) => { while (!fs.existsSync(file)) await new Promise((r) => setTimeout(r, 20)); };
net.createServer((s) => { s.on('error', () => {}); s.end(os.hostname()); }).listen(7000, '0.0.0.0', async () => {
  fs.writeFileSync(shared + '/name-' + me, os.hostname());
  const theirs = shared + '/name-' + (1 - me);
  await exists(theirs);
  console.log('host ' + os.hostname());
  console.log('by address ' + await ask(peer, 7000));
  console.log('by name ' + await ask(fs.readFileSync(theirs, 'utf8'), 7000));
  console.log('own loopback ' + await ask('127.0.0.1', 7000));
  if (env.STRANGER) console.log('stranger ' + await ask(env.STRANGER, Number(env.STRANGER_PORT)));
  fs.writeFileSync(shared + '/done-' + me, '');
  await exists(shared + '/done-' + (1 - me));
  process.exit(0);
});`;

test('nodes of a subnet meet by address and host name on one port, and do not reach those of another', async () => {
  const listen = `require('net').createServer((s) => s.end('hi')).listen(7100, '0.0.0.0', () => console.log('listens'))`;
  await yard.submit('stranger', {
    cluster: { name: 'd' },
    customToolkitSettings: { commandLine: `node -e "${listen}"` },
  });
  await until('the stranger to listen', async () => (await yard.log('stranger')).length > 0);
  const [stranger] = (await yard.client.call('listNodes', { params: clusterD })).items;
  const nodes = await yard.nodes();
  const addresses = nodes.map(({ address }) => address as string);
  expect(new Set([...addresses, stranger?.address]).size).toBe(3);
  expect(nodes.map(({ found }) => found?.hostname).sort()).toEqual(['c-0', 'c-1']);

  await yard.submit('meet', {
    nodeCount: 2,
    distributedSettings: { commandLine: `node -e "$MEET"`, processCount: 2 },
    environmentVariables: [
      { name: 'MEET', value: meet },
      { name: 'STRANGER', value: stranger?.address ?? '' },
      { name: 'STRANGER_PORT', value: '7100' },
    ],
  });
  await yard.inState('meet', 'succeeded');
  const lines = await Promise.all([said('meet', 0), said('meet', 1)]);
  const names = lines.map(([first]) => first?.replace('host ', ''));
  expect([...names].sort()).toEqual(['c-0', 'c-1']);
  for (const [rank, [, byAddress, byName, loopback, strange]] of lines.entries()) {
    const theirs = names[1 - rank];
    expect([byAddress, byName, loopback]).toEqual([
      `by address ${theirs}`,
      `by name ${theirs}`,
      `own loopback ${names[rank]}`,
    ]);
    expect(strange).toMatch(/^stranger no: /);
  }
  await yard.terminate('stranger');
  const shared = join(yard.server.home, 'nodes', 'shared');
  await until('nothing shared to be left', () => readdirSync(shared).length === 0);
});

test('a job that trains over two networks goes on while its server is killed, and what it shares goes with its end', async () => {
  const files = await uploadFiles(yard.client, await digits.files(cache));
  const job = await yard.submit('train', {
    ...digits.job,
    distributedSettings: { commandLine: 'node digits/train.mjs --epochs 3 --limit 2000', processCount: 2 },
    files,
  });
  await until('the first epoch', async () => (await yard.log('train')).includes('epoch'));
  const before = networksOf(yard.server.home);
  expect([before.namespaces.length, before.links.length, before.bridges.length]).toEqual([3, 3, 2]);
  await yard.server.kill('SIGKILL');
  await yard.server.start();
  expect(networksOf(yard.server.home)).toEqual(before);
  const ended = await yard.inState('train', 'succeeded');
  expect(ended.attempt).toBe(1);
  expect(processesOfJob(job.uid)).toEqual([]);
});

test('a cluster that goes takes its networks along, and another subnet keeps its own', async () => {
  const { home } = yard.server;
  const nodes = (await yard.nodes()).map(({ uid }) => uid);
  await yard.server.kill('SIGKILL');
  await yard.server.start();
  await yard.client.call('deleteCluster', { params: { workspace: 'w', name: 'c' } });
  await until('the nodes to be gone', () => nodes.every((uid) => !existsSync(join(home, 'nodes', uid))));
  const left = networksOf(home);
  expect([left.namespaces.length, left.links.length, left.bridges.length]).toEqual([1, 1, 1]);
  await yard.client.call('deleteCluster', { params: clusterD });
  await until('no network to be left', () => Object.values(networksOf(home)).every((names) => names.length === 0));
  await until(
    'no file of a network to be left',
    () => !readdirSync(join(home, 'nodes')).some((name) => name.startsWith('hosts-')),
  );
});
