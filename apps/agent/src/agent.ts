import { dirname, join } from 'node:path';
import type { Challenge, Desired, DesiredNode, Hello, NodeReport } from '@trainyard/contracts/fleet';
import { reason, sayReason } from '@trainyard/contracts/reasons';
import type { Mounter } from '@trainyard/mounts/port';
import type { Chance } from '@trainyard/runtime/chance';
import type { Clock } from '@trainyard/runtime/clock';
import { readBootId } from '@trainyard/runtime/node/process-stat';
import { removeTree } from '@trainyard/runtime/node/remove-tree';
import { FleetLink, type Unwelcome, type Welcomed } from '@trainyard/sdk/fleet-link';
import { NodeChannels } from './channels/node-channels.ts';
import type { AgentConfig } from './config.ts';
import { Contact } from './contact.ts';
import type { NodeContainers } from './containers/node-containers.ts';
import { containersOf } from './containers/of-config.ts';
import { DesiredSet } from './desired.ts';
import { enrol, type Identity } from './enrol.ts';
import { endTree, killedMs } from './executors/end-tree.ts';
import { type NodeEntry, readEntry } from './executors/enter.ts';
import { HeldProcesses } from './executors/held.ts';
import { NodeGroups, setupGroup } from './executors/node-groups.ts';
import { sweepGroups } from './executors/sweep-groups.ts';
import { Journal } from './journal.ts';
import { LogPump } from './logs/pump.ts';
import { type CreateFacts, type NodeFacts, tellFound } from './node-facts.ts';
import { NodeReadiness } from './node-readiness.ts';
import { setupFence } from './node-setup.ts';
import { readPromised, writePromised } from './promise-of-node.ts';
import { Reporter } from './reporter.ts';
import { SeriesQueue } from './series-queue.ts';
import { ServerToken } from './server-token.ts';
import { NodeShell } from './ssh/node-shell.ts';
import { SharedTemp } from './tasks/shared-temp.ts';
import { TaskTable } from './tasks/table.ts';
import type { NodeVariables } from './tasks/variables.ts';
import { BlobCache } from './transfer/blob-cache.ts';
import { ServerFiles } from './transfer/server-files.ts';
import { NodeVolumes } from './volumes/node-volumes.ts';

/** Raised with every release of the agent. */
export const agentVersion = '0.1.0';

export interface AgentLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface AgentOptions {
  config: AgentConfig;
  clock: Clock;
  chance: Chance;
  log: AgentLog;
  createFacts: CreateFacts;
  mounter: Mounter;
  /** ms that a process may outlive SIGKILL before it counts as held by the kernel; 30 s unless a test says less. */
  patience?: number;
  /** The agent is done: 0 when the node left, else why it cannot go on. */
  onExit(code: number, why: string): void;
}

/** SIGTERM to SIGKILL for what a node's set-up left running when the node leaves. */
const setupGraceMs = 2_000;

/** The program on a node: everything is made in `start`, and nothing happens before `run`. */
export class Agent {
  readonly #options: AgentOptions;
  readonly #identity: Identity;
  readonly #bootId = readBootId();
  readonly #desired = new DesiredSet();
  readonly #token = new ServerToken();
  readonly #closing = new AbortController();
  readonly #shell: NodeShell;
  readonly #node: NodeVariables;
  readonly #entry: NodeEntry;
  readonly #link: FleetLink;
  readonly #pump: LogPump;
  readonly #series: SeriesQueue;
  readonly #files: ServerFiles;
  readonly #blobs: BlobCache;
  readonly #tasks: TaskTable;
  readonly #reporter: Reporter;
  readonly #contact: Contact;
  readonly #journal: Journal;
  readonly #containers: NodeContainers;
  readonly #channels: NodeChannels;
  readonly #groups: NodeGroups;
  readonly #held: HeldProcesses;
  readonly #volumes: NodeVolumes;
  readonly #readiness: NodeReadiness;
  #facts: NodeFacts | undefined;
  #promised: DesiredNode['promised'] | null;
  #leaving = false;

  /** Enrols if need be; throws EnrolError when that is refused. */
  static async start(options: AgentOptions): Promise<Agent> {
    const { url, nodeHome, nodeUid, joinToken } = options.config;
    const { clock, chance } = options;
    const identity = await enrol({ url, nodeHome, nodeUid, joinToken, agentVersion, clock, chance });
    const agent = new Agent(options, identity);
    await agent.#run();
    return agent;
  }

