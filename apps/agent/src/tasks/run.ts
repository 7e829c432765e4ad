import { appendFileSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import { formatDuration } from '@trainyard/contracts/durations';
import { Fault } from '@trainyard/contracts/errors';
import type { TaskReport } from '@trainyard/contracts/fleet';
import type { NodeCapabilities } from '@trainyard/contracts/node';
import { type ReasonCode, reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import type { Clock } from '@trainyard/runtime/clock';
import { removeTree } from '@trainyard/runtime/node/remove-tree';
import type { NodeContainers } from '../containers/node-containers.ts';
import { Deferred } from '../deferred.ts';
import { type Enterable, joining, type NodeEntry } from '../executors/enter.ts';
import type { NodeGroups } from '../executors/node-groups.ts';
import type { ProcessId } from '../executors/proc.ts';
import { streamFile } from '../executors/wrapper.ts';
import type { Journal, TaskRecord } from '../journal.ts';
import type { LogPump } from '../logs/pump.ts';
import type { RemoteStarts } from '../mpi/remote-starts.ts';
import type { BlobCache } from '../transfer/blob-cache.ts';
import { CheckpointShipper } from '../transfer/checkpoints.ts';
import type { ServerFiles } from '../transfer/server-files.ts';
import type { MountRoot } from '../volumes/mount-roots.ts';
import { TaskVolumes } from '../volumes/task-volumes.ts';
import type { Volume } from '../volumes/volume.ts';
import { forgetMount } from '../volumes/volume-record.ts';
import { mountMark, type VolumeServices, volumesHome } from '../volumes/volume-services.ts';
import { judge } from './explain.ts';
import { layoutOf, type TaskLayout } from './layout.ts';
import { writeNotice } from './notice.ts';
import { OpenStreams } from './open-streams.ts';
import { reportOf } from './report-of.ts';
import type { SharedTemp } from './shared-temp.ts';
import { type Step, type StepContext, StepFailure } from './step.ts';
import { makeAgain } from './steps/outputs.ts';
import { rootsOf } from './steps/stop.ts';
import { steps } from './steps.ts';
import { TaskSecrets } from './task-secrets.ts';
import { type NodeVariables, processEnvironment, systemVariables, type Variables } from './variables.ts';

export interface TaskServices {
  nodeHome: string;
  node: NodeVariables;
  /** Where what runs on this node runs: in its own network, if it has one. */
  entry: NodeEntry;
  sharedTemp: SharedTemp;
  containers: NodeContainers;
  volumes: VolumeServices;
  gpuSource(): NodeCapabilities['gpuSource'];
  /** The node's GPUs in order, with the machine's numbers. */
  gpus(): readonly { index: number }[];
  bootId: string;
  journal: Journal;
  clock: Clock;
  files: ServerFiles;
  blobs: BlobCache;
  pump: LogPump;
  remoteStarts: RemoteStarts;
  /** Groups in which tasks of this node run; none where this agent may make none. */
  groups: NodeGroups;
  /** ms that a process may outlive SIGKILL before it counts as held by the kernel. */
  patience: number;
  /** Processes that the kernel does not let go. */
  onHeld(processes: ProcessId[]): void;
  /** The task's report changed; `urgent`: others wait for it. */
  onChange(run: TaskRun, urgent: boolean): void;
  /** No trace of the task is left. */
  onGone(key: string): void;
  /** A fault that the operator of the node should read. */
  onProblem(what: string, error: unknown): void;
}

/** Reasons to stop a task that are its own failure. */
const faults: ReadonlySet<string> = new Set<ReasonCode>(['wallClockExceeded', 'containerLost']);
/** Who watches a pull sees a few steps a second; each is a line of the journal and a message. */
const detailMs = 500;
/** How long the name of a step may stay out of the journal. */
const soonMs = 20;

/** One task from its plan to its end, across restarts of the agent. */
export class TaskRun {
  readonly key: string;
  readonly record: TaskRecord;
  readonly #services: TaskServices;
  readonly #layout: TaskLayout;
  readonly #stop = new AbortController();
  readonly #drop = new AbortController();
  readonly #ending = new AbortController();
  readonly #go = new Deferred<void>();
  readonly #ended = new Deferred<void>();
  readonly #streams: OpenStreams;
  readonly #secrets: TaskSecrets;
  readonly #volumes: TaskVolumes;
  #saving = false;
  #cancelSoon: (() => void) | undefined;
  #closed = false;
  #cancelDetail: (() => void) | undefined;
  #cancelWallClock: (() => void) | undefined;
  #context: StepContext | undefined;

  constructor(record: TaskRecord, services: TaskServices) {
    this.key = fenceKey(record.plan.fence);
    this.record = record;
    this.#services = services;
    this.#layout = layoutOf(services.nodeHome, record.plan.fence);
    this.#streams = new OpenStreams({
      ...{ record, layout: this.#layout, pump: services.pump },
      dropped: this.#drop.signal,
    });
    this.#secrets = new TaskSecrets(record.plan, services.files);
    this.#volumes = this.#createVolumes();
    if (record.stop) this.#stop.abort(new Error('the task is to stop'));
    if (record.stop || record.phase === 'stopping' || this.ended) this.#ending.abort();
  }

  get groupName(): string {
    return this.#layout.id;
  }

  get ended(): boolean {
    return this.record.phase === 'ended';
  }

  get rootPids(): number[] {
    return this.record.processes.flatMap(({ pid, state }) => (pid !== null && state === 'running' ? [pid] : []));
  }

  /** Runs, or goes on after a restart of the agent. Never throws. */
  start(): void {
    this.#forgetOtherBoot();
    if (this.ended) {
      this.#ended.resolve();
      this.#services.onChange(this, true);
      return;
    }
    // On disk before anything runs: what the journal does not name, the next agent cannot end.
    this.#write();
    this.#live().catch((error: unknown) => this.#services.onProblem(`task ${this.key} broke`, error));
  }

  /** Every task of the gang is prepared. */
  go(): void {
    this.#go.resolve();
  }

  /** The node is taken away at this time, ms since 1970: its processes find that in the file that TRAINYARD_NOTICE_FILE names. */
  notify(reclaimAt: number): void {
    const { record } = this;
    if (record.reclaimAt === reclaimAt || this.ended) return;
    record.reclaimAt = reclaimAt;
    this.#save();
    try {
      writeNotice(this.#layout, reclaimAt);
    } catch (error) {
      // Its directories are not there yet: the step that makes them writes it. Or its disk is full.
      this.#note(`the notice could not be written yet: ${(error as Error).message}`);
    }
  }

  /** Ends the task before its processes do. What has its verdict already keeps it. `grace` is as in {@link TaskRecord.stopGrace}. */
  stop(why: Text, grace: number | null = null): void {
    const { record } = this;
    if (record.stop || this.ended) return;
    record.stop = why;
    record.stopGrace = grace;
    this.#save();
    this.#stop.abort(new Error('the task is to stop'));
    this.#ending.abort();
  }

  /** The server does not want the task any more: kills what runs, keeps nothing. Resolves when no trace is left. */
  async drop(): Promise<void> {
    this.stop(reason('gangStopped'));
    this.#drop.abort(new Error('the server does not want this task any more'));
    this.#streams.remove();
    await this.#ended.promise;
    this.#closed = true;
    this.#cancelWallClock?.();
    const { root, scratch } = this.#layout;
    for (const path of [root, scratch]) await removeTree(path);
    // What a volume could not store stays.
    await rmdir(volumesHome(this.#services.nodeHome, this.#layout.id)).catch(() => {});
    await this.#services.sharedTemp.leave(this.record.plan);
    this.#services.journal.remove(this.record.plan.fence);
  }

  /** Aborted once the task is on its way to its end: nothing new is started in it. */
  get stopping(): AbortSignal {
    return this.#ending.signal;
  }

  /**
   * A command as one of the task's own processes: same variables, secrets included, and `more`; same directory, network and container.
   * Throws Fault TaskNotRunning unless the task is prepared and not about to end.
   */
  async enter(argv: string[], terminal: boolean, more: Variables): Promise<Enterable> {
    const context = this.#context;
    if (!context || !this.record.prepared || this.#ending.signal.aborted) throw new Fault('TaskNotRunning');
    const { plan } = this.record;
    const env = processEnvironment(plan, this.#layout, context.system, await context.secrets(), null);
    const inside = context.entry.enter({ argv, env: { ...env, ...more }, cwd: this.#layout.work }, terminal);
    return joining(context.group?.procsFiles ?? [], inside);
  }

  /** A volume that it may use is there again after what served it died. */
  async volumeRevived(volume: Volume): Promise<void> {
    if (this.#context) await makeAgain(this.#context, volume);
  }

  report(): TaskReport {
    return reportOf(this.record);
  }

  async #live(): Promise<void> {
    const context = this.#newContext();
    this.#context = context;
    if (this.record.phase !== 'stopping') await this.#forward(context);
    this.record.phase = 'stopping';
    this.#ending.abort();
    this.#save();
    for (const step of steps.filter(({ when }) => when === 'always')) {
      try {
        await this.#runStep(step, context);
      } catch (error) {
        if (!this.#drop.signal.aborted) context.note(`${step.name}: ${(error as Error).message}`);
      }
    }
    this.#cancelWallClock?.();
    this.record.phase = 'ended';
    this.record.step = null;
    this.#write();
    this.#ended.resolve();
  }

  /** Sets the outcome; every way out of the forward steps leads to one. */
  async #forward(context: StepContext): Promise<void> {
    const { record } = this;
    try {
      for (const step of steps.filter(({ when }) => when === 'forward')) {
        context.stopping.throwIfAborted();
        this.#startWallClock(step);
        await this.#runStep(step, context);
      }
    } catch (error) {
      if (record.outcome) return;
      const verdict = this.#stop.signal.aborted ? await this.#stopped(context) : this.#failed(error);
      Object.assign(record, verdict);
      context.note(`ends: ${record.outcome}${record.reason ? ` (${record.reason.code})` : ''}`);
    }
  }

  async #stopped(context: StepContext): Promise<Pick<TaskRecord, 'outcome' | 'exitCode' | 'reason'>> {
    const { record } = this;
    const own = record.phase === 'running' ? await judge(context) : undefined;
    if (own) return own;
    const outcome = faults.has(record.stop?.code ?? '') ? 'failed' : 'stopped';
    return { outcome, exitCode: null, reason: record.stop };
  }

  #failed(error: unknown): Pick<TaskRecord, 'outcome' | 'exitCode' | 'reason'> {
    if (error instanceof StepFailure) return { outcome: 'failed', exitCode: error.exitCode, reason: error.reason };
    const why = error instanceof Error ? error.message : String(error);
    const params = { step: this.record.step ?? '', node: this.record.plan.names.node, why };
    return { outcome: 'failed', exitCode: null, reason: reason('stepFailed', params) };
  }

  async #runStep(step: Step, context: StepContext): Promise<void> {
    const known = this.record.steps.find(({ name }) => name === step.name);
    if (known?.endedAt != null && !step.resumes) return;
    const entry = known ?? { name: step.name, startedAt: this.#services.clock.now(), endedAt: null };
    if (!known) this.record.steps.push(entry);
    this.record.step = step.name;
    this.#saveSoon();
    await step.run(context);
    // One that goes on after a restart of the agent keeps the end that it had.
    entry.endedAt ??= this.#services.clock.now();
    this.#saveSoon();
  }

  /** The last detail of a step always comes with its end. */
  #sayDetail(text: Text): void {
    const current = this.record.steps.find(({ name }) => name === this.record.step);
    if (!current) return;
    current.detail = text;
    this.#cancelDetail ??= this.#services.clock.setTimeout(() => {
      this.#cancelDetail = undefined;
      this.#write();
    }, detailMs);
  }

  #startWallClock(step: Step): void {
    const { record } = this;
    const begins = step.name === 'processes' || (step.name === 'preparation' && record.preparation !== null);
    if (begins) record.clockFrom ??= this.#services.clock.now();
    if (record.clockFrom === null || this.#cancelWallClock) return;
    const left = record.clockFrom + record.plan.wallClock - this.#services.clock.now();
    const fire = (): void => {
      this.#cancelWallClock = undefined;
      this.stop(reason('wallClockExceeded', { limit: formatDuration(record.plan.wallClock) }));
    };
    this.#cancelWallClock = this.#services.clock.setTimeout(fire, Math.max(0, left));
  }

  #newContext(): StepContext {
    const { record } = this;
    const { node, entry, sharedTemp, containers, gpuSource, clock, files, blobs, groups, patience } = this.#services;
    const note = (line: string): void => this.#note(line);
    const save = (): void => this.#save();
    return {
      record,
      layout: this.#layout,
      system: systemVariables(record.plan, this.#layout, node),
      stopping: this.#stop.signal,
      dropped: this.#drop.signal,
      ending: this.#ending.signal,
      openRemote: (task, command) => this.#services.remoteStarts.open(record.plan.fence, task, command),
      go: this.#go.promise,
      clock,
      nodeEntry: entry,
      group: groups.group(this.#layout.id),
      limits: groups.limitsOf(record.plan.resources),
      patience,
      sharedTemp,
      files,
      blobs,
      logs: this.#streams,
      running: new Map(),
      sessions: [],
      checkpoints: this.#checkpoints(save, note),
      entry,
      containers,
      volumes: this.#volumes,
      roots: this.#roots(),
      gpuSource,
      detail: (text) => this.#sayDetail(text),
      fail: (why) => this.stop(why),
      secrets: () => this.#secrets.ofProcesses(this.#stop.signal),
      save,
      saveNow: () => this.#write(),
      held: (left) => this.#services.onHeld(left),
      note,
    };
  }

  #roots(): MountRoot[] {
    const { volumes, node } = this.#services;
    const own = { path: this.#layout.mounts, variable: 'AZ_BATCHAI_JOB_MOUNT_ROOT', volumes: this.#volumes.all };
    // The node's may change, but not while a task is there.
    return [own, { path: node.mountRoot, variable: 'AZ_BATCHAI_MOUNT_ROOT', volumes: volumes.ofNode() }];
  }

  #checkpoints(save: () => void, onProblem: (why: string) => void): CheckpointShipper {
    const { record } = this;
    const as = { fence: this.key, kind: 'checkpoint', directory: 'checkpoints' } as const;
    return new CheckpointShipper(this.#layout.checkpoints, {
      clock: this.#services.clock,
      shipped: record.shipped,
      upload: ({ file, path }) => this.#services.files.upload(file, { ...as, path }, this.#drop.signal),
      onShipped(shipped, at) {
        record.shipped = shipped;
        record.checkpointAt = Math.max(record.checkpointAt ?? 0, at);
        save();
      },
      onProblem,
    });
  }

  #createVolumes(): TaskVolumes {
    const { volumes, nodeHome, node, clock } = this.#services;
    const { record } = this;
    if (record.plan.volumes.length > 0) record.volumes ??= [];
    const { mounter, chance, closing } = volumes;
    return new TaskVolumes(record.plan.volumes, record.volumes ?? [], {
      ...{ mounter, clock, chance, closing },
      root: this.#layout.mounts,
      home: volumesHome(nodeHome, this.#layout.id),
      mark: mountMark(node.nodeUid, this.#layout.id),
      secrets: (fresh, signal) => this.#secrets.ofVolumes(fresh, signal),
      onRevived: (volume) => this.volumeRevived(volume),
      onChange: (must) => (must ? this.#write() : this.#save()),
      note: (line) => this.#note(line),
    });
  }

  /** After a restart of the machine nothing runs any more, and its process numbers mean others. */
  #forgetOtherBoot(): void {
    const { record } = this;
    if (record.bootId === this.#services.bootId) return;
    record.bootId = this.#services.bootId;
    for (const { pid } of rootsOf({ record })) this.#note(`the machine restarted: process ${pid} is gone`);
    delete record.shell;
    const all = record.preparation ? [record.preparation, ...record.processes] : record.processes;
    for (const process of all) if (process.startTime !== null) process.startTime = -1;
    if (record.container) record.container.startTime = -1;
    record.volumes?.forEach(forgetMount);
  }

  /** Journals and reports the record as it is at the end of this turn of the event loop. */
  #save(): void {
    if (this.#saving) return;
    this.#saving = true;
    setImmediate(() => this.#saving && this.#write());
  }

  /** As `#save`, for what the next agent finds out by doing a step again: many of these are one write. */
  #saveSoon(): void {
    this.#cancelSoon ??= this.#services.clock.setTimeout(() => this.#write(), soonMs);
  }

  #write(): void {
    this.#saving = false;
    this.#cancelSoon?.();
    this.#cancelSoon = undefined;
    this.#cancelDetail?.();
    this.#cancelDetail = undefined;
    if (this.#closed) return;
    // Above all earlier ones even where a full disk kept the journal old.
    this.record.serial = Math.max(this.record.serial + 1, this.#services.clock.now());
    try {
      this.#services.journal.save(this.record);
    } catch (error) {
      this.#services.onProblem(`the journal of task ${this.key} could not be written`, error);
    }
    this.#services.onChange(this, this.#isUrgent());
  }

  /** A gang waits for each of its tasks to be prepared, and ends when a process of one fails; everybody waits for the end. */
  #isUrgent(): boolean {
    const { phase, prepared, plan, processes, outcome } = this.record;
    if (phase === 'ended') return true;
    if (plan.gang.length === 1) return false;
    return (
      (phase === 'starting' && prepared) ||
      outcome === 'failed' ||
      processes.some(({ exitCode }) => exitCode !== null && exitCode !== 0)
    );
  }

  #note(line: string): void {
    if (this.#streams.ended) return;
    try {
      const at = new Date(this.#services.clock.now()).toISOString();
      appendFileSync(streamFile(join(this.#layout.run, 'agent'), 'stdout'), `${at} ${line}\n`, { mode: 0o600 });
    } catch {
      // The task's directory is not there yet, or its disk is full: its report says the rest.
    }
  }
}
