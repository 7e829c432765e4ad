import type { Actor } from '@trainyard/contracts/actors';
import type { Fence } from '@trainyard/contracts/attempt';
import type { ClusterCreate } from '@trainyard/contracts/cluster';
import type { TaskReport } from '@trainyard/contracts/fleet';
import { jobCreate } from '@trainyard/contracts/job';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { defaultScheduling } from '@trainyard/contracts/queues';
import { toolkitFields } from '@trainyard/contracts/toolkits';
import type { JobRow, NodeRow, TaskRow, UnitRow } from '@trainyard/db/entities';
import { openForWriting } from '@trainyard/db/open';
import { createWriter } from '@trainyard/db/writer';
import type { Provisioner } from '@trainyard/provisioners/port';
import { seededChance } from '@trainyard/runtime/chance';
import { seededIds } from '@trainyard/runtime/ids';
import type { Placement } from '@trainyard/scheduler/interface';
import { startUnit } from '../attempts/start.ts';
import { type ControlOptions, createControl } from '../control.ts';
import type { Control } from '../interface.ts';
import { agentActor } from './agent-words.ts';
import { MemoryFileServers } from './memory-file-servers.ts';
import { plainVault } from './vault.ts';
import { VirtualClock } from './virtual-clock.ts';

export const user = { kind: 'administrator', id: 'u', name: 'u', via: 'rest' } as const;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Part of a node; whole nodes when absent. */
export type Part = { node: number; gpuIds?: number[]; cpus?: number; memoryBytes?: number };

/** Machines that are there already and of which nothing is heard. */
export const silentMachines: Provisioner = {
  kind: 'local',
  parallel: 4,
  notes: () => [],
  provision: async () => undefined,
  release: async () => undefined,
  reclaim: async () => undefined,
  revive: async () => undefined,
  fence: async () => 'cannot',
  observe: async () => [],
  onExit: () => () => undefined,
};

/**
 * A control plane in which nothing happens by itself: a test starts units and reports in the agents' names. Once awake its controllers
 * work; time stands still either way.
 */
export class StillWorld {
  readonly clock = new VirtualClock();
  readonly chance = seededChance(1);
  readonly ids = seededIds(this.clock, this.chance);
  readonly writer = createWriter(openForWriting(':memory:'), { clock: this.clock, defer: (fn) => queueMicrotask(fn) });
  readonly #provisioners: Record<string, Provisioner>;
  readonly #options: ControlOptions;
  readonly storageHome = '/storage';
  readonly fileServers = new MemoryFileServers();
  control: Control;
  workspaceUid = '';
  experimentUid = '';
  clusterUid = '';
  #serial = 0;

  constructor(provisioners: Record<string, Provisioner> = { local: silentMachines }, options: ControlOptions = {}) {
    this.#provisioners = provisioners;
    this.#options = options;
    this.control = this.#anew();
  }

