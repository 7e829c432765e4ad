import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NodeNetwork, nodeNetwork } from '@trainyard/contracts/node-network';
import { isDead, readStat } from '@trainyard/runtime/node/process-stat';
import { systemClock } from '@trainyard/runtime/node/system';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Provisioner } from '../../port.ts';
import { nodeRequest, type ProvisionerRig, provisionerConformance } from '../../testing/conformance.ts';
import { createLocalProvisioner } from '../provisioner.ts';
import { linksWith, namespacesWith } from './kernel.ts';
import { networkNames } from './names.ts';
import { runProgram } from './programs.ts';
import { findRights } from './rights.ts';

const agent = fileURLToPath(new URL('../../testing/stand-in-agent.ts', import.meta.url));
const patience = { timeout: 8_000, interval: 10 };
const lives = (pid: number): boolean => {
  const found = readStat(pid);
  return found !== undefined && !isDead(found);
};

const front = '/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/n/subnets/front';
const rights = await findRights();
if ('obstacle' in rights && process.env.CI === 'true') throw new Error(`no networks here: ${rights.obstacle.code}`);

interface NetworkRig extends ProvisionerRig {
  root: string;
  networkOf(nodeUid: string): Promise<NodeNetwork>;
  /** Everything in the kernel that bears the marks of this root. */
  kept(): string[];
}

async function openRig(): Promise<NetworkRig> {
  const root = await mkdtemp(join(tmpdir(), 'networked-nodes-'));
  const make = (): Provisioner =>
    createLocalProvisioner({
      root,
      serverUrl: 'http://127.0.0.1:1',
      agentCommand: [process.execPath, agent],
      clock: systemClock,
      surroundings: { PATH: process.env.PATH, HOME: process.env.HOME },
    });
  const own = make();
  // Every node of the conformance suite is one of a subnet here.
  const within = (provisioner: Provisioner): Provisioner => ({
    ...provisioner,
    provision: (request) => provisioner.provision({ ...request, subnet: request.subnet ?? front }),
    revive: (request) => provisioner.revive({ ...request, subnet: request.subnet ?? front }),
  });
  const names = networkNames(root);
  const kept = (): string[] => [
    ...namespacesWith(names.namespaces),
    ...linksWith(names.links),
    ...linksWith(names.bridges),
  ];
  const reportOf = (nodeUid: string) =>
    vi.waitFor(async () => {
      const report = JSON.parse(await readFile(join(root, nodeUid, 'home', 'stand-in.json'), 'utf8'));
      if (!lives(report.pid)) throw new Error('the agent has not reported yet');
      return report;
    }, patience);
  return {
    root,
    provisioner: within(own),
    again: () => within(make()),
    lives,
    agentOf: reportOf,
    kept,
    async networkOf(nodeUid) {
      const { env } = await reportOf(nodeUid);
      return nodeNetwork.parse(JSON.parse(await readFile(env.TRAINYARD_NODE_NETWORK, 'utf8')));
    },
    remains: async (nodeUid) =>
      kept().some((name) => name === names.namespaceOf(nodeUid) || name === names.linkOf(nodeUid)),
    async close() {
      for (const { nodeUid } of await own.observe()) await own.release(nodeUid);
      const left = kept();
      await rm(root, { recursive: true });
      expect(left).toEqual([]);
    },
  };
}

/** What a command prints that is run in a node's network; throws when it fails. */
function inside({ enter }: NodeNetwork, ...command: string[]): Promise<string> {
  const [file, ...args] = enter as [string, ...string[]];
  return runProgram(file, [...args, ...command]);
}

const listen = `require('net').createServer((s) => s.end(process.argv[1])).listen(4711, '0.0.0.0', () => console.log('up'))`;
const dial = `const s = require('net').connect(4711, process.argv[1]); s.setTimeout(600, () => s.destroy(new Error('silence')));
  s.on('error', (e) => console.log('no: ' + (e.code || e.message))); s.on('data', (d) => console.log('' + d))`;

