import type { Actor } from '@trainyard/contracts/actors';
import { controllerActor } from '@trainyard/contracts/actors';
import { fenceKey } from '@trainyard/contracts/attempt';
import { fleetLimits, type Hello } from '@trainyard/contracts/fleet';
import type { NodeRequest, Provisioner } from '@trainyard/provisioners/port';
import type { Chance } from '@trainyard/runtime/chance';
import type { Clock } from '@trainyard/runtime/clock';
import type { Control, DesiredSet } from '../interface.ts';
import { SimTask } from './sim-task.ts';

/** Chances of trouble on the way: a message doubled and late, a provisioner that fails. */
export interface FleetFaults {
  doubled: number;
  latestMs: number;
  provisionFails: number;
  /** False: the provisioner can prove nothing, as on machines that are somebody else's. */
  canFence: boolean;
}

/** In a cut that the connection survives, TCP tries again about this often. */
const stuckMs = 300;
/** A machine may take this long to go. */
const slowestReleaseMs = 3_000;

interface SimNode {
  request: NodeRequest;
  /** The machine. */
  up: boolean;
  agent: 'none' | 'running';
  /** Grows with each agent process: messages of an earlier one are void. */
  life: number;
  connected: boolean;
  partitioned: boolean;
  tasks: Map<string, SimTask>;
  n: number;
  /** seq of the newest desired set that it has seen: older ones arrive late and are dropped. */
  desiredSeq: number;
}

/** In-memory machines with agents that speak to control through its commands, under a clock and chance of their own. */
export class SimFleet implements Provisioner {
  readonly kind = 'local';
  readonly parallel = 4;
  readonly honours = { image: false, userAccount: false, subnet: false, limits: [] };
  readonly nodes = new Map<string, SimNode>();
  /** Nodes that were fenced although they were in contact. */
  readonly needlessFences: string[] = [];
  /** Faults still happen; set to false to let the world recover. */
  trouble = true;
  readonly #clock: Clock;
  readonly #chance: Chance;
  readonly #faults: FleetFaults;
  #exitListeners = new Set<(nodeUid: string, how: string) => void>();
  #control: Control | undefined;

  constructor(clock: Clock, chance: Chance, faults: FleetFaults) {
    this.#clock = clock;
    this.#chance = chance;
    this.#faults = faults;
  }

  /** A control plane came up: agents find it after a moment. */
  attach(control: Control): void {
    this.#control = control;
    control.onDesired((nodeUid, desired) =>
      this.#later(() => this.#control === control && this.#desired(nodeUid, desired)),
    );
    for (const [uid, node] of this.nodes) {
      node.connected = false;
      this.#later(() => this.#connect(uid));
    }
  }

  /** The control plane died. */
  detach(): void {
    this.#control = undefined;
    this.#exitListeners = new Set();
    for (const node of this.nodes.values()) node.connected = false;
  }

  // The provisioner's port.

