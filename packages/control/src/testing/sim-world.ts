import { jobCreate } from '@trainyard/contracts/job';
import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';
import { defaultScheduling } from '@trainyard/contracts/queues';
import { type Connection, openForWriting } from '@trainyard/db/open';
import { createWriter, type Writer } from '@trainyard/db/writer';
import { type Chance, seededChance } from '@trainyard/runtime/chance';
import { seededIds } from '@trainyard/runtime/ids';
import type { ControlLogger } from '../context.ts';
import { createControl } from '../control.ts';
import type { Control } from '../interface.ts';
import { Invariants } from './invariants.ts';
import { type FleetFaults, SimFleet } from './sim-fleet.ts';
import { plainVault } from './vault.ts';
import { VirtualClock } from './virtual-clock.ts';

const user = { kind: 'administrator', id: 'u', name: 'u', via: 'rest' } as const;
const silent: ControlLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A control plane and its fleet under one seed: same seed, same story. */
export class SimWorld {
  readonly clock = new VirtualClock();
  readonly chance: Chance;
  readonly fleet: SimFleet;
  readonly connection: Connection = openForWriting(':memory:');
  readonly #invariants = new Invariants();
  readonly #ids;
  writer!: Writer;
  control!: Control;
  experimentUid = '';
  clusterUid = '';
  #down = true;

  constructor(seed: number, faults: FleetFaults) {
    this.chance = seededChance(seed);
    this.fleet = new SimFleet(this.clock, this.chance, faults);
    this.#ids = seededIds(this.clock, this.chance);
  }

  async boot(): Promise<void> {
    this.writer = createWriter(this.connection, { clock: this.clock, defer: (fn) => queueMicrotask(fn) });
    this.control = createControl({
      writer: this.writer,
      clock: this.clock,
      chance: this.chance,
      ids: this.#ids,
      vault: plainVault,
      provisioners: { local: this.fleet },
      logger: silent,
    });
    this.#down = false;
    this.fleet.attach(this.control);
    await this.control.start();
    await drained();
  }

  /** kill -9: what was not committed is gone, and so is everything in memory. */
  async crashControl(downMs: number): Promise<void> {
    if (this.#down) return;
    this.#down = true;
    this.fleet.detach();
    if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
    await this.control.stop();
    this.clock.setTimeout(() => void this.boot(), downMs);
  }

  async prepare(scaleSettings: object, more: object = {}): Promise<void> {
    await this.boot();
    const workspace = await this.control.execute('workspace.create', { name: 'w', location: 'local', tags: {} }, user);
    const experiment = await this.control.execute(
      'experiment.create',
      { workspaceUid: workspace.uid, name: 'e' },
      user,
    );
    this.experimentUid = experiment.uid;
    const body = {
      name: 'c',
      vmSize: 'STANDARD_NC12',
      vmPriority: 'dedicated' as const,
      scaleSettings,
      provisioner: { kind: 'local' },
      nodeLabels: {},
      scheduling: defaultScheduling,
      tags: {},
      ...more,
    };
    const cluster = await this.control.execute('cluster.create', { workspaceUid: workspace.uid, body }, user);
    this.clusterUid = cluster.uid;
  }

  /** Submits a job that runs `ms` on each node and exits with `exitCode`; undefined while control is down. */
  async submit(
    name: string,
    nodeCount: number,
    ms: number,
    exitCode: number,
    more: object = {},
  ): Promise<string | undefined> {
    if (this.#down) return undefined;
    const body = jobCreate.parse({
      name,
      cluster: { name: 'c' },
      nodeCount,
      distributedSettings: { commandLine: `sim ${ms} ${exitCode}` },
      ...more,
    });
    return this.control.execute('job.submit', { experimentUid: this.experimentUid, body }, user).then(
      ({ uid }) => uid,
      () => undefined,
    );
  }

  async terminate(uid: string): Promise<void> {
    if (!this.#down) await this.control.execute('job.terminate', { uid }, user).catch(() => undefined);
  }

  async release(uid: string): Promise<void> {
    const change = { held: false };
    if (!this.#down) await this.control.execute('job.update', { uid, change }, user).catch(() => undefined);
  }

  /** An operator looks at every silent node, and declares lost those whose machine is dead. */
  async declareDead(): Promise<void> {
    for (const { uid, health } of this.writer.rows.where('node', {})) {
      const dead = this.fleet.nodes.get(uid)?.up !== true;
      if (health !== 'ok' && dead) await this.control.execute('node.declareLost', { uid }, user).catch(() => undefined);
    }
  }

  /** Those of these jobs that have not ended, in words; a job that is gone is one of them. */
  unfinished(uids: readonly string[]): string[] {
    return uids.flatMap((uid) => {
      const job = this.writer.rows.get('job', uid);
      if (job && isTerminal(jobMoves, job.state)) return [];
      return [job ? `${job.name} is ${job.state}` : `job ${uid} is gone`];
    });
  }

  /** Runs for `ms` of its own time; after each step the invariants are checked. Throws on the first that is broken. */
  async run(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    // What was asked for just now is done before time moves.
    await drained();
    while (this.clock.step(until)) {
      await drained();
      const faults = this.#invariants.check(this.writer.rows, this.connection, this.fleet);
      if (faults.length > 0) throw new Error(faults.join('\n'));
    }
  }
}

/** Everything that promises still had to do is done. */
function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
