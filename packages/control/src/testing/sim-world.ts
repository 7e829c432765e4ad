import { isDeepStrictEqual } from 'node:util';
import type { ClusterCreate } from '@trainyard/contracts/cluster';
import { Fault } from '@trainyard/contracts/errors';
import { jobCreate } from '@trainyard/contracts/job';
import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';
import type { LimitAmounts } from '@trainyard/contracts/limits';
import { defaultScheduling } from '@trainyard/contracts/queues';
import { sayReason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { captureState } from '@trainyard/db/state';
import { createWriter, type Writer } from '@trainyard/db/writer';
import { type Chance, seededChance } from '@trainyard/runtime/chance';
import { seededIds } from '@trainyard/runtime/ids';
import { createScheduler } from '@trainyard/scheduler/scheduler';
import type { ControlLogger } from '../context.ts';
import { createControl } from '../control.ts';
import type { Control } from '../interface.ts';
import type { Bend } from './bend.ts';
import { Chronicle } from './chronicle.ts';
import type { FleetFaults } from './faults.ts';
import { MemoryFileServers } from './memory-file-servers.ts';
import { Recorded } from './recorded.ts';
import { SimDisk } from './sim-disk.ts';
import { SimFleet } from './sim-fleet.ts';
import { plainVault } from './vault.ts';
import { VirtualClock } from './virtual-clock.ts';

const user = { kind: 'administrator', id: 'u', name: 'u', via: 'rest' } as const;
/** Longest time that a commit is held back. */
const heldMs = 8;

/** Steps of a world: a tenth of them is much, so this is a loop. */
const stepsMost = 500_000;

/** A breach of what must always hold, with what led to it. */
export class Broken extends Error {
  override readonly name = 'Broken';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

/** A control plane and its fleet under one seed: same seed, same story. After every step all that must hold is checked. */
export class SimWorld {
  readonly clock = new VirtualClock();
  readonly chance: Chance;
  readonly fleet: SimFleet;
  readonly #bornAt = this.clock.now();
  readonly chronicle = new Chronicle(this.#bornAt);
  /** Jobs whose submission was acknowledged, by uid. */
  readonly accepted: string[] = [];
  readonly #faults: FleetFaults;
  readonly #recorded = new Recorded();
  readonly #broken: string[] = [];
  readonly #bend: Bend;
  readonly #disk = new SimDisk(this.clock, () =>
    this.#broken.push('control tries to commit without a pause on a full disk'),
  );
  readonly #ids;
  writer!: Writer;
  control!: Control;
  /** What control calls an error is one, unless it is the full disk that the world itself made. */
  readonly #logger: ControlLogger = {
    info: () => undefined,
    warn: () => undefined,
    error: (fields, message) => {
      const { error } = fields as { error?: unknown };
      if (error instanceof Fault && error.code === 'StorageFull') return;
      this.#broken.push(`${message}: ${error instanceof Error ? error.stack : String(error)}`);
    },
  };
  experimentUid = '';
  clusterUid = '';
  steps = 0;
  #down = true;
  /** Of the control plane's process that runs now. */
  #life = { over: true };

  constructor(seed: number, faults: FleetFaults, bend: Bend = {}) {
    this.#faults = faults;
    this.#bend = bend;
    this.chance = seededChance(seed);
    this.fleet = new SimFleet(this.clock, this.chance, faults);
    this.#ids = seededIds(this.clock, this.chance);
    bend.fleet?.(this.fleet, this);
  }

  /** Time that passed in it, ms. */
  get ranMs(): number {
    return this.clock.now() - this.#bornAt;
  }

  /** Events that were committed. */
  get events(): number {
    return this.#recorded.seq;
  }

  async boot(): Promise<void> {
    const right = createWriter(this.#disk.connection, { clock: this.clock, defer: (fn) => this.#defer(fn) });
    right.onCommit((events) => {
      this.chronicle.events(this.clock.now(), events);
      this.#broken.push(...this.#recorded.take(events));
    });
    this.#life = { over: false };
    this.writer = mortal(this.#bend.writer?.(right) ?? right, this.#life);
    this.control = createControl({
      writer: this.writer,
      clock: this.clock,
      chance: this.chance,
      ids: this.#ids,
      vault: plainVault,
      storageHome: '/storage',
      provisioners: { local: this.fleet },
      fileServers: new MemoryFileServers(),
      logger: this.#logger,
      scheduler: (policy) => {
        const brain = createScheduler(policy);
        return this.#bend.scheduler?.(brain) ?? brain;
      },
    });
    this.#down = false;
    this.fleet.attach(this.control);
    await this.control.start();
    await drained();
  }

  /** kill -9: what was not committed is gone, and so is everything in memory. */
  async crashControl(downMs: number): Promise<void> {
    if (this.#down) return;
    this.step('the control plane is killed');
    this.#down = true;
    this.#life.over = true;
    this.fleet.detach();
    this.#disk.loseOpenTransaction();
    await this.control.stop();
    this.#foldsToTables();
    this.clock.setTimeout(() => {
      this.step('the control plane starts');
      void this.boot();
    }, downMs);
  }

  /** For a while no commit reaches the disk. */
  fillDisk(ms: number): void {
    if (this.#disk.full) return;
    this.step('the disk is full');
    this.#disk.full = true;
    this.clock.setTimeout(() => {
      this.step('the disk has space again');
      this.#disk.full = false;
    }, ms);
  }

  /** Says in the story what happens now. */
  step(words: string): void {
    this.chronicle.step(this.clock.now(), words);
  }

  /** A workspace, an experiment and a cluster. */
  async prepare(cluster: Partial<ClusterCreate>): Promise<void> {
    await this.boot();
    const workspace = await this.control.execute('workspace.create', { name: 'w', location: 'local', tags: {} }, user);
    const experiment = await this.control.execute(
      'experiment.create',
      { workspaceUid: workspace.uid, name: 'e' },
      user,
    );
    this.experimentUid = experiment.uid;
    const body: ClusterCreate = {
      name: 'c',
      vmSize: 'STANDARD_NC12',
      vmPriority: 'dedicated',
      scaleSettings: { manual: { targetNodeCount: 1, nodeDeallocationOption: 'requeue' } },
      provisioner: { kind: 'local' },
      nodeLabels: {},
      scheduling: defaultScheduling,
      tags: {},
      ...cluster,
    };
    const made = await this.control.execute('cluster.create', { workspaceUid: workspace.uid, body }, user);
    this.clusterUid = made.uid;
  }

  /** Submits a job of `sim DURATION_MS EXIT_CODE …`; once acknowledged it is one of {@link accepted}. */
  submit(name: string, commandLine: string, more: object = {}, by = 'u'): void {
    if (this.#down) return;
    const body = jobCreate.parse({
      name,
      cluster: { name: 'c' },
      nodeCount: 1,
      distributedSettings: { commandLine },
      ...more,
    });
    this.step(`job ${name} is submitted: ${body.nodeCount} nodes, ${commandLine}`);
    this.control.execute('job.submit', { experimentUid: this.experimentUid, body }, { ...user, id: by, name: by }).then(
      ({ uid }) => this.accepted.push(uid),
      () => undefined,
    );
  }

  terminate(uid: string): void {
    if (this.#down) return;
    this.step(`job ${uid} is terminated`);
    this.control.execute('job.terminate', { uid }, user).catch(() => undefined);
  }

  /** Lets go of a job that was submitted as held. */
  release(uid: string): void {
    if (!this.#down) this.control.execute('job.update', { uid, change: { held: false } }, user).catch(() => undefined);
  }

  /** The name of a node for the story. */
  nameOf(nodeUid: string): string {
    const name = this.#recorded.state.node[nodeUid]?.name;
    return typeof name === 'string' ? name : nodeUid;
  }

  /** The owner of a low-priority machine gives notice; of a dedicated one control refuses it. */
  reclaim(uid: string): void {
    if (!this.#down) this.control.execute('node.reclaim', { uid }, user).catch(() => undefined);
  }

  /** An operator drains a node, at once or with a deadline, and gives it back after `ms`, unless control is down by then. */
  drain(uid: string, seconds: number, ms: number): void {
    if (this.#down) return;
    const drain = seconds === 0 ? { force: true } : { force: false, deadlineSeconds: seconds };
    this.control.execute('node.drain', { uid, drain }, user).catch(() => undefined);
    this.clock.setTimeout(() => void this.#allow(uid), ms);
  }

  async #allow(uid: string): Promise<void> {
    if (this.#down) return;
    this.step(`${this.nameOf(uid)} takes work again`);
    await this.control.execute('node.update', { uid, change: { schedulable: true } }, user).catch(() => undefined);
  }

  /** Every node takes work again. */
  async allowAll(): Promise<void> {
    for (const { uid, schedulable } of this.writer.rows.where('node', {})) if (!schedulable) await this.#allow(uid);
  }

  /** A limit for everybody of a scope that has none of its own. */
  limit(scope: 'workspace' | 'user', limits: LimitAmounts): Promise<unknown> {
    return this.control.execute('limit.set', { scope, name: '*', limits }, user);
  }

  /** An operator looks at every silent node, and declares lost those whose machine is dead. */
  async declareDead(): Promise<void> {
    for (const { uid, health } of this.writer.rows.where('node', {})) {
      const dead = this.fleet.nodes.get(uid)?.up !== true;
      if (health !== 'ok' && dead) await this.control.execute('node.declareLost', { uid }, user).catch(() => undefined);
    }
  }

  /** Accepted jobs that have not ended, in words; a job that is gone is one of them. */
  unfinished(): string[] {
    return this.accepted.flatMap((uid) => {
      const job = this.#recorded.state.job[uid];
      if (!job) return [`job ${uid} is gone`];
      const state = job.state as keyof typeof jobMoves;
      if (isTerminal(jobMoves, state)) return [];
      const why = (job.reasons as Text[]).map(sayReason).join('; ');
      return [`job ${job.path} is ${state} long after all trouble ended: ${why}`];
    });
  }

  /** Checks what only a look at everything can tell: the tables are what the events add up to, and nothing is held any more. */
  checkEnd(): void {
    this.#foldsToTables();
    const held = this.writer.rows.where('allocation', { to: null }).map(({ path }) => `${path} is still held`);
    this.#broken.push(...this.unfinished(), ...held);
    this.#raise();
  }

  /** Runs for `ms` of its own time; after each step the invariants are checked. Throws {@link Broken} on the first breach. */
  async run(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    // What was asked for just now is done before time moves.
    await drained();
    this.#raise();
    while (this.clock.step(until)) {
      this.steps += 1;
      if (this.steps > stepsMost) throw new Broken(['the world does not come to rest']);
      await drained();
      this.#raise();
    }
  }

  #raise(): void {
    const { faults } = this.fleet.live;
    if (this.#broken.length + faults.length > 0) throw new Broken([...this.#broken, ...faults]);
  }

  #foldsToTables(): void {
    const { state } = captureState(this.#disk.connection);
    for (const [kind, objects] of Object.entries(state)) {
      if (isDeepStrictEqual(objects, this.#recorded.state[kind as keyof typeof state])) continue;
      this.#broken.push(`the events of kind ${kind} do not add up to the table`);
    }
  }

  #defer(fn: () => void): void {
    const life = this.#life;
    // What a process put off dies with it: the next one's transaction is not its to commit.
    const go = (): void => {
      if (!life.over) fn();
    };
    if (this.fleet.trouble && this.chance.next() < this.#faults.commitHeld)
      this.clock.setTimeout(go, this.chance.next() * heldMs);
    else queueMicrotask(go);
  }
}

/** A writer that does nothing more once its process is dead: what the process still meant to do never happens. */
function mortal(right: Writer, life: { over: boolean }): Writer {
  const run: Writer['run'] = (actor, work) => (life.over ? new Promise(() => undefined) : right.run(actor, work));
  return new Proxy(right, {
    get(_, name) {
      if (name === 'run') return run;
      const value: unknown = Reflect.get(right, name, right);
      return typeof value === 'function' ? value.bind(right) : value;
    },
  });
}

/** Everything that promises still had to do is done. */
function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