  async provision(request: NodeRequest): Promise<void> {
    if (this.nodes.has(request.nodeUid)) return;
    if (this.trouble && this.#chance.next() < this.#faults.provisionFails) throw new Error('no machine to be had');
    const node: SimNode = {
      request,
      up: true,
      agent: 'none',
      life: 0,
      connected: false,
      partitioned: false,
      tasks: new Map(),
      n: 0,
      desiredSeq: 0,
    };
    this.nodes.set(request.nodeUid, node);
    this.#startAgent(request.nodeUid);
  }

  /** Takes its time: nobody may rely on a node being dead because it was asked to go. */
  release(nodeUid: string): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.setTimeout(() => {
        this.#killMachine(nodeUid);
        this.nodes.delete(nodeUid);
        resolve();
      }, this.#chance.next() * slowestReleaseMs);
    });
  }

  async fence(nodeUid: string): Promise<'fenced' | 'cannot'> {
    const node = this.nodes.get(nodeUid);
    if (node?.up && node.connected && !node.partitioned) this.needlessFences.push(nodeUid);
    if (!this.#faults.canFence) return 'cannot';
    this.#killMachine(nodeUid);
    return 'fenced';
  }

  async reclaim(nodeUid: string): Promise<void> {
    this.#killMachine(nodeUid);
  }

  async revive(request: NodeRequest): Promise<void> {
    const node = this.nodes.get(request.nodeUid);
    if (node?.up && node.agent === 'none') this.#startAgent(request.nodeUid);
  }

  async observe() {
    return [...this.nodes].map(([nodeUid, node]) => ({
      nodeUid,
      agent: node.agent === 'running' ? ('running' as const) : ('ended' as const),
      log: '',
    }));
  }

  onExit(listener: (nodeUid: string, how: string) => void): () => void {
    this.#exitListeners.add(listener);
    return () => this.#exitListeners.delete(listener);
  }

  // Trouble.

  /** The agent dies, its tasks live on. */
  crashAgent(nodeUid: string): void {
    const node = this.nodes.get(nodeUid);
    if (!node || node.agent === 'none') return;
    node.agent = 'none';
    this.#disconnect(nodeUid);
    this.#later(() => {
      for (const listener of this.#exitListeners) listener(nodeUid, 'SIGKILL');
    });
  }

  /** The machine dies with all that runs on it. */
  crashMachine(nodeUid: string): void {
    const node = this.nodes.get(nodeUid);
    if (!node?.up) return;
    this.#killMachine(nodeUid);
    this.#later(() => {
      for (const listener of this.#exitListeners) listener(nodeUid, 'the machine is gone');
    });
  }

  /** Nothing gets through for a while; both sides live. */
  partition(nodeUid: string, ms: number): void {
    const node = this.nodes.get(nodeUid);
    if (!node || node.partitioned) return;
    node.partitioned = true;
    const { life } = node;
    this.#clock.setTimeout(() => {
      if (node.partitioned && node.connected && node.life === life) this.#disconnect(nodeUid);
    }, fleetLimits.silenceMs);
    this.#clock.setTimeout(() => {
      node.partitioned = false;
      this.#later(() => this.#connect(nodeUid));
    }, ms);
  }

  // Agents.

  #startAgent(uid: string): void {
    const node = this.nodes.get(uid);
    if (!node?.up) return;
    node.agent = 'running';
    node.life += 1;
    const { life } = node;
    this.#later(async () => {
      const control = this.#control;
      if (!control || node.life !== life) return;
      const { joinToken } = node.request;
      if (joinToken && life === 1) {
        await control
          .execute('node.enrol', { joinToken, publicKey: 'k', agentVersion: '0' }, controllerActor('enrol'))
          .catch(() => undefined);
      }
      await this.#connect(uid);
    });
  }

  async #connect(uid: string): Promise<void> {
    const [node, control] = [this.nodes.get(uid), this.#control];
    if (!node || !control || !node.up || node.agent === 'none' || node.partitioned || node.connected) return;
    node.connected = true;
    const { life } = node;
    try {
      const desired = await control.execute('node.hello', { nodeUid: uid, hello: hello(uid) }, agentActor(uid));
      if (node.life !== life || this.#control !== control) return;
      this.#desired(uid, desired);
      this.#report(uid, 'ready');
    } catch {
      node.connected = false;
      this.#clock.setTimeout(() => void this.#connect(uid), 200 + this.#chance.next() * 800);
    }
  }

  #disconnect(uid: string): void {
    const node = this.nodes.get(uid);
    if (!node?.connected) return;
    node.connected = false;
    this.#control
      ?.execute('node.contactLost', { nodeUid: uid, why: 'cut' }, controllerActor('fleet'))
      .catch(() => undefined);
    this.#clock.setTimeout(() => void this.#connect(uid), 100 + this.#chance.next() * 2_000);
  }

  #desired(uid: string, desired: DesiredSet): void {
    const { seq, tasks } = desired;
    const node = this.nodes.get(uid);
    if (node?.partitioned && node.connected) {
      const { life } = node;
      this.#clock.setTimeout(() => node.life === life && this.#desired(uid, desired), stuckMs);
      return;
    }
    if (!node?.up || node.agent === 'none' || node.partitioned || !node.connected || seq < node.desiredSeq) return;
    node.desiredSeq = seq;
    const wanted = new Set<string>();
    for (const wish of tasks) {
      const key = fenceKey(wish.plan.fence);
      wanted.add(key);
      let task = node.tasks.get(key);
      // One that is to stop before it ever started ends all the same.
      if (!task) {
        task = new SimTask(wish, this.#clock, this.#chance, () => this.#report(uid));
        node.tasks.set(key, task);
      }
      task.want(wish);
    }
    for (const [key, task] of node.tasks) {
      if (wanted.has(key)) continue;
      task.kill();
      node.tasks.delete(key);
    }
  }

  /** Sends what the agent knows of its tasks; sent again until it is taken, and sometimes twice. */
  #report(uid: string, phase?: 'ready'): void {
    const node = this.nodes.get(uid);
    if (!node?.connected || node.agent === 'none') return;
    const { life } = node;
    if (node.partitioned) {
      this.#clock.setTimeout(() => node.life === life && this.#report(uid, phase), stuckMs);
      return;
    }
    node.n += 1;
    const message = {
      n: node.n,
      tasks: [...node.tasks.values()].map((task) => task.report()),
      ...(phase && { node: { phase, reason: null } }),
    };
    const { node: _phase, ...later } = message;
    const send = (late: boolean): void => {
      const control = this.#control;
      if (!control || (!late && node.life !== life)) return;
      if (node.partitioned) {
        if (!late) this.#clock.setTimeout(() => this.#report(uid, phase), stuckMs);
        return;
      }
      control.execute('node.report', { nodeUid: uid, report: late ? later : message }, agentActor(uid)).catch(() => {
        if (node.life === life && this.nodes.has(uid)) this.#clock.setTimeout(() => this.#report(uid), 300);
      });
    };
    this.#later(() => send(false));
    if (this.trouble && this.#chance.next() < this.#faults.doubled) {
      this.#clock.setTimeout(() => send(true), this.#chance.next() * this.#faults.latestMs);
    }
  }

  #killMachine(uid: string): void {
    const node = this.nodes.get(uid);
    if (!node) return;
    node.up = false;
    node.agent = 'none';
    node.life += 1;
    for (const task of node.tasks.values()) task.kill();
    node.tasks.clear();
    this.#disconnect(uid);
  }

  #later(fn: () => unknown): void {
    this.#clock.setTimeout(() => void fn(), 1 + this.#chance.next() * 10);
  }
}

function agentActor(uid: string): Actor {
  return { kind: 'agent', id: uid, name: uid, via: 'fleet' };
}

function hello(nodeUid: string): Omit<Hello, 'signature'> {
  return {
    nodeUid,
    protocol: { min: 1, max: 1 },
    agentVersion: '0',
    bootId: 'boot',
    pid: 1,
    monotonicMs: 0,
    wallMs: 0,
    capabilities: { executors: ['process'], isolation: [], gpuSource: 'simulated' },
    found: { vcpus: 6, memoryBytes: 1, gpus: [], hostname: 'h', os: 'sim' },
    address: '127.0.0.1',
    ports: { from: 20_000, to: 29_999 },
  };
}
