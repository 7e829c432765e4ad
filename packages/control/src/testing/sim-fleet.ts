import { type NodeRequest, type ObservedNode, type Provisioner, ProvisionFailure } from '@trainyard/provisioners/port';
import type { Chance } from '@trainyard/runtime/chance';
import type { Clock } from '@trainyard/runtime/clock';
import type { Control } from '../interface.ts';
import type { FleetFaults } from './faults.ts';
import { LiveCopies } from './live-copies.ts';
import { SimMachine, type Surroundings } from './sim-machine.ts';

/** A machine may take this long to go. */
const slowestReleaseMs = 3_000;

/** In-memory machines with agents that speak to control through its commands, under a clock and chance of their own. */
export class SimFleet implements Provisioner {
  readonly kind = 'local';
  readonly parallel = 4;
  readonly nodes = new Map<string, SimMachine>();
  readonly live = new LiveCopies();
  /** Faults happen: not while a world is set up, and no more once it is to recover. */
  trouble = false;
  readonly #clock: Clock;
  readonly #chance: Chance;
  readonly #faults: FleetFaults;
  readonly #making = new Map<string, Promise<void>>();
  /** Asked to go before they had come. */
  readonly #unwanted = new Set<string>();
  readonly #surroundings: Surroundings;
  #exitListeners = new Set<(nodeUid: string, how: string) => void>();
  #control: Control | undefined;

  constructor(clock: Clock, chance: Chance, faults: FleetFaults) {
    this.#clock = clock;
    this.#chance = chance;
    this.#faults = faults;
    this.#surroundings = {
      clock,
      chance,
      faults,
      trouble: () => this.trouble,
      control: () => this.#control,
      lives: (nodeUid, plan, alive) => (alive ? this.live.begins(nodeUid, plan) : this.live.ends(nodeUid, plan)),
    };
  }

  /** A control plane came up: agents find it after a moment. */
  attach(control: Control): void {
    this.#control = control;
    control.onDesired((nodeUid, desired) => this.nodes.get(nodeUid)?.send(control, desired));
    for (const machine of this.nodes.values()) machine.seek();
  }

  /** The control plane died. */
  detach(): void {
    this.#control = undefined;
    this.#exitListeners = new Set();
    for (const machine of this.nodes.values()) machine.connected = false;
  }

  // The provisioner's port.

  notes(): [] {
    return [];
  }

  provision(request: NodeRequest): Promise<void> {
    const { nodeUid } = request;
    if (this.nodes.has(nodeUid)) return Promise.resolve();
    const underWay = this.#making.get(nodeUid) ?? this.#make(request).finally(() => this.#making.delete(nodeUid));
    this.#making.set(nodeUid, underWay);
    return underWay;
  }

  /** Takes its time: nobody may rely on a node being dead because it was asked to go. */
  async release(nodeUid: string): Promise<void> {
    if (this.#making.has(nodeUid)) this.#unwanted.add(nodeUid);
    await this.#wait(this.#chance.next() * slowestReleaseMs);
    this.nodes.get(nodeUid)?.remove();
    this.nodes.delete(nodeUid);
  }

  async fence(nodeUid: string): Promise<'fenced' | 'cannot'> {
    const machine = this.nodes.get(nodeUid);
    if (machine?.up && machine.connected && !machine.partitioned)
      this.live.faults.push(`node ${nodeUid} was fenced while in contact`);
    if (!this.#faults.canFence) return 'cannot';
    machine?.kill();
    return 'fenced';
  }

  async reclaim(nodeUid: string): Promise<void> {
    this.nodes.get(nodeUid)?.kill();
  }

  async revive(request: NodeRequest): Promise<void> {
    const machine = this.nodes.get(request.nodeUid);
    if (machine?.up && machine.agent === 'none') machine.startAgent();
  }

  async observe(): Promise<ObservedNode[]> {
    return [...this.nodes].map(([nodeUid, { agent }]) => ({
      nodeUid,
      agent: agent === 'running' ? 'running' : 'ended',
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
    const machine = this.nodes.get(nodeUid);
    if (!machine || machine.agent === 'none') return;
    machine.stopAgent();
    this.#exited(nodeUid, 'SIGKILL');
  }

  /** The machine dies with all that runs on it. */
  crashMachine(nodeUid: string): void {
    const machine = this.nodes.get(nodeUid);
    if (!machine?.up) return;
    machine.kill();
    this.#exited(nodeUid, 'the machine is gone');
  }

  #exited(nodeUid: string, how: string): void {
    this.#clock.setTimeout(
      () => {
        for (const listener of this.#exitListeners) listener(nodeUid, how);
      },
      1 + this.#chance.next() * 10,
    );
  }

  async #make(request: NodeRequest): Promise<void> {
    const { provisionFails, provisionSlow, slowestProvisionMs, machinesMost } = this.#faults;
    const chance = this.#chance;
    if (this.trouble && chance.next() < provisionFails) throw new Error('no machine to be had');
    if (this.trouble && this.nodes.size + this.#making.size >= machinesMost)
      throw new ProvisionFailure('quota', `${machinesMost} machines are all there are`);
    if (this.trouble && chance.next() < provisionSlow) await this.#wait(chance.next() * slowestProvisionMs);
    if (this.#unwanted.delete(request.nodeUid)) return;
    const machine = new SimMachine(request, this.#surroundings);
    this.nodes.set(request.nodeUid, machine);
    machine.startAgent();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.setTimeout(resolve, ms));
  }
}