  #anew() {
    const { writer, clock, chance, ids } = this;
    return createControl(
      {
        writer,
        clock,
        chance,
        ids,
        vault: plainVault,
        storageHome: this.storageHome,
        provisioners: this.#provisioners,
        fileServers: this.fileServers,
        logger: quiet,
      },
      this.#options,
    );
  }

  /** Starts the controllers. */
  async wake(): Promise<void> {
    await this.control.start();
    await settled();
  }

  /** The control plane dies after its last commit and starts again. */
  async reawaken(): Promise<void> {
    await this.control.stop();
    this.control = this.#anew();
    await this.wake();
  }

  /** A workspace `w` with experiment `e` and cluster `c` of nodes that are ready. */
  async prepare(nodes: number, more: Partial<ClusterCreate> = {}, ports = { from: 20_000, to: 20_999 }): Promise<this> {
    const { control } = this;
    const workspace = await control.execute('workspace.create', { name: 'w', location: 'local', tags: {} }, user);
    this.workspaceUid = workspace.uid;
    const inside = { workspaceUid: workspace.uid };
    this.experimentUid = (await control.execute('experiment.create', { ...inside, name: 'e' }, user)).uid;
    const body: ClusterCreate = {
      name: 'c',
      vmSize: 'STANDARD_NC12',
      vmPriority: 'dedicated',
      scaleSettings: { manual: { targetNodeCount: nodes, nodeDeallocationOption: 'requeue' } },
      provisioner: { kind: 'local' },
      nodeLabels: {},
      scheduling: defaultScheduling,
      tags: {},
      ...more,
    };
    this.clusterUid = (await control.execute('cluster.create', { ...inside, body }, user)).uid;
    await this.writer.run(user, (tx) => {
      for (let at = 0; at < nodes; at++) tx.insert('node', this.#readyNode(at, ports), 'node.created');
      tx.update('cluster', this.clusterUid, { nodesMade: nodes }, 'cluster.updated');
    });
    return this;
  }

  #readyNode(ordinal: number, ports: { from: number; to: number }): Omit<NodeRow, 'revision' | 'createdAt'> {
    const { clusterUid, workspaceUid } = this;
    const now = this.clock.now();
    const quietly = {
      reason: null,
      agentVersion: null,
      found: null,
      capabilities: null,
      reclaimAt: null,
      drain: null,
      setup: null,
    };
    const well = { schedulable: true, health: 'ok', intent: 'keep', enrolled: true, ready: true } as const;
    const at = { stateAt: now, healthAt: now, helloAt: now, idleSince: now };
    const reach = { address: '127.0.0.1', portFrom: ports.from, portTo: ports.to };
    const name = `c-${ordinal}`;
    return {
      uid: this.ids.uid(),
      path: `local/default/w/clusters/c/nodes/${name}`,
      workspaceUid,
      clusterUid,
      ordinal,
      name,
      state: 'idle',
      labels: {},
      ...well,
      ...at,
      ...reach,
      ...quietly,
      setupRound: 0,
      volumes: [],
    };
  }

  /** Submits a job of one process a node; throws what refuses it. */
  async submit(name: string, more: object = {}, actor: Actor = user): Promise<string> {
    const body = jobCreate.parse({
      name,
      cluster: { name: 'c' },
      ...(toolkitFields.some((field) => field in more) ? {} : { customToolkitSettings: { commandLine: 'true' } }),
      ...more,
    });
    return (await this.control.execute('job.submit', { experimentUid: this.experimentUid, body }, actor)).uid;
  }

  nodes(): NodeRow[] {
    return this.writer.rows.where('node', { clusterUid: this.clusterUid }, 'ordinal');
  }

  job(uid: string): JobRow {
    const row = this.writer.rows.get('job', uid);
    if (!row) throw new Error(`job ${uid} is gone`);
    return row;
  }

  unit(jobUid: string, index = 0): UnitRow {
    const row = this.writer.rows.where('unit', { jobUid, index })[0];
    if (!row) throw new Error(`unit ${index} of ${jobUid} is not there`);
    return row;
  }

  /** Starts a waiting unit, or with the uid of an array its next shard, as the scheduler would. */
  start(uid: string, ...parts: Part[]): Promise<boolean> {
    const [size, nodes] = [findNodeSize('STANDARD_NC12'), this.nodes()];
    const all = Array.from({ length: size?.gpus ?? 0 }, (_, gpu) => gpu);
    const placements: Placement[] = parts.map(({ node, gpuIds = all, cpus = 12, memoryBytes }, task) => ({
      nodeUid: nodes[node]?.uid ?? '',
      task,
      gpuIds,
      cpus,
      memoryBytes: memoryBytes ?? size?.memoryBytes ?? 0,
    }));
    return this.writer.run(user, (tx) => startUnit(tx, uid, placements, this));
  }

  /** Starts a gang's unit by its job. */
  startJob(jobUid: string, ...parts: Part[]): Promise<boolean> {
    return this.start(this.unit(jobUid).uid, ...parts);
  }

  task(jobUid: string, unit = 0, index = 0): TaskRow {
    const { attempts: attempt } = this.unit(jobUid, unit);
    const row = this.writer.rows.where('task', { jobUid, unit, attempt, index })[0];
    if (!row) throw new Error(`task ${index} of unit ${unit} is not there`);
    return row;
  }

  /** An agent tells of a task of the newest attempt; `sentAt` is what its clock shows. */
  async tell(
    jobUid: string,
    at: { unit?: number; task?: number },
    report: Partial<TaskReport>,
    sentAt?: number,
  ): Promise<void> {
    const { nodeUid, plan } = this.task(jobUid, at.unit, at.task);
    const { phase = 'ended', exitCode = null } = report;
    const exited = phase === 'ended' && exitCode !== null;
    const full: TaskReport = {
      fence: plan.fence as Fence,
      serial: ++this.#serial,
      phase,
      prepared: true,
      step: null,
      steps: [],
      processes: plan.processes.map((_, index) => {
        const state = exited ? 'exited' : phase === 'running' ? 'running' : 'waiting';
        return { index, state, pid: null, exitCode, signal: null };
      }),
      outcome: null,
      exitCode,
      reason: null,
      checkpointAt: null,
      ...report,
    };
    await this.control.execute(
      'node.report',
      { nodeUid, report: { n: this.#serial, tasks: [full], ...(sentAt !== undefined && { at: sentAt }) } },
      agentActor(nodeUid),
    );
  }

  /** Its one task ends: with an exit code, stopped (null) or without its node. */
  end(jobUid: string, exitCode: number | null, unit = 0): Promise<void> {
    const outcome = exitCode === null ? 'stopped' : exitCode === 0 ? 'succeeded' : 'failed';
    return this.tell(jobUid, { unit }, { phase: 'ended', exitCode, outcome });
  }
}

/** Everything that promises still had to do is done. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
