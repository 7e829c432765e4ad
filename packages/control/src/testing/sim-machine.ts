import { controllerActor } from '@trainyard/contracts/actors';
import { fenceKey } from '@trainyard/contracts/attempt';
import { fleetLimits } from '@trainyard/contracts/fleet';
import type { NodeRequest } from '@trainyard/provisioners/port';
import type { Chance } from '@trainyard/runtime/chance';
import type { Clock } from '@trainyard/runtime/clock';
import type { Control, DesiredSet } from '../interface.ts';
import { agentActor, helloOf } from './agent-words.ts';
import type { FleetFaults } from './faults.ts';
import { SimTask } from './sim-task.ts';

/** In a cut that the connection survives, TCP tries again about this often. */
const stuckMs = 300;
/** A message over a slow link takes up to this long, and a usual one up to 11 ms. */
const slowMs = 2_000;
const usualMs = 10;

/** What a machine needs of the world around it. */
export interface Surroundings {
  clock: Clock;
  chance: Chance;
  faults: FleetFaults;
  /** Faults happen now. */
  trouble(): boolean;
  /** The control plane that can be reached now. */
  control(): Control | undefined;
  /** Processes of a task began to live, or ended. */
  lives(nodeUid: string, plan: SimTask['plan'], alive: boolean): void;
}

/** A machine with an agent that speaks to control through its commands. */
export class SimMachine {
  readonly uid: string;
  readonly tasks = new Map<string, SimTask>();
  up = true;
  agent: 'none' | 'running' = 'none';
  connected = false;
  partitioned = false;
  readonly #request: NodeRequest;
  readonly #world: Surroundings;
  readonly #skewMs: number;
  /** Grows with each agent process: messages of an earlier one are void. */
  #life = 0;
  #n = 0;
  /** seq of the newest desired set that it has seen: older ones arrive late and are dropped. */
  #desiredSeq = 0;
  #slowUntil = 0;
  #enrolled: boolean;
  /** Taken away on purpose: nobody misses it. */
  #removed = false;

  constructor(request: NodeRequest, world: Surroundings) {
    this.uid = request.nodeUid;
    this.#request = request;
    this.#world = world;
    this.#enrolled = request.joinToken === null;
    this.#skewMs = (world.chance.next() * 2 - 1) * world.faults.skewMs;
  }

