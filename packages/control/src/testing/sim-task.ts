import type { DesiredTask, TaskReport } from '@trainyard/contracts/fleet';
import { reason } from '@trainyard/contracts/reasons';
import type { Chance } from '@trainyard/runtime/chance';
import type { Clock } from '@trainyard/runtime/clock';

/** What a simulated task does: `sim DURATION_MS EXIT_CODE [CHECKPOINT_EVERY_MS]`. */
interface Meaning {
  ms: number;
  exitCode: number;
  checkpointMs: number;
}

function meaning(command: { shell: string } | { argv: string[] } | undefined): Meaning {
  const [, ms, exitCode, checkpointMs] = command && 'shell' in command ? command.shell.split(' ') : [];
  return { ms: Number(ms ?? 0), exitCode: Number(exitCode ?? 0), checkpointMs: Number(checkpointMs ?? 0) };
}

/** The machine as its tasks need it. */
export interface TaskHost {
  clock: Clock;
  chance: Chance;
  /** Whether another program has a port. */
  isOthers(port: number): boolean;
  /** What the machine's own clock shows, ms since 1970: it may be off by minutes. */
  wall(): number;
  /** Something is to be reported. */
  changed(): void;
  /** Processes of the task began to live, or ended. */
  lives(task: SimTask, alive: boolean): void;
}

/** A task on a simulated machine: it outlives its agent, and dies with the machine. */
export class SimTask {
  readonly plan: DesiredTask['plan'];
  readonly #host: TaskHost;
  phase: TaskReport['phase'] = 'starting';
  prepared = false;
  serial = 1;
  outcome: TaskReport['outcome'] = null;
  exitCode: number | null = null;
  reason: TaskReport['reason'] = null;
  checkpointAt: number | null = null;
  #grace: number | null = null;
  #alive = false;
  #go = false;
  #dead = false;

  constructor(desired: DesiredTask, host: TaskHost) {
    this.plan = desired.plan;
    this.#host = host;
    host.clock.setTimeout(() => this.#prepare(), 5 + host.chance.next() * 50);
  }

  /** What control wants now. */
  want({ want, go, grace }: DesiredTask): void {
    if (this.#dead || this.phase === 'ended') return;
    this.#grace = grace ?? null;
    if (want === 'stop') this.#stop();
    else if (go && !this.#go) {
      this.#go = true;
      this.#start();
    }
  }

  /** The machine died, or the fence struck: nothing of it is left, and nobody hears of it. */
  kill(): void {
    this.#dead = true;
    this.#live(false);
  }

  report(): TaskReport {
    const { plan, serial, phase, prepared, outcome, exitCode, reason: why, checkpointAt } = this;
    const state = phase === 'ended' ? ('exited' as const) : this.#alive ? ('running' as const) : ('waiting' as const);
    const processes = plan.processes.map((_process, index) => ({
      index,
      state,
      pid: null,
      exitCode: phase === 'ended' && outcome !== 'stopped' ? exitCode : null,
      signal: null,
    }));
    const told = {
      fence: plan.fence,
      serial,
      phase,
      prepared,
      processes,
      outcome,
      exitCode,
      reason: why,
      checkpointAt,
    };
    return { step: null, steps: [], ...told };
  }

  #prepare(): void {
    if (this.#dead || this.phase !== 'starting') return;
    this.prepared = true;
    this.#tell();
    this.#start();
  }

  #start(): void {
    if (this.#dead || !this.prepared || !this.#go || this.phase !== 'starting') return;
    const taken = this.plan.ports.find(({ port }) => this.#host.isOthers(port));
    if (taken) {
      this.reason = reason('portTaken', { port: taken.port, node: this.plan.names.node });
      this.#end('failed', null);
      return;
    }
    this.phase = 'running';
    this.#live(true);
    this.#tell();
    if (this.plan.processes.length === 0) return;
    const runs = this.plan.processes.map((process) => meaning(process.command));
    const ms = Math.max(...runs.map((run) => run.ms));
    const exitCode = runs.find((run) => run.exitCode !== 0)?.exitCode ?? 0;
    const { clock, chance } = this.#host;
    clock.setTimeout(
      () => this.#end(exitCode === 0 ? 'succeeded' : 'failed', exitCode),
      ms * (0.9 + chance.next() * 0.2),
    );
    this.#checkpointEvery(Math.max(...runs.map((run) => run.checkpointMs)));
  }

  #checkpointEvery(ms: number): void {
    if (ms <= 0) return;
    this.#host.clock.setTimeout(() => {
      if (this.#dead || this.phase !== 'running') return;
      this.checkpointAt = this.#host.wall();
      this.#tell();
      this.#checkpointEvery(ms);
    }, ms);
  }

  #stop(): void {
    if (this.phase === 'stopping') return;
    this.phase = 'stopping';
    this.#tell();
    const { clock, chance } = this.#host;
    clock.setTimeout(() => this.#end('stopped', null), chance.next() * (this.#grace ?? this.plan.grace));
  }

  #end(outcome: 'succeeded' | 'failed' | 'stopped', exitCode: number | null): void {
    if (this.#dead || this.phase === 'ended') return;
    // A process that exits by itself while it is being stopped has its own outcome only if it failed or finished first.
    if (this.phase === 'stopping' && outcome !== 'stopped') return;
    this.phase = 'ended';
    this.#live(false);
    this.outcome = outcome;
    this.exitCode = exitCode;
    this.#tell();
  }

  #live(alive: boolean): void {
    if (this.#alive === alive) return;
    this.#alive = alive;
    this.#host.lives(this, alive);
  }

  #tell(): void {
    this.serial += 1;
    this.#host.changed();
  }
}