  private constructor(options: AgentOptions, identity: Identity) {
    const { config, clock, chance, log } = options;
    const { url, nodeHome } = config;
    this.#options = options;
    this.#identity = identity;
    this.#promised = readPromised(nodeHome);
    this.#entry = readEntry(config.networkFile);
    this.#node = {
      nodeUid: identity.nodeUid,
      mountRoot: join(nodeHome, 'mounts'),
      path: `${config.path}:${dirname(process.execPath)}`,
      lang: config.lang,
    };
    this.#groups = NodeGroups.open(nodeHome, identity.nodeUid);
    this.#held = new HeldProcesses(clock, () => this.#onHeldChange());
    this.#link = new FleetLink({ url, clock, chance, on: this.#handlers() });
    this.#pump = new LogPump((frame) => this.#link.log(frame), clock);
    this.#series = new SeriesQueue((frames, bytes) => this.#link.series(frames, bytes));
    this.#files = new ServerFiles({ url, clock, chance, token: (signal) => this.#token.get(signal) });
    this.#blobs = new BlobCache(join(nodeHome, 'blobs'), this.#files);
    this.#contact = new Contact(
      nodeHome,
      clock,
      () => this.#link.heardAt,
      () => this.#onLostContact(),
    );
    this.#reporter = new Reporter({
      clock,
      send: (report) => this.#link.report(report),
      task: (key) => this.#tasks.get(key)?.report(),
      keys: () => this.#tasks.runs.map(({ key }) => key),
      node: () => this.#nodeSays(),
      onAcknowledged: () => this.#leaveWhenDone(),
    });
    this.#journal = new Journal(nodeHome);
    const onProblem = (what: string, error: unknown): void => log.error({ err: error }, what);
    this.#containers = containersOf(config, identity.nodeUid, { clock, onProblem, tasks: () => this.#tasks });
    this.#shell = new NodeShell({
      ...{ nodeHome, nodeUid: identity.nodeUid, path: this.#node.path, entry: this.#entry, clock },
      closing: this.#closing.signal,
      warn: (why) => log.warn({}, why),
    });
    this.#volumes = this.#createVolumes();
    this.#readiness = this.#createReadiness();
    this.#channels = new NodeChannels({
      nodeHome,
      node: this.#node,
      entry: this.#entry,
      clock,
      link: this.#link,
      task: (key) => this.#tasks.get(key),
      onProblem,
    });
    this.#tasks = new TaskTable({
      nodeHome,
      node: this.#node,
      entry: this.#entry,
      containers: this.#containers,
      volumes: {
        ...{ mounter: options.mounter, chance, closing: this.#closing.signal },
        ofNode: () => this.#volumes.all,
      },
      gpuSource: () => this.#facts?.gpuSource ?? 'none',
      gpus: () => this.#facts?.found().gpus ?? [],
      sharedTemp: new SharedTemp(config.sharedDirectory, identity.nodeUid),
      bootId: this.#bootId,
      journal: this.#journal,
      clock,
      files: this.#files,
      blobs: this.#blobs,
      pump: this.#pump,
      remoteStarts: this.#channels.remoteStarts,
      groups: this.#groups,
      patience: options.patience ?? killedMs,
      onHeld: (processes) => this.#held.add(processes),
      onChange: ({ key }, urgent) => this.#reporter.changed(key, urgent),
      onGone: (key) => {
        if (this.#closing.signal.aborted) return;
        this.#reporter.forget(key);
        if (this.#tasks.runs.length === 0) this.#blobs.prune();
        void this.#containers.sweep(() => this.#tasks.containers);
        this.#leaveWhenDone();
        // A changed set-up waits for the last of them.
        if (!this.#leaving) this.#reconcile();
      },
      onProblem,
    });
  }

  #createVolumes(): NodeVolumes {
    const { config, clock, chance, log, mounter } = this.#options;
    return new NodeVolumes({
      ...{ mounter, clock, chance, closing: this.#closing.signal, bootId: this.#bootId, files: this.#files },
      nodeHome: config.nodeHome,
      nodeUid: this.#identity.nodeUid,
      mountRoot: this.#node.mountRoot,
      onChange: () => this.#reporter.nodeChanged(),
      onRevived: async (volume) => void (await Promise.all(this.#tasks.runs.map((run) => run.volumeRevived(volume)))),
      note: (line) => log.info({}, line),
    });
  }

  #createReadiness(): NodeReadiness {
    const { config, clock, log, patience = killedMs } = this.#options;
    return new NodeReadiness({
      setup: {
        ...{ nodeHome: config.nodeHome, node: this.#node, entry: this.#entry, bootId: this.#bootId, clock, patience },
        ...{ files: this.#files, pump: this.#pump, signal: this.#closing.signal },
        ...{ group: this.#groups.group(setupGroup), volumes: () => this.#volumes.all },
      },
      volumes: this.#volumes,
      findEngine: () => this.#containers.finder.detect(),
      onChange: () => this.#reporter.nodeChanged(),
      onDone: (foundEngine) => {
        if (foundEngine) this.#link.reconnect();
        this.#reconcile();
      },
      warn: (why) => log.warn({}, why),
      error: (error, what) => log.error({ err: error }, what),
    });
  }

  async #run(): Promise<void> {
    const { clock, log, patience = killedMs } = this.#options;
    const onProblem = (what: string, error: unknown): void => log.error({ err: error }, what);
    this.#channels.sweep();
    await Promise.all([this.#createFacts(), this.#containers.finder.detectSoon(() => this.#link.reconnect())]);
    this.#volumes.adopt();
    this.#tasks.adopt();
    void this.#containers.sweep(() => this.#tasks.containers);
    const known = new Set(this.#tasks.runs.map(({ groupName }) => groupName));
    // What still writes ends before what it writes to goes.
    const ended = sweepGroups(known, { clock, groups: this.#groups, held: this.#held, patience, onProblem });
    this.#volumes.sweep(known, ended, onProblem);
    this.#contact.start();
    this.#link.connect();
  }

  /** Lets go: tasks run on and are taken over by the next agent. */
  close(): void {
    this.#closing.abort(new Error('the agent ends'));
    void this.#channels.cut();
    this.#link.close();
    this.#pump.close();
    this.#contact.close();
    this.#containers.finder.close();
    this.#held.close();
    this.#facts?.stop();
    this.#journal.close();
  }

  #handlers(): ConstructorParameters<typeof FleetLink>[0]['on'] {
    const { log } = this.#options;
    return {
      hello: (challenge) => this.#hello(challenge),
      welcome: (welcome) => this.#onWelcome(welcome),
      desired: (desired) => this.#onDesired(desired),
      stored: (stored) => this.#pump.stored(stored),
      cadence: (cadence) => this.#facts?.setCadence(cadence),
      room: () => {
        this.#pump.room();
        this.#series.flush();
        this.#channels.room();
      },
      channelStart: (start) => this.#channels.start(start),
      channel: (message, payload) => this.#channels.take(message, payload),
      cut: (why) => {
        log.warn({ why }, 'connection ended');
        this.#token.clear();
        this.#pump.cut();
        this.#reporter.cut();
        void this.#channels.cut();
      },
      refused: (answer) => this.#onRefused(answer),
    };
  }

  #hello(challenge: Challenge): Hello {
    const { config, clock } = this.#options;
    const facts = this.#facts as NodeFacts;
    return {
      nodeUid: this.#identity.nodeUid,
      protocol: { min: 1, max: 1 },
      agentVersion,
      bootId: this.#bootId,
      pid: process.pid,
      monotonicMs: clock.monotonic(),
      wallMs: clock.now(),
      capabilities: {
        executors: this.#containers.finder.executors,
        isolation: this.#groups.isolation,
        gpuSource: facts.gpuSource,
        remoteLogin: this.#shell.possible,
      },
      found: tellFound(facts.found(), this.#entry.network?.hostName, this.#link.skew),
      address: config.address,
      ports: config.ports,
      signature: this.#identity.prove(challenge, this.#bootId),
    };
  }

  #onWelcome(welcome: Welcomed): void {
    this.#options.log.info({ node: this.#identity.nodeUid }, 'connected');
    this.#contact.heard();
    this.#token.set(welcome.fileToken);
    this.#desired.reset();
    this.#pump.welcome(welcome.stored);
    this.#facts?.setCadence(welcome.cadence);
    this.#onDesired(welcome.desired);
    this.#reporter.welcome();
    this.#series.flush();
  }

  #onDesired(desired: Desired): void {
    if (this.#desired.apply(desired)) this.#reconcile();
    else if (desired.full) {
      this.#options.log.error(
        { hash: desired.hash },
        'the full set of tasks does not have the hash that the server says',
      );
      this.#reconcile();
    } else this.#resync();
  }

  #resync(): void {
    this.#link.resync().then(
      (desired) => this.#onDesired({ ...desired, full: true }),
      // Cut: the next welcome brings the full set.
      () => {},
    );
  }

  #onRefused({ error, retry }: Unwelcome): void {
    if (retry) this.#options.log.warn({ code: error.code }, `the server is not ready for this agent: ${error.message}`);
    else this.#options.onExit(1, `the server refuses this agent: ${error.message}`);
  }

  /** Compares what is desired with what is; safe to call at any time. */
  #reconcile(): void {
    const { node, tasks } = this.#desired;
    if (!node) return;
    this.#takePromise(node.promised);
    this.#leaving ||= node.leave;
    const isReady = this.#nodeSays().phase === 'ready' && !this.#leaving && !this.#readiness.isDue(node);
    this.#tasks.reconcile(tasks, isReady);
    this.#tasks.notify(node.reclaimAt);
    if (this.#leaving) {
      this.#readiness.stop();
      for (const run of this.#tasks.runs) run.stop(reason('nodeRemoved', { node: node.name }));
      this.#leaveWhenDone();
      return;
    }
    if (node.account) this.#shell.serve(node.account);
    if (!this.#readiness.isDue(node)) return;
    // It must not disturb what runs: new work waits meanwhile.
    if (this.#tasks.runs.length > 0 && this.#readiness.disturbs(node)) return;
    this.#readiness.begin(node);
  }

  /** A node that holds what cannot be killed takes no work, whatever its set-up says. */
  #nodeSays(): NodeReport {
    const { pids } = this.#held;
    const { reports: volumes } = this.#volumes;
    const report = { ...this.#readiness.report, ...(volumes.length > 0 && { volumes }) };
    if (pids.length === 0 || report.phase !== 'ready') return report;
    return { ...report, phase: 'failed', reason: reason('nodeHoldsProcesses', { pids: pids.map(String) }) };
  }

  #onHeldChange(): void {
    this.#reporter.nodeChanged();
    this.#reconcile();
  }

  async #createFacts(): Promise<void> {
    const { config, clock, createFacts, log } = this.#options;
    this.#facts?.stop();
    this.#facts = await createFacts({
      clock,
      gpus: config.gpus,
      nvidiaSmi: config.nvidiaSmi,
      nodeHome: config.nodeHome,
      node: { uid: this.#identity.nodeUid, promised: this.#promised },
      onFrames: (frames) => this.#series.add(frames),
      onTrouble: (message) => log.warn({}, message),
      serverSkew: () => this.#link.skew,
      tasks: () =>
        this.#tasks.runs
          .filter(({ ended }) => !ended)
          .map(({ record, rootPids }) => ({
            fence: record.plan.fence,
            gpuIds: record.plan.resources.gpuIds,
            rootPids,
          })),
    });
  }

  /** A node size that is new to us may promise GPUs that stand in for missing ones: then the server hears of them at once. */
  #takePromise(promised: DesiredNode['promised']): void {
    if (JSON.stringify(promised) === JSON.stringify(this.#promised)) return;
    const before = JSON.stringify(this.#facts?.found().gpus);
    this.#promised = promised;
    writePromised(this.#options.config.nodeHome, promised);
    this.#createFacts().then(
      () => {
        if (JSON.stringify(this.#facts?.found().gpus) !== before) this.#link.reconnect();
      },
      (error: unknown) => this.#options.log.error({ err: error }, 'the machine could not be looked at'),
    );
  }

  #onLostContact(): void {
    const why = `no contact with the server for ${Math.round(this.#contact.silentMs / 1000)} s`;
    for (const run of this.#tasks.runs) {
      const { onLostContact, names } = run.record.plan;
      if (onLostContact === 'stop') run.stop(reason('nodeLost', { node: names.node, why }));
    }
  }

  /** Goes on with leaving as far as it can: tasks ended and said, then the node itself, then no trace. */
  #leaveWhenDone(): void {
    if (!this.#leaving || this.#closing.signal.aborted) return;
    if (!this.#tasks.runs.every((run) => run.ended && this.#reporter.hasTask(run.key))) return;
    if (this.#readiness.report.phase !== 'left') this.#readiness.say({ phase: 'left', reason: null });
    else if (this.#reporter.hasNode('left')) void this.#leave();
  }

  async #leave(): Promise<void> {
    const { config, clock, log } = this.#options;
    this.close();
    await this.#channels.cut();
    await Promise.all(this.#tasks.runs.map((run) => run.drop()));
    const group = this.#groups.group(setupGroup);
    const belonging = { fence: setupFence(this.#identity.nodeUid), roots: [], sessions: [], group };
    await endTree(belonging, setupGraceMs, clock);
    for (const why of await this.#volumes.leave()) log.error({ reason: why }, sayReason(why));
    await this.#shell.end();
    await this.#containers.leave();
    this.#groups.remove();
    try {
      await removeTree(config.nodeHome);
    } catch (error) {
      log.error({ err: error }, `${config.nodeHome} could not be removed`);
    }
    this.#options.onExit(0, 'the node left its cluster');
  }
}