  /** The machine's agent begins, for the first time or again. */
  startAgent(): void {
    if (!this.up) return;
    this.agent = 'running';
    this.#life += 1;
    const life = this.#life;
    this.#later(async () => {
      if (this.#life !== life) return;
      await this.#enrol();
      await this.connect();
    });
  }

  /** Shows its join token until it is taken: without its own key an agent is nobody. */
  async #enrol(): Promise<void> {
    const { joinToken } = this.#request;
    const control = this.#world.control();
    if (this.#enrolled || !joinToken || !control) return;
    await control
      .execute('node.enrol', { joinToken, publicKey: 'k', agentVersion: '0' }, controllerActor('enrol'))
      .then(
        () => {
          this.#enrolled = true;
        },
        () => undefined,
      );
  }

  /** The agent ends, its tasks live on. */
  stopAgent(): void {
    this.agent = 'none';
    this.disconnect();
  }

  /** Nothing of the machine is left. */
  kill(): void {
    this.up = false;
    this.agent = 'none';
    this.#life += 1;
    for (const task of this.tasks.values()) task.kill();
    this.tasks.clear();
    this.disconnect();
  }

  /** Taken away on purpose, with all that it had. */
  remove(): void {
    this.#removed = true;
    this.kill();
  }

  /** Nothing gets through for a while; both sides live. */
  partition(ms: number): void {
    if (this.partitioned) return;
    this.partitioned = true;
    const life = this.#life;
    const { clock } = this.#world;
    clock.setTimeout(() => {
      if (this.partitioned && this.connected && this.#life === life) this.disconnect();
    }, fleetLimits.silenceMs);
    clock.setTimeout(() => {
      this.partitioned = false;
      this.#later(() => this.connect());
    }, ms);
  }

  /** Each message takes its time for a while, and they overtake each other. */
  slow(ms: number): void {
    this.#slowUntil = this.#world.clock.monotonic() + ms;
  }

  /** A control plane is there: it is found after a moment. */
  seek(): void {
    this.connected = false;
    this.#later(() => this.connect());
  }

  async connect(): Promise<void> {
    const control = this.#world.control();
    if (!control || !this.up || this.agent === 'none' || this.partitioned || this.connected) return;
    this.connected = true;
    const life = this.#life;
    const { clock, chance } = this.#world;
    try {
      await this.#enrol();
      if (!this.#enrolled) throw new Error('not enrolled');
      const hello = helloOf(this.uid, clock.now() + this.#skewMs);
      const desired = await control.execute('node.hello', { nodeUid: this.uid, hello }, agentActor(this.uid));
      if (this.#life !== life || this.#world.control() !== control) return;
      this.desired(desired);
      this.#report('ready');
    } catch {
      this.connected = false;
      clock.setTimeout(() => void this.connect(), 200 + chance.next() * 800);
    }
  }

  disconnect(): void {
    if (!this.connected) return;
    this.connected = false;
    this.#tellLost(this.#world.control());
    this.#world.clock.setTimeout(() => void this.connect(), 100 + this.#world.chance.next() * 2_000);
  }

  /** The server's side of the connection says so until it is taken, or somebody is there again. */
  #tellLost(control: Control | undefined): void {
    if (this.connected || !control || control !== this.#world.control()) return;
    control.execute('node.contactLost', { nodeUid: this.uid, why: 'cut' }, controllerActor('fleet')).catch(() => {
      if (!this.#removed) this.#world.clock.setTimeout(() => this.#tellLost(control), stuckMs);
    });
  }

  /** Control's wishes reach the machine after a moment, unless another control plane took over meanwhile. */
  send(control: Control, desired: DesiredSet): void {
    this.#later(() => this.#world.control() === control && this.desired(desired));
  }

  desired(desired: DesiredSet): void {
    const { seq, tasks } = desired;
    const life = this.#life;
    if (this.partitioned && this.connected) {
      this.#world.clock.setTimeout(() => this.#life === life && this.desired(desired), stuckMs);
      return;
    }
    if (!this.up || this.agent === 'none' || this.partitioned || !this.connected || seq < this.#desiredSeq) return;
    this.#desiredSeq = seq;
    const wanted = new Set<string>();
    for (const wish of tasks) {
      const key = fenceKey(wish.plan.fence);
      wanted.add(key);
      let task = this.tasks.get(key);
      // One that is to stop before it ever started ends all the same.
      if (!task) {
        task = this.#task(wish);
        this.tasks.set(key, task);
      }
      task.want(wish);
    }
    for (const [key, task] of this.tasks) {
      if (wanted.has(key)) continue;
      task.kill();
      this.tasks.delete(key);
    }
  }

  #task(wish: ConstructorParameters<typeof SimTask>[0]): SimTask {
    const { clock, chance, faults } = this.#world;
    return new SimTask(wish, {
      clock,
      chance,
      isOthers: (port) => faults.othersPorts > 0 && port % faults.othersPorts === 0,
      wall: () => Math.round(clock.now() + this.#skewMs),
      changed: () => this.#report(),
      lives: ({ plan }, alive) => this.#world.lives(this.uid, plan, alive),
    });
  }

  /** Sends what the agent knows of its tasks; sent again until it is taken, and sometimes twice. */
  #report(phase?: 'ready'): void {
    if (!this.connected || this.agent === 'none') return;
    const life = this.#life;
    const { clock, chance, faults } = this.#world;
    if (this.partitioned) {
      clock.setTimeout(() => this.#life === life && this.#report(phase), stuckMs);
      return;
    }
    this.#n += 1;
    const tasks = [...this.tasks.values()].map((task) => task.report());
    const message = { n: this.#n, tasks, ...(phase && { node: { phase, reason: null } }) };
    const send = (late: boolean): void => {
      const control = this.#world.control();
      if (!control || (!late && this.#life !== life)) return;
      if (this.partitioned) {
        if (!late) clock.setTimeout(() => this.#report(phase), stuckMs);
        return;
      }
      const report = late ? { n: message.n, tasks } : message;
      control.execute('node.report', { nodeUid: this.uid, report }, agentActor(this.uid)).catch(() => {
        if (this.#life === life && this.up) clock.setTimeout(() => this.#report(phase), 300);
      });
    };
    this.#later(() => send(false));
    if (this.#world.trouble() && chance.next() < faults.doubled)
      clock.setTimeout(() => send(true), chance.next() * faults.latestMs);
  }

  #later(fn: () => unknown): void {
    const { clock, chance, faults } = this.#world;
    const most = this.#world.trouble() && chance.next() < faults.reordered ? faults.latestMs : usualMs;
    const slow = clock.monotonic() < this.#slowUntil ? slowMs : 0;
    clock.setTimeout(() => void fn(), 1 + chance.next() * (most + slow));
  }
}