/** A server on port 4711 of a node that says its own name. */
async function serve({ enter, hostName }: NodeNetwork): Promise<void> {
  const [file = '', ...args] = [...enter, process.execPath, '-e', listen, hostName];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
}

const ask = (from: NodeNetwork, whom: string): Promise<string> => inside(from, process.execPath, '-e', dial, whom);

describe.skipIf('obstacle' in rights)('networks of local nodes', () => {
  provisionerConformance('local, in a subnet', openRig);

  let rig: NetworkRig;
  const [one, two, other] = [1, 2, 3].map((ordinal) => nodeRequest(ordinal, { name: `Front_${ordinal}` })) as [
    ReturnType<typeof nodeRequest>,
    ReturnType<typeof nodeRequest>,
    ReturnType<typeof nodeRequest>,
  ];
  const elsewhere = { ...other, subnet: front.replace('front', 'back') };
  beforeEach(async () => {
    rig = await openRig();
  });
  afterEach(() => rig.close());

  it('joins nodes of a subnet by address and host name on the same port, and cuts them off from another', async () => {
    await Promise.all([one, two, elsewhere].map((request) => rig.provisioner.provision(request)));
    const [a, b, c] = await Promise.all([one, two, elsewhere].map(({ nodeUid }) => rig.networkOf(nodeUid)));
    if (!a || !b || !c) throw new Error('a node has no network');
    expect([a.hostName, b.hostName, c.hostName]).toEqual(['front-1', 'front-2', 'front-3']);
    expect(await inside(a, 'hostname')).toBe('front-1\n');
    await Promise.all([a, b, c].map(serve));
    expect(await ask(a, b.address)).toBe('front-2\n');
    expect(await ask(b, 'front-1')).toBe('front-1\n');
    expect(await ask(b, 'Front_1')).toBe('front-1\n');
    expect(await ask(a, '127.0.0.1')).toBe('front-1\n');
    expect(await ask(a, c.address)).toMatch(/^no: /);
    expect(await ask(c, a.address)).toMatch(/^no: /);
    expect(await ask(c, 'front-1')).toMatch(/^no: (ENOTFOUND|EAI_AGAIN)/);
    const addresses = [a, b, c].map(({ address }) => address);
    expect(new Set(addresses).size).toBe(3);
    // The servers shed every mark but their network, which proves whose they are.
    await rig.provisioner.release(one.nodeUid);
    expect(await ask(b, a.address)).toMatch(/^no: /);
    expect(await ask(b, 'front-1')).toMatch(/^no: (ENOTFOUND|EAI_AGAIN)/);
    expect(await ask(b, 'front-2')).toBe('front-2\n');
  });

  it('keeps networks over a kill of the server, makes lost ones again and sweeps what nobody has', async () => {
    await Promise.all([one, two].map((request) => rig.provisioner.provision(request)));
    const [a, b] = await Promise.all([one, two].map(({ nodeUid }) => rig.networkOf(nodeUid)));
    if (!a || !b) throw new Error('a node has no network');
    await serve(a);
    const names = networkNames(rig.root);
    const { ip } = (rights as Exclude<typeof rights, { obstacle: unknown }>).programs;
    const orphan = '018f0000-0000-7000-8000-00000000dead';
    await runProgram(ip, ['netns', 'add', names.namespaceOf(orphan)]);
    await runProgram(ip, [
      'link',
      'add',
      names.linkOf(orphan),
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      names.namespaceOf(orphan),
    ]);
    await runProgram(ip, ['link', 'add', names.bridgeOf('nobody'), 'type', 'bridge']);
    await runProgram(ip, ['netns', 'del', names.namespaceOf(two.nodeUid)]);
    const foreign = networkNames(`${rig.root}-of-another`);
    await runProgram(ip, ['netns', 'add', foreign.namespaceOf(orphan)]);
    try {
      await rig.again().observe();
      expect(namespacesWith(foreign.namespaces)).toEqual([foreign.namespaceOf(orphan)]);
    } finally {
      await runProgram(ip, ['netns', 'del', foreign.namespaceOf(orphan)]);
    }
    const wanted = [one, two].flatMap(({ nodeUid }) => [names.namespaceOf(nodeUid), names.linkOf(nodeUid)]);
    expect(rig.kept().sort()).toEqual([...wanted, names.bridgeOf(front)].sort());
    expect(await ask(b, 'front-1')).toBe('front-1\n');
  });

  it('gives a node that was fenced its network again, with the same address', async () => {
    await rig.provisioner.provision(one);
    const before = await rig.networkOf(one.nodeUid);
    expect(await rig.provisioner.fence(one.nodeUid)).toBe('fenced');
    expect(await rig.remains(one.nodeUid)).toBe(false);
    await rig.again().revive(one);
    const after = await rig.networkOf(one.nodeUid);
    expect(after).toEqual(before);
    expect(await inside(after, 'hostname')).toBe('front-1\n');
  });

  it('takes the network of a subnet along with its last nodes, also when they go at once', async () => {
    await Promise.all([one, two, elsewhere].map((request) => rig.provisioner.provision(request)));
    await Promise.all([one, two].map(({ nodeUid }) => rig.provisioner.release(nodeUid)));
    const names = networkNames(rig.root);
    const wanted = [names.namespaceOf(other.nodeUid), names.linkOf(other.nodeUid), names.bridgeOf(elsewhere.subnet)];
    expect(rig.kept().sort()).toEqual(wanted.sort());
  });

  it('shares the network of the machine where no subnet is named', async () => {
    const plain = createLocalProvisioner({
      root: rig.root,
      serverUrl: 'http://127.0.0.1:1',
      agentCommand: [process.execPath, agent],
      clock: systemClock,
    });
    await plain.provision(one);
    const { env } = (await rig.agentOf(one.nodeUid)) as unknown as { env: Record<string, string> };
    expect(env.TRAINYARD_NODE_ADDRESS).toMatch(/^127\./);
    expect(env).not.toHaveProperty('TRAINYARD_NODE_NETWORK');
    expect(rig.kept()).toEqual([]);
  });
});

