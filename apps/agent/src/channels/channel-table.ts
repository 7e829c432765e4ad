import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import {
  type ChannelAnswer,
  type ChannelMessage,
  type ChannelPayloads,
  type ChannelStart,
  type ChannelTarget,
  channelLimits,
} from '@trainyard/contracts/channel';
import { Fault } from '@trainyard/contracts/errors';
import type { Clock } from '@trainyard/runtime/clock';
import type { SendMessage } from '@trainyard/sdk/channel';
import { endTree } from '../executors/end-tree.ts';
import type { Enterable, NodeEntry } from '../executors/enter.ts';
import { lives, type ProcessId, processesOf } from '../executors/proc.ts';
import type { TaskRun } from '../tasks/run.ts';
import type { NodeVariables, Variables } from '../tasks/variables.ts';
import { attend } from './attendance.ts';
import type { Far } from './far.ts';
import { listensOn } from './listeners.ts';
import { startPiped } from './piped.ts';
import { reachPort } from './port.ts';
import { ServedChannel } from './served-channel.ts';
import { startOnTerminal } from './terminal.ts';

/** What every process of a channel bears, so that all of them end with it. */
const mark = 'TRAINYARD_CHANNEL';

/** A shell for whoever names no command. A task's is no login shell: that would put its variables back to the node's. */
const loginShell = ['/bin/sh', '-c', 'command -v bash >/dev/null && exec bash -l; exec sh -l'];
const taskShell = ['/bin/sh', '-c', 'command -v bash >/dev/null && exec bash; exec sh'];

export interface ChannelTablePort {
  nodeHome: string;
  node: NodeVariables;
  /** Where what runs on this node runs: in its own network, if it has one. */
  entry: NodeEntry;
  clock: Clock;
  send: SendMessage;
  task(key: string): TaskRun | undefined;
  onProblem(what: string, error: unknown): void;
}

/** The channels into this node: each lives as long as the connection, its far end and the task that it leads into. */
export class ChannelTable {
  readonly #port: ChannelTablePort;
  readonly #directory: string;
  readonly #open = new Map<string, ServedChannel>();

  constructor(port: ChannelTablePort) {
    this.#port = port;
    this.#directory = join(port.nodeHome, 'channels');
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
  }

