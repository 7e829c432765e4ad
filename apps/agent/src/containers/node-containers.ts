import { execFileSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Text } from '@trainyard/contracts/texts';
import type { Clock } from '@trainyard/runtime/clock';
import { findProgram } from '@trainyard/runtime/node/find-program';
import type { Entry } from '../executors/enter.ts';
import { lives, type ProcessId, statOf } from '../executors/proc.ts';
import { StepFailure } from '../tasks/step.ts';
import type { Variables } from '../tasks/variables.ts';
import { enterContainer, imageEnvironment } from './container-entry.ts';
import type { EngineSettings } from './detect.ts';
import { type Bind, type ContainerSpec, type Credentials, type Engine, EngineFault } from './engine.ts';
import { EngineFinder } from './engine-finder.ts';
import { Images } from './images.ts';
import { runProgram } from './program.ts';

export interface ContainersOptions {
  nodeHome: string;
  nodeUid: string;
  settings: EngineSettings;
  pullMs: number;
  keepBytes: number;
  clock: Clock;
  /** References of images that tasks of the node need now. */
  inUse(): ReadonlySet<string>;
  onProblem(what: string, error: unknown): void;
}

/** What a task wants of its container. */
export interface ContainerWanted {
  name: string;
  fence: string;
  node: string;
  image: string;
  credentials: Credentials | null;
  shmSize: string | null;
  gpuIds: readonly number[] | null;
  binds: readonly Bind[];
  /** Where to make the pipe that it waits at; below one of the binds. */
  hold: string;
  onDetail(text: Text): void;
  note(line: string): void;
  signal: AbortSignal;
}

/** A container as the journal keeps it. */
export interface ContainerRecord extends ProcessId {
  name: string;
  image: string;
  /** GPUs in the order in which the container numbers them; null: as the machine does. */
  gpuIds: readonly number[] | null;
  shell: string;
}

/** There once the node had a container: without it nobody needs to ask an engine for what is left. */
const usedFile = 'used';
/** An engine that hangs may keep a task's end from being told this long. */
const removeMs = 20_000;

/** Containers of a node: an engine that is looked for once and again when there was none, images, and a container for each task. */
export class NodeContainers {
  readonly #options: ContainersOptions;
  readonly #directory: string;
  readonly #images: Images;
  readonly #finder: EngineFinder;
  /** A container was started since the last sweep. */
  #toSweep: boolean;

  constructor(options: ContainersOptions) {
    this.#options = options;
    this.#directory = join(options.nodeHome, 'containers');
    this.#toSweep = existsSync(join(this.#directory, usedFile));
    const { clock, pullMs, keepBytes, inUse, onProblem } = options;
    this.#finder = new EngineFinder({ settings: options.settings, directory: this.#directory, clock, onProblem });
    this.#images = new Images({ directory: this.#directory, clock, pullMs, keepBytes, inUse, onProblem });
  }

  /** Which engine there is; it is looked for by who starts the agent. */
  get finder(): EngineFinder {
    return this.#finder;
  }