describe.skipIf('obstacle' in rights)('the way out of a subnet', () => {
  const trial = fileURLToPath(new URL('../../testing/way-out-trial.ts', import.meta.url));

  /** Runs the trial on a machine of its own, in which files of `hidden` programs cannot be run. */
  async function tried(hidden: readonly string[], route = ''): Promise<Record<string, unknown>> {
    const directory = await mkdtemp(join(tmpdir(), 'hidden-'));
    try {
      const file = join(directory, 'none');
      await writeFile(file, '', { mode: 0o600 });
      const hide = hidden.map((name) => `mount --bind ${file} "$(readlink -f "$(command -v ${name})")" && `).join('');
      const script = `export TRIAL_ROUTE=${route}; mkdir -p /run/netns && mount -t tmpfs none /run/netns && ${hide}exec "$@"`;
      const words = ['--net', '--mount', '--propagation', 'private', '--', 'sh', '-c', script, 'trial'];
      const said = await runProgram('/usr/bin/unshare', [...words, process.execPath, trial]);
      return JSON.parse(said.trim().split('\n').at(-1) ?? '');
    } finally {
      await rm(directory, { recursive: true });
    }
  }

  it.each([
    ['iptables', []],
    ['nftables', ['iptables']],
  ])('leads nodes out under the address of their machine and nobody in, by %s', async (_, hidden) => {
    const seen = await tried(hidden);
    expect(seen).toEqual({ outsideSaw: '192.0.2.1', nodeSaw: 'no: silence', notes: [], kept: [] });
  });

  it.each([
    ['subnetNeedsFilter', ['iptables', 'nft'], ''],
    ['subnetNoWayOut', [], 'none'],
  ])('is not there, and said not to be, where it cannot be: %s', async (code, hidden, route) => {
    const seen = await tried(hidden, route);
    expect(seen).toMatchObject({ outsideSaw: 'no: silence', nodeSaw: 'no: silence', kept: [] });
    expect(seen.notes).toEqual([{ code, params: { subnet: 'front' } }]);
  });
});
