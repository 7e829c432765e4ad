import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fenceKey } from '@trainyard/contracts/attempt';
import { taskStream } from '@trainyard/contracts/log-frame';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import { systemChance, systemClock } from '@trainyard/runtime/node/system';
import { Agent } from '../agent.ts';
import type { AgentConfig } from '../config.ts';
import { endTree } from '../executors/end-tree.ts';
import { NodeGroups } from '../executors/node-groups.ts';
import { processesOf } from '../executors/proc.ts';
import type { CreateFacts } from '../node-facts.ts';
import { BindMounter, detachBelow } from './bind-mounter.ts';
import { FleetServer } from './fleet-server.ts';
import { plainFacts } from './plain-facts.ts';

/** A node directory, a server and an agent for one test. */
export class Rig {
  readonly server = new FleetServer();
  readonly home = mkdtempSync(join(tmpdir(), 'ty-agent-'));
  /** What its tasks share with those of other nodes; made with the first of them. */
  readonly shared = `${this.home}-shared`;
  readonly exits: { code: number; why: string }[] = [];
  readonly problems: string[] = [];
  /** What this test's agent is told otherwise. */
  settings: Partial<AgentConfig> = {};
  facts: CreateFacts = plainFacts;
  /** Mounts volumes for agents in this process. */
  readonly mounter = new BindMounter();
  #agent: Agent | undefined;
  #children: ChildProcess[] = [];

  /** ms that a process may outlive SIGKILL. */
  patience: number | undefined;

  static async make(): Promise<Rig> {
    const rig = new Rig();
    await rig.server.listen();
    return rig;
  }

  get config(): AgentConfig {
    return {
      url: this.server.url,
      nodeHome: this.home,
      nodeUid: undefined,
      joinToken: this.server.joinToken,
      address: '127.0.0.1',
      ports: { from: 20_000, to: 20_100 },
      networkFile: undefined,
      sharedDirectory: this.shared,
      gpus: undefined,
      nvidiaSmi: 'nvidia-smi',
      containers: { engine: 'none', dockerHost: undefined, pullMs: 60_000, keepBytes: 1e9 },
      logLevel: 'silent',
      path: process.env.PATH ?? '',
      lang: 'C.UTF-8',
      home: undefined,
      ...this.settings,
    };
  }

  /** An agent in this process. */
  async startAgent(): Promise<void> {
    const log = {
      info() {},
      warn() {},
      error: (fields: object, message: string) => {
        this.problems.push(`${message} ${String((fields as { err?: unknown }).err ?? '')}`);
      },
    };
    this.#agent = await Agent.start({
      config: this.config,
      clock: systemClock,
      chance: systemChance,
      log,
      createFacts: this.facts,
      mounter: this.mounter,
      ...(this.patience !== undefined && { patience: this.patience }),
      onExit: (code, why) => {
        this.exits.push({ code, why });
        this.server.poke();
      },
    });
    await this.server.until(() => this.server.connected || this.exits.length > 0);
  }

  /** Lets the agent of this process go, as SIGTERM does. */
  stopAgent(): void {
    this.#agent?.close();
    this.#agent = undefined;
  }

  /** An agent in a process of its own, which can be killed. */
  async spawnAgent(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../main.ts', import.meta.url))], {
      env: {
        PATH: process.env.PATH ?? '',
        TRAINYARD_URL: this.server.url,
        TRAINYARD_NODE_HOME: this.home,
        TRAINYARD_JOIN_TOKEN: this.server.joinToken,
        TRAINYARD_LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.#children.push(child);
    await this.server.until(() => this.server.connected);
    return child;
  }

  /** Kills an agent without a word and waits until it is gone and the server noticed. */
  async kill(child: ChildProcess): Promise<void> {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    await this.server.until(() => !this.server.connected);
  }

  stdout(plan: TaskPlan, process = 0): string {
    return this.server.text(taskStream(plan.fence, 'run', process, 'stdout'));
  }

  stderr(plan: TaskPlan, process = 0): string {
    return this.server.text(taskStream(plan.fence, 'run', process, 'stderr'));
  }

  /** What the agent knew of its tasks is gone, as with a broken disk. */
  loseJournal(): void {
    rmSync(join(this.home, 'journal'), { recursive: true });
  }

  /** Groups of processes of the node, as its agent wrote them down. */
  get groups(): NodeGroups {
    return NodeGroups.known(this.home, this.server.nodeUid);
  }

  /** Living processes of a task. */
  left(plan: TaskPlan): number {
    return processesOf({ fence: fenceKey(plan.fence), roots: [], sessions: [] }).length;
  }

  async close(): Promise<void> {
    this.stopAgent();
    for (const child of this.#children) child.kill('SIGKILL');
    await this.server.close();
    // Tasks outlive their agent, so those that a test left running are ended here.
    for (const fence of this.server.wanted) await endTree({ fence, roots: [], sessions: [] }, 0, systemClock);
    for (const name of this.groups.names()) {
      const group = this.groups.group(name);
      await endTree({ fence: name, roots: [], sessions: [], group }, 0, systemClock);
      group?.remove();
    }
    for (const pid of this.mounter.helpers) process.kill(pid, 'SIGKILL');
    this.groups.remove();
    detachBelow(this.home);
    for (const path of [this.home, this.shared]) rmSync(path, { recursive: true, force: true });
    if (this.server.faults.length > 0) throw new Error(`the server saw faults:\n${this.server.faults.join('\n')}`);
  }
}