  /**
   * The container of a task: pulls its image and starts it, or finds it where an earlier agent made it. Throws StepFailure, or the
   * signal's reason.
   */
  async start(wanted: ContainerWanted): Promise<ContainerRecord> {
    const { node, image, credentials, onDetail, signal } = wanted;
    await this.#finder.detect();
    const detected = this.#finder.detected;
    if (!detected?.engine) throw new StepFailure('noContainerEngine', { node, why: detected?.why ?? '' });
    const { engine } = detected;
    await this.#images.ensure(engine, { reference: image, credentials, node, onDetail, signal });
    writeFileSync(join(this.#directory, usedFile), '', { mode: 0o600 });
    this.#toSweep = true;
    const spec = this.#specOf(wanted);
    for (const line of engine.cannot(spec)) wanted.note(line);
    const found = await engine.find(spec.name);
    if (found?.pid == null) {
      await engine.remove(spec.name);
      signal.throwIfAborted();
      await this.#run(engine, spec, node);
    }
    const pid = (await engine.find(spec.name))?.pid;
    const stat = pid == null ? undefined : statOf(pid);
    if (!stat) throw new StepFailure('containerFailed', { image, node, why: 'it ended at once' });
    if (!sharesFiles(stat.pid, spec.hold)) {
      await engine.remove(spec.name);
      const why = `${engine.kind} runs it on another machine, or cannot see this node's files`;
      throw new StepFailure('containerFailed', { image, node, why });
    }
    const gpuIds = engine.renumbersGpus && spec.gpuIds?.length ? spec.gpuIds : null;
    const record = { name: spec.name, image, pid: stat.pid, startTime: stat.startTime, gpuIds, shell: '/bin/sh' };
    return { ...record, shell: await this.#shellOf(record) };
  }

  #specOf(wanted: ContainerWanted): ContainerSpec {
    const { name, fence, image, shmSize, gpuIds, binds, hold } = wanted;
    // A pipe has to be made by a program: Node cannot.
    if (!existsSync(hold))
      execFileSync(findProgram('mkfifo', this.#options.settings.path) ?? 'mkfifo', ['-m', '600', hold]);
    return { name, fence, nodeUid: this.#options.nodeUid, image, shmSize, gpuIds, binds, hold };
  }

  async #run(engine: Engine, spec: ContainerSpec, node: string): Promise<void> {
    try {
      await engine.run(spec);
    } catch (error) {
      if (!(error instanceof EngineFault)) throw error;
      throw new StepFailure(error.code, { image: spec.image, node, why: error.message });
    }
  }

  /** Bash where the image has it, since Batch AI's command lines were written for it. */
  async #shellOf(record: ContainerRecord): Promise<string> {
    const entry = this.entry(record, '');
    const env = overPath(imageEnvironment(record.pid));
    const { argv } = entry.enter({ argv: ['/bin/sh', '-c', 'command -v bash'], env, cwd: '/' }, false);
    const ran = await runProgram(argv[0] as string, argv.slice(1), { env, timeoutMs: removeMs });
    const found = ran.stdout.trim();
    return ran.code === 0 && found.startsWith('/') ? found : '/bin/sh';
  }

  /** Into a container that is there; what is entered when it is gone throws StepFailure. */
  entry(record: ContainerRecord, node: string): Entry {
    const { settings } = this.#options;
    const nsenter =
      (this.#finder.detected?.engine && this.#finder.detected.nsenter) || findProgram('nsenter', settings.path);
    return enterContainer({
      nsenter: nsenter ?? 'nsenter',
      process: record,
      shell: record.shell,
      gpuIds: record.gpuIds,
      lost: () => new StepFailure('containerLost', { node }),
    });
  }

  /** Variables that the image gives to every process; none when the container is gone. */
  environment(record: ContainerRecord): Variables {
    return lives(record) ? imageEnvironment(record.pid) : {};
  }

  /** Whether somebody ended a container on purpose. False while the engine itself is down: what runs inside does not need it. */
  async wasEnded(name: string): Promise<boolean> {
    try {
      await this.#finder.detect();
      const engine = this.#finder.detected?.engine;
      return engine != null && (await engine.find(name))?.pid == null;
    } catch {
      return false;
    }
  }

  /** Removes a task's container. Never throws: what stays is removed by the next agent, or with the node. */
  async remove(name: string): Promise<void> {
    try {
      await this.#finder.detect();
      await this.#finder.detected?.engine?.remove(name);
    } catch (error) {
      this.#options.onProblem(`container ${name} could not be removed`, error);
    }
  }

  /** Removes containers of this node without a living task, and images without room. Never throws. */
  async sweep(living: () => ReadonlySet<string>): Promise<void> {
    if (!this.#toSweep) return;
    this.#toSweep = false;
    try {
      await this.#finder.detect();
      const engine = this.#finder.detected?.engine;
      if (!engine) return;
      for (const name of await engine.list(this.#options.nodeUid)) if (!living().has(name)) await this.remove(name);
      await this.#images.evict(engine);
    } catch (error) {
      this.#toSweep = true;
      this.#options.onProblem('containers could not be looked at', error);
    }
  }

  /** The node goes: none of its containers and images stays. Never throws. */
  async leave(): Promise<void> {
    this.#toSweep = existsSync(join(this.#directory, usedFile));
    await this.sweep(() => new Set());
    if (this.#finder.detected?.engine) await this.#images.evictAll(this.#finder.detected.engine);
  }
}

function overPath(image: Variables): Variables {
  return { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...image };
}

/** Whether a process sees the same file at a path as this one does: it is on this machine, and the path is bound. */
function sharesFiles(pid: number, path: string): boolean {
  try {
    const here = statSync(path);
    const there = statSync(join(`/proc/${pid}/root`, path));
    return here.dev === there.dev && here.ino === there.ino;
  } catch {
    return false;
  }
}
