import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { recordedGroups } from '@trainyard/runtime/node/cgroups';
import { joinJoint } from '@trainyard/runtime/node/joint-directory';
import { isMountPoint } from '@trainyard/runtime/node/mount-table';
import { isDead, readBootId, readStat } from '@trainyard/runtime/node/process-stat';
import { systemClock } from '@trainyard/runtime/node/system';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Provisioner } from '../port.ts';
import { nodeRequest, type ProvisionerRig, provisionerConformance } from '../testing/conformance.ts';
import { createLocalProvisioner, type LocalOptions } from './provisioner.ts';

const agent = fileURLToPath(new URL('../testing/stand-in-agent.ts', import.meta.url));
const patience = { timeout: 8_000, interval: 10 };
const lives = (pid: number): boolean => {
  const found = readStat(pid);
  return found !== undefined && !isDead(found);
};

interface StandIn {
  pid: number;
  strays: number[];
  env: Record<string, string>;
  argv: string[];
}

async function openRig(more: Partial<LocalOptions> = {}): Promise<ProvisionerRig & { root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'local-nodes-'));
  const make = (): Provisioner =>
    createLocalProvisioner({
      root,
      serverUrl: 'http://127.0.0.1:1',
      agentCommand: [process.execPath, agent],
      clock: systemClock,
      surroundings: { PATH: process.env.PATH, HOME: process.env.HOME },
      ...more,
    });
  const provisioner = make();
  return {
    root,
    provisioner,
    again: make,
    lives,
    agentOf: (nodeUid) => standIn(root, nodeUid),
    remains: (nodeUid) =>
      stat(join(root, nodeUid)).then(
        () => true,
        () => false,
      ),
    async close() {
      for (const { nodeUid } of await provisioner.observe()) await provisioner.release(nodeUid);
      await rm(root, { recursive: true });
    },
  };
}

/** Waits for the report of an agent that lives. */
function standIn(root: string, nodeUid: string): Promise<StandIn> {
  return vi.waitFor(async () => {
    const report: StandIn = JSON.parse(await readFile(join(root, nodeUid, 'home', 'stand-in.json'), 'utf8'));
    if (!lives(report.pid)) throw new Error('the agent has not reported yet');
    return report;
  }, patience);
}

provisionerConformance('local', openRig);