  /** Ends what the channels of an agent that died left running. */
  async sweep(): Promise<void> {
    for (const id of readdirSync(this.#directory)) {
      const file = join(this.#directory, id);
      if (this.#open.has(id)) continue;
      const { lasting, process } = readRecord(file);
      // It is its task's, and ends with that.
      if (!lasting) await this.#endTree(id, process, 0);
      rmSync(file, { force: true });
    }
  }

  /** Starts or reaches the target; never rejects. */
  async start({ id, target }: ChannelStart): Promise<ChannelAnswer> {
    try {
      if (this.#open.size >= channelLimits.perAgent) {
        throw new Fault('TooManyChannels', { limit: channelLimits.perAgent });
      }
      await this.#start(id, target);
      return { ok: true };
    } catch (error) {
      this.#open.delete(id);
      rmSync(join(this.#directory, id), { force: true });
      const fault =
        error instanceof Fault ? error : new Fault('CommandNotStarted', { command: target.kind, why: String(error) });
      if (fault !== error) this.#port.onProblem('a channel could not be opened', error);
      const { code, params, message } = fault;
      return { ok: false, error: { code, params, message } };
    }
  }

  take<M extends ChannelMessage>(message: M, payload: ChannelPayloads[M]): boolean {
    const channel = this.#open.get(payload.id);
    channel?.take(message, payload);
    return channel !== undefined;
  }

  room(): void {
    for (const channel of this.#open.values()) channel.wake();
  }

  /** The connection is gone, and with it whoever opened them. */
  cut(): Promise<unknown> {
    return Promise.all([...this.#open.values()].map((channel) => channel.cut()));
  }

  async #start(id: string, target: ChannelTarget): Promise<void> {
    const { clock, send } = this.#port;
    const record = join(this.#directory, id);
    const lasting = target.kind === 'task' && target.lasting === true;
    const remember = (process: ProcessId | null): void =>
      writeFileSync(record, JSON.stringify({ lasting, process } satisfies ChannelRecord), { mode: 0o600 });
    let left = (): void => {};
    const channel = new ServedChannel(id, {
      send,
      clock,
      lasting,
      sweep: target.kind === 'port' ? null : (far, quick) => this.#sweepOne(id, target, far, quick),
      onGone: () => {
        this.#open.delete(id);
        rmSync(record, { force: true });
        left();
      },
    });
    this.#open.set(id, channel);
    // Before anything runs: what is not named here, the next agent cannot end.
    if (target.kind !== 'port') remember(null);
    const far = target.kind === 'port' ? await this.#reach(target, channel) : await this.#run(id, target, channel);
    if (far.process) remember(far.process);
    left = attend(this.#port.nodeHome, target, id);
    channel.serve(far);
  }

  async #run(id: string, target: Exclude<ChannelTarget, { kind: 'port' }>, channel: ServedChannel): Promise<Far> {
    const { terminal } = target;
    const more = { [mark]: id, TERM: terminal ? 'xterm-256color' : 'dumb' };
    let command: Enterable;
    if (target.kind === 'node') {
      const direct = this.#onNode(target.nodeUid, target.command ?? loginShell, more);
      command = this.#port.entry.enter(direct, terminal !== null);
    } else {
      const run = this.#taskOf(target.fence);
      command = await run.enter(target.command ?? taskShell, terminal !== null, more);
      // A shell on a terminal would sit out the grace of a task that ends: it does not mind SIGTERM.
      if (terminal) run.stopping.addEventListener('abort', () => channel.hangUp(), { once: true });
    }
    if (!terminal) return startPiped(command, channel.output);
    return startOnTerminal(command, terminal, channel.output, this.#port.clock);
  }

  #onNode(nodeUid: string, argv: string[], more: Variables): Enterable {
    const { node } = this.#port;
    if (nodeUid !== node.nodeUid) throw new Fault('NodeNotFound', { name: nodeUid });
    const env = {
      PATH: node.path,
      HOME: homedir(),
      LANG: node.lang,
      AZ_BATCHAI_MOUNT_ROOT: node.mountRoot,
      AZ_BATCH_NODE_ID: node.nodeUid,
      // By this a provisioner that takes the node back finds it.
      TRAINYARD_NODE: node.nodeUid,
      ...more,
    };
    return { argv, env, cwd: homedir() };
  }

  async #reach({ fence, port }: Extract<ChannelTarget, { kind: 'port' }>, channel: ServedChannel): Promise<Far> {
    const { plan } = this.#taskOf(fence).record;
    const leased = plan.ports.map((one) => one.port);
    if (!leased.includes(port)) throw new Fault('PortNotLeased', { port, ports: leased.map(String) });
    const own = processesOf({ fence: fenceKey(fence), roots: [], sessions: [] });
    if (!listensOn(own, port)) throw new Fault('PortNotOpen', { port, why: 'no process of the job listens' });
    const address = plan.gang[fence.task]?.address ?? '127.0.0.1';
    // The loopback of a node with a network of its own is not ours: there another job may listen.
    return reachPort(this.#port.entry.network ? [address] : [address, '127.0.0.1'], port, channel.output);
  }

  /** The living task of exactly this attempt. */
  #taskOf(fence: Extract<ChannelTarget, { kind: 'task' }>['fence']): TaskRun {
    const run = this.#port.task(fenceKey(fence));
    if (!run) throw new Fault('StaleAttempt', { attempt: fence.attempt, job: fence.job });
    if (run.ended || run.stopping.aborted) throw new Fault('TaskNotRunning');
    return run;
  }

  /** What a command left in a task is the task's, unless somebody closed it; on a node nothing stays behind. */
  async #sweepOne(id: string, target: ChannelTarget, far: Far, quick: boolean): Promise<void> {
    if (quick || target.kind === 'node') await this.#endTree(id, far.process, channelLimits.graceMs);
  }

  async #endTree(id: string, process: ProcessId | null, graceMs: number): Promise<void> {
    const roots = process ? [process] : [];
    // The session is ours to end only while its leader is there to hold the number.
    const sessions = process && lives(process) ? [process.pid] : [];
    const { clock, onProblem } = this.#port;
    const left = await endTree({ fence: id, variable: mark, roots, sessions }, graceMs, clock);
    if (left.length > 0)
      onProblem(`processes of channel ${id} outlived SIGKILL`, left.map(({ pid }) => pid).join(', '));
  }
}

/** What is on disk of a channel. */
interface ChannelRecord {
  lasting: boolean;
  process: ProcessId | null;
}

function readRecord(file: string): ChannelRecord {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ChannelRecord;
  } catch {
    return { lasting: false, process: null };
  }
}
