import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NodeRequest, Provisioner } from '../port.ts';

/** What a kind of provisioner brings to be tested: its agents are stand-ins that leave strays. */
export interface ProvisionerRig {
  provisioner: Provisioner;
  /** Another instance over the same nodes, as after a restart of the server. */
  again(): Provisioner;
  /** Waits until the node's agent runs; tells its pid and those of the strays it made, which ignore SIGTERM. */
  agentOf(nodeUid: string): Promise<{ pid: number; strays: number[] }>;
  /** Whether a process lives, zombies not counted. */
  lives(pid: number): boolean;
  /** Whether anything of the node is left, such as its directory. */
  remains(nodeUid: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Long enough for a busy machine; conditions are waited for, never slept on. */
const patience = { timeout: 8_000, interval: 10 };

/** Nodes are found by their uid in the environment of processes: tests that run side by side need uids of their own. */
const own = process.pid.toString(16).padStart(8, '0');

export function nodeRequest(ordinal: number, more: Partial<NodeRequest> = {}): NodeRequest {
  return {
    nodeUid: `${own}-0000-7000-8000-${String(ordinal).padStart(12, '0')}`,
    name: `n${ordinal}`,
    clusterUid: '018f0000-0000-7000-8000-ffffffffffff',
    clusterName: 'c1',
    ordinal,
    joinToken: `one-time-join-token-${ordinal}`,
    vmSize: 'STANDARD_D1',
    gpus: 0,
    subnet: null,
    ...more,
  };
}

/** What every kind of provisioner promises. A kind that cannot prove an end says so by `canFence: false`. */
export function provisionerConformance(kind: string, open: () => Promise<ProvisionerRig>, canFence = true): void {
  describe(`a provisioner of kind ${kind}`, () => {
    let rig: ProvisionerRig;
    const one = nodeRequest(1);
    beforeEach(async () => {
      rig = await open();
    });
    afterEach(() => rig.close());

    it('makes a node, and changes nothing when asked again', async () => {
      await Promise.all([rig.provisioner.provision(one), rig.provisioner.provision(one)]);
      const { pid } = await rig.agentOf(one.nodeUid);
      await rig.provisioner.provision(one);
      await rig.provisioner.revive(one);
      const observed = await rig.provisioner.observe();
      expect(observed).toEqual([{ nodeUid: one.nodeUid, agent: 'running', log: expect.any(String) }]);
      expect((await rig.agentOf(one.nodeUid)).pid).toBe(pid);
      expect(rig.lives(pid)).toBe(true);
    });

    it('finds its nodes again after a restart of the server', async () => {
      await rig.provisioner.provision(one);
      const { pid } = await rig.agentOf(one.nodeUid);
      const next = rig.again();
      expect(await next.observe()).toMatchObject([{ nodeUid: one.nodeUid, agent: 'running' }]);
      await next.provision(one);
      expect((await rig.agentOf(one.nodeUid)).pid).toBe(pid);
    });

    it.each(['its own', 'a restarted server'])('tells at once that an agent died (%s)', async (whose) => {
      await rig.provisioner.provision(one);
      const { pid } = await rig.agentOf(one.nodeUid);
      const told: string[][] = [];
      const watcher = whose === 'its own' ? rig.provisioner : rig.again();
      const stop = watcher.onExit((nodeUid, how) => told.push([nodeUid, how]));
      process.kill(pid, 'SIGKILL');
      await vi.waitFor(() => expect(told).toEqual([[one.nodeUid, expect.stringMatching(/./)]]), patience);
      expect(await watcher.observe()).toMatchObject([{ agent: 'ended' }]);
      stop();
    });

    it('revives an agent in the same place, and tells of its next end too', async () => {
      await rig.provisioner.provision(one);
      const first = await rig.agentOf(one.nodeUid);
      const told: string[] = [];
      const stop = rig.provisioner.onExit((nodeUid) => told.push(nodeUid));
      for (const times of [1, 2]) {
        const { pid } = await rig.agentOf(one.nodeUid);
        process.kill(pid, 'SIGKILL');
        await vi.waitFor(() => expect(told).toHaveLength(times), patience);
        await rig.provisioner.revive({ ...one, joinToken: null });
        await vi.waitFor(async () => expect((await rig.agentOf(one.nodeUid)).pid).not.toBe(pid), patience);
      }
      stop();
      expect(first.strays.every((stray) => rig.lives(stray))).toBe(true);
      expect(await rig.provisioner.observe()).toMatchObject([{ agent: 'running' }]);
    });

    it('stops telling when asked to', async () => {
      await rig.provisioner.provision(one);
      const { pid } = await rig.agentOf(one.nodeUid);
      const told = { kept: 0, stopped: 0 };
      const stop = rig.provisioner.onExit(() => told.stopped++);
      const stopKept = rig.provisioner.onExit(() => told.kept++);
      stop();
      process.kill(pid, 'SIGKILL');
      await vi.waitFor(() => expect(told.kept).toBe(1), patience);
      expect(told.stopped).toBe(0);
      stopKept();
    });

    if (canFence)
      it('fences: agent and strays are dead when it says so, other nodes live on', async () => {
        const two = nodeRequest(2);
        await rig.provisioner.provision(one);
        await rig.provisioner.provision(two);
        const { pid, strays } = await rig.agentOf(one.nodeUid);
        const other = await rig.agentOf(two.nodeUid);
        expect(strays.every((stray) => rig.lives(stray))).toBe(true);
        expect(await rig.again().fence(one.nodeUid)).toBe('fenced');
        expect([pid, ...strays].filter((each) => rig.lives(each))).toEqual([]);
        expect([other.pid, ...other.strays].every((each) => rig.lives(each))).toBe(true);
        expect(await rig.provisioner.fence(one.nodeUid)).toBe('fenced');
        const observed = await rig.provisioner.observe();
        expect(observed.find((node) => node.nodeUid === one.nodeUid)?.agent).toBe('ended');
      });

    it('takes a node back at once with all that runs on it, tells of no exit, and can still release it', async () => {
      await rig.provisioner.provision(one);
      const { pid, strays } = await rig.agentOf(one.nodeUid);
      const told: string[] = [];
      const stop = rig.provisioner.onExit((nodeUid) => told.push(nodeUid));
      await rig.provisioner.reclaim(one.nodeUid);
      expect([pid, ...strays].filter((each) => rig.lives(each))).toEqual([]);
      await rig.provisioner.release(one.nodeUid);
      expect(await rig.remains(one.nodeUid)).toBe(false);
      expect(told).toEqual([]);
      stop();
    });

    it('releases: nothing is left, and a node that is gone is no error', async () => {
      await rig.provisioner.provision(one);
      const { pid, strays } = await rig.agentOf(one.nodeUid);
      await rig.provisioner.release(one.nodeUid);
      expect([pid, ...strays].filter((each) => rig.lives(each))).toEqual([]);
      expect(await rig.remains(one.nodeUid)).toBe(false);
      expect(await rig.provisioner.observe()).toEqual([]);
      await rig.provisioner.release(one.nodeUid);
      expect(await rig.provisioner.fence(nodeRequest(7).nodeUid)).toBe('fenced');
    });
  });
}