describe('local nodes', () => {
  let rig: Awaited<ReturnType<typeof openRig>>;
  const one = nodeRequest(1);
  beforeEach(async () => {
    rig = await openRig();
  });
  afterEach(() => rig.close());

  const scratch: string[] = [];
  afterAll(async () => {
    for (const path of scratch) await rm(path, { recursive: true });
  });

  /** What an agent does for a volume: a mount in the node's directory, and what serves it outside of all that marks the node's own. */
  async function mountVolume(nodeUid: string): Promise<{ at: string; kept: string; helper: number }> {
    const source = await mkdtemp(join(tmpdir(), 'local-volume-'));
    scratch.push(source);
    const kept = join(source, 'kept');
    await writeFile(kept, 'kept');
    const at = join(rig.root, nodeUid, 'home', 'mounts', 'two words');
    await mkdir(at, { recursive: true });
    await promisify(execFile)('mount', ['--bind', source, at]);
    const env = { PATH: process.env.PATH, TRAINYARD_MOUNT: `${nodeUid}/task/data` };
    const helper = spawn('sleep', ['600'], { cwd: '/', env, detached: true, stdio: 'ignore' });
    helper.unref();
    return { at, kept, helper: helper.pid as number };
  }

  describe.runIf(process.geteuid?.() === 0)('with a volume', () => {
    it.each(['fence', 'reclaim'] as const)(
      '%s takes the volume off and ends what serves it, and only its own',
      async (end) => {
        const other = nodeRequest(2);
        await rig.provisioner.provision(one);
        await rig.provisioner.provision(other);
        const mine = await mountVolume(one.nodeUid);
        const others = await mountVolume(other.nodeUid);
        await rig.provisioner[end](one.nodeUid);
        expect(await isMountPoint(mine.at)).toBe(false);
        expect(lives(mine.helper)).toBe(false);
        expect(await isMountPoint(others.at)).toBe(true);
        expect(lives(others.helper)).toBe(true);
        expect(existsSync(mine.kept)).toBe(true);
      },
    );

    it('a release removes the directory and no file of the volume', async () => {
      await rig.provisioner.provision(one);
      const { at, kept, helper } = await mountVolume(one.nodeUid);
      await rig.provisioner.release(one.nodeUid);
      expect(existsSync(at)).toBe(false);
      expect(lives(helper)).toBe(false);
      expect(await readFile(kept, 'utf8')).toBe('kept');
    });

    it('a release removes nothing while the volume cannot be taken off', async () => {
      await rig.provisioner.provision(one);
      const { at, kept } = await mountVolume(one.nodeUid);
      const broken = await mkdtemp(join(tmpdir(), 'local-bin-'));
      scratch.push(broken);
      await writeFile(join(broken, 'umount'), '#!/bin/sh\nexit 32\n', { mode: 0o755 });
      const { PATH } = process.env;
      process.env.PATH = `${broken}:${PATH}`;
      try {
        await expect(rig.provisioner.release(one.nodeUid)).rejects.toThrow('still mounted');
      } finally {
        process.env.PATH = PATH;
      }
      expect(await readFile(kept, 'utf8')).toBe('kept');
      expect(await readFile(join(at, 'kept'), 'utf8')).toBe('kept');
    });
  });

  it('gives an agent its settings as environment and nothing else, the join token out of sight', async () => {
    await rig.provisioner.provision(one);
    const { env, argv, pid } = await standIn(rig.root, one.nodeUid);
    expect(env).toMatchObject({
      TRAINYARD_URL: 'http://127.0.0.1:1',
      TRAINYARD_NODE: one.nodeUid,
      TRAINYARD_NODE_HOME: join(rig.root, one.nodeUid, 'home'),
      TRAINYARD_JOIN_TOKEN: one.joinToken,
      TRAINYARD_NODE_PORTS: '20000-29999',
      TRAINYARD_NODE_GPUS: 'none',
    });
    const shells = ['PWD', 'OLDPWD', 'SHLVL', '_'];
    const others = Object.keys(env).filter((name) => !name.startsWith('TRAINYARD_') && !shells.includes(name));
    expect(others.sort()).toEqual(['HOME', 'LANG', 'MALLOC_ARENA_MAX', 'PATH']);
    expect(argv).toEqual([process.execPath, agent]);
    expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(one.joinToken);
    expect(await readFile(join(rig.root, one.nodeUid, 'agent.json'), 'utf8')).not.toContain(one.joinToken);
    expect(readStat(pid)?.session).toBe(pid);
    // What it prints may reach its file after what it says of itself.
    await vi.waitFor(async () =>
      expect(await readFile(join(rig.root, one.nodeUid, 'agent.log'), 'utf8')).toContain('stand-in agent runs'),
    );
  });

  it('removes the groups in which the tasks of a node ran', async () => {
    await rig.provisioner.provision(one);
    await standIn(rig.root, one.nodeUid);
    const groups = recordedGroups(join(rig.root, one.nodeUid, 'home'), one.nodeUid).map(({ directory }) => directory);
    expect(groups.map(existsSync)).not.toContain(false);
    await rig.provisioner.release(one.nodeUid);
    expect(groups.map(existsSync)).not.toContain(true);
  });

  it('gives each living node an address of its own, and keeps it over a revival', async () => {
    const requests = [1, 2, 3].map((ordinal) => nodeRequest(ordinal));
    await Promise.all(requests.map((request) => rig.provisioner.provision(request)));
    const addressOf = async (nodeUid: string) => (await standIn(rig.root, nodeUid)).env.TRAINYARD_NODE_ADDRESS;
    const addresses = await Promise.all(requests.map((request) => addressOf(request.nodeUid)));
    expect(new Set(addresses).size).toBe(3);
    for (const address of addresses) expect(address).toMatch(/^127\.\d+\.\d+\.\d+$/);
    await rig.provisioner.fence(one.nodeUid);
    await rig.again().revive(one);
    expect(await addressOf(one.nodeUid)).toBe(addresses[0]);
  });

  it('takes a node that goes, or that is gone after a kill, out of what tasks share', async () => {
    const two = nodeRequest(2);
    await Promise.all([one, two].map((request) => rig.provisioner.provision(request)));
    const { env } = await standIn(rig.root, one.nodeUid);
    const shared = env.TRAINYARD_SHARED_DIR as string;
    const uids = [one, two, nodeRequest(9)].map(({ nodeUid }) => nodeUid);
    for (const nodeUid of uids) await joinJoint(shared, 'attempt', `${nodeUid}.0`);
    await rig.again().observe();
    expect((await readdir(join(shared, 'attempt', 'members'))).length).toBe(2);
    await rig.provisioner.release(one.nodeUid);
    expect(await readdir(join(shared, 'attempt', 'members'))).toEqual([`${two.nodeUid}.0`]);
    await rig.provisioner.release(two.nodeUid);
    expect(await readdir(shared)).toEqual([]);
  });

  it('splits the GPUs of the machine over its nodes and refuses more than there are', async () => {
    const split = createLocalProvisioner({
      root: rig.root,
      serverUrl: 'http://127.0.0.1:1',
      agentCommand: [process.execPath, agent],
      clock: systemClock,
      machineGpus: [0, 1, 2],
    });
    await Promise.all([split.provision(nodeRequest(1, { gpus: 2 })), split.provision(nodeRequest(2, { gpus: 1 }))]);
    const given = await Promise.all([1, 2].map((at) => standIn(rig.root, nodeRequest(at).nodeUid)));
    const indices = given.flatMap(({ env }) => (env.TRAINYARD_NODE_GPUS as string).split(','));
    expect(indices.sort()).toEqual(['0', '1', '2']);
    const refusal = await split.provision(nodeRequest(3, { gpus: 1 })).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      kind: 'quota',
      message: expect.stringMatching(/needs 1 GPUs, 0 of this machine's 3/),
    });
    expect(await rig.remains(nodeRequest(3).nodeUid)).toBe(false);
    await split.release(nodeRequest(2).nodeUid);
    await split.provision(nodeRequest(3, { gpus: 1 }));
  });

  it('never takes a foreign process for the agent whose pid it has now', async () => {
    await rig.provisioner.provision(one);
    await standIn(rig.root, one.nodeUid);
    const foreign = spawn('sleep', ['1000'], { cwd: '/', stdio: 'ignore' });
    try {
      const file = join(rig.root, one.nodeUid, 'agent.json');
      const record = JSON.parse(await readFile(file, 'utf8'));
      record.agent.pid = foreign.pid;
      await writeFile(file, JSON.stringify(record));
      const next = rig.again();
      expect(await next.observe()).toMatchObject([{ agent: 'ended' }]);
      await next.release(one.nodeUid);
      expect(lives(foreign.pid as number)).toBe(true);
      // The same pid and start time under another start of the machine are another process too.
      record.agent = { pid: foreign.pid, startTime: readStat(foreign.pid as number)?.startTime, bootId: 'before' };
      await mkdir(join(rig.root, one.nodeUid));
      await writeFile(file, JSON.stringify(record));
      expect(await next.observe()).toMatchObject([{ agent: 'ended' }]);
      expect(await next.fence(one.nodeUid)).toBe('fenced');
      expect(lives(foreign.pid as number)).toBe(true);
      record.agent.bootId = readBootId();
      await writeFile(file, JSON.stringify(record));
      expect(await next.observe()).toMatchObject([{ agent: 'running' }]);
      await writeFile(file, JSON.stringify({ ...record, agent: null }));
    } finally {
      foreign.kill('SIGKILL');
    }
  });

  it('removes links without following them, and touches nothing outside its root', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await writeFile(join(outside, 'kept'), 'kept');
    await rig.provisioner.provision(one);
    await standIn(rig.root, one.nodeUid);
    await symlink(outside, join(rig.root, one.nodeUid, 'home', 'link'));
    await rig.provisioner.release(one.nodeUid);
    await symlink(outside, join(rig.root, one.nodeUid));
    await expect(rig.provisioner.release(one.nodeUid)).rejects.toThrow(/not a directory/);
    for (const name of ['../x', '', '.', outside]) {
      await expect(rig.provisioner.release(name)).rejects.toThrow(/not the uid of a node/);
    }
    expect(await readFile(join(outside, 'kept'), 'utf8')).toBe('kept');
    await rm(join(rig.root, one.nodeUid));
    await rm(outside, { recursive: true });
  });

  it('says how the agent ended when it cannot start', async () => {
    const broken = createLocalProvisioner({
      root: rig.root,
      serverUrl: 'http://127.0.0.1:1',
      agentCommand: ['/nowhere/agent'],
      clock: systemClock,
    });
    const told: string[] = [];
    const stop = broken.onExit((_, how) => told.push(how));
    await broken.provision(one);
    await vi.waitFor(() => expect(told).toEqual(['exit code 127']), patience);
    stop();
    const [observed] = await broken.observe();
    expect(await readFile(observed?.log as string, 'utf8')).toContain('/nowhere/agent');
  });

  it('tells a restarted server of agents that died while it was away, but not of those it ended itself', async () => {
    const two = nodeRequest(2);
    await rig.provisioner.provision(one);
    await rig.provisioner.provision(two);
    const { pid } = await standIn(rig.root, one.nodeUid);
    await standIn(rig.root, two.nodeUid);
    await rig.provisioner.fence(two.nodeUid);
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(lives(pid)).toBe(false), patience);
    const told: string[] = [];
    const stop = rig.again().onExit((nodeUid) => told.push(nodeUid));
    await vi.waitFor(() => expect(told).toEqual([one.nodeUid]), patience);
    stop();
  });

  it('keeps no log larger than its limit over a start', async () => {
    await mkdir(join(rig.root, one.nodeUid), { recursive: true });
    const log = join(rig.root, one.nodeUid, 'agent.log');
    await writeFile(log, Buffer.alloc(8 * 1024 * 1024 + 1));
    await rig.provisioner.provision(one);
    await standIn(rig.root, one.nodeUid);
    expect((await stat(log)).size).toBeLessThan(1000);
    expect((await stat(`${log}.1`)).size).toBe(8 * 1024 * 1024 + 1);
  });
});
