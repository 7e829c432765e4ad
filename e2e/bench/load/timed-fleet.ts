import { controllerActor } from '@trainyard/contracts/actors';
import { fenceKey } from '@trainyard/contracts/attempt';
import type { DesiredTask, TaskReport } from '@trainyard/contracts/fleet';
import type { Control, DesiredSet } from '@trainyard/control/interface';
import { agentActor, helloOf } from '@trainyard/control/testing/agent-words';
import type { NodeRequest, Provisioner } from '@trainyard/provisioners/port';

/** A task that only takes its time: `run MILLISECONDS`. */
interface TimedTask {
  fence: TaskReport['fence'];
  processes: number;
  serial: number;
  phase: TaskReport['phase'];
  outcome: TaskReport['outcome'];
  timer: NodeJS.Timeout | undefined;
  news: boolean;
}

/**
 * Nodes whose agents say to control what real ones would, by the same commands, and whose tasks are nothing but the time they take.
 * What changes on a node within one turn of the loop is one report, as a real agent's is.
 */
export class TimedFleet implements Provisioner {
  readonly kind = 'local';
  readonly parallel = 8;
  readonly #nodes = new Map<string, Map<string, TimedTask>>();
  #control: Control | undefined;
  #reports = 0;

  attach(control: Control): void {
    this.#control = control;
    control.onDesired((nodeUid, desired) => this.#desired(nodeUid, desired));
  }

  notes(): [] {
    return [];
  }

  async provision({ nodeUid, joinToken }: NodeRequest): Promise<void> {
    const control = this.#control;
    if (!control || this.#nodes.has(nodeUid)) return;
    this.#nodes.set(nodeUid, new Map());
    if (joinToken) {
      const key = { joinToken, publicKey: 'k', agentVersion: '0' };
      await control.execute('node.enrol', key, controllerActor('enrol'));
    }
    this.#desired(
      nodeUid,
      await control.execute('node.hello', { nodeUid, hello: helloOf(nodeUid, Date.now()) }, agentActor(nodeUid)),
    );
    const node = { phase: 'ready', reason: null } as const;
    await control.execute(
      'node.report',
      { nodeUid, report: { n: ++this.#reports, tasks: [], node } },
      agentActor(nodeUid),
    );
  }

  async release(nodeUid: string): Promise<void> {
    this.#nodes.delete(nodeUid);
  }

  async fence(): Promise<'cannot'> {
    return 'cannot';
  }

  async reclaim(): Promise<void> {}

  async revive(): Promise<void> {}

  async observe() {
    return [];
  }

  onExit(): () => void {
    return () => undefined;
  }

  #desired(nodeUid: string, { tasks }: DesiredSet): void {
    const mine = this.#nodes.get(nodeUid);
    if (!mine) return;
    const wanted = new Set<string>();
    for (const wish of tasks) {
      const key = fenceKey(wish.plan.fence);
      wanted.add(key);
      const known = mine.get(key);
      if (!known) mine.set(key, this.#begin(nodeUid, wish));
      else if (wish.want === 'stop') this.#end(nodeUid, known, 'stopped');
    }
    for (const [key, task] of mine) {
      if (wanted.has(key)) continue;
      clearTimeout(task.timer);
      mine.delete(key);
    }
  }

  #begin(nodeUid: string, { plan, want }: DesiredTask): TimedTask {
    const command = plan.processes[0]?.command;
    const ms = command && 'shell' in command ? Number(command.shell.split(' ')[1]) : 0;
    const task: TimedTask = {
      fence: plan.fence,
      processes: plan.processes.length,
      serial: 0,
      phase: 'running',
      outcome: null,
      timer: undefined,
      news: false,
    };
    if (want === 'stop') this.#end(nodeUid, task, 'stopped');
    else {
      task.timer = setTimeout(() => this.#end(nodeUid, task, 'succeeded'), ms);
      this.#tell(nodeUid, task);
    }
    return task;
  }

  #end(nodeUid: string, task: TimedTask, outcome: 'succeeded' | 'stopped'): void {
    if (task.phase === 'ended') return;
    clearTimeout(task.timer);
    task.phase = 'ended';
    task.outcome = outcome;
    this.#tell(nodeUid, task);
  }

  #tell(nodeUid: string, task: TimedTask): void {
    task.serial += 1;
    task.news = true;
    const mine = this.#nodes.get(nodeUid);
    // One report is on its way already once something else of this turn is news.
    if (mine && [...mine.values()].some((other) => other !== task && other.news)) return;
    setImmediate(() => this.#report(nodeUid));
  }

  #report(nodeUid: string): void {
    const news = [...(this.#nodes.get(nodeUid)?.values() ?? [])].filter((task) => task.news);
    for (const task of news) task.news = false;
    const report = { n: ++this.#reports, tasks: news.map(reportOf) };
    this.#control?.execute('node.report', { nodeUid, report }, agentActor(nodeUid)).catch(() => {
      for (const task of news) task.news = true;
      setImmediate(() => this.#report(nodeUid));
    });
  }
}

function reportOf({ fence, serial, phase, outcome, processes }: TimedTask): TaskReport {
  const exitCode = outcome === 'succeeded' ? 0 : null;
  const state = phase === 'ended' ? ('exited' as const) : ('running' as const);
  return {
    fence,
    serial,
    phase,
    prepared: true,
    step: null,
    steps: [],
    processes: Array.from({ length: processes }, (_, index) => ({ index, state, pid: null, exitCode, signal: null })),
    outcome,
    exitCode,
    reason: null,
    checkpointAt: null,
  };
}
