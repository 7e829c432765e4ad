import type { DesiredTask, TaskReport } from '@trainyard/contracts/fleet';
import type { Chance } from '@trainyard/runtime/chance';
import type { Clock } from '@trainyard/runtime/clock';

/** A command of the simulation: `sim DURATION_MS EXIT_CODE`. */
function meaning(command: { shell: string } | { argv: string[] } | undefined): { ms: number; exitCode: number } {
  const [, ms, exitCode] = command && 'shell' in command ? command.shell.split(' ') : [];
  return { ms: Number(ms ?? 0), exitCode: Number(exitCode ?? 0) };
}

/** A task on a simulated machine: it outlives its agent, and dies with the machine. */
export class SimTask {
  readonly plan: DesiredTask['plan'];
  readonly #clock: Clock;
  readonly #chance: Chance;
  readonly #changed: () => void;
  phase: TaskReport['phase'] = 'starting';
  prepared = false;
  /** True while one of its processes lives. */
  alive = false;
  serial = 1;
  outcome: TaskReport['outcome'] = null;
  exitCode: number | null = null;
  #go = false;
  #dead = false;

  constructor(desired: DesiredTask, clock: Clock, chance: Chance, changed: () => void) {
    this.plan = desired.plan;
    this.#clock = clock;
    this.#chance = chance;
    this.#changed = changed;
    clock.setTimeout(() => this.#prepare(), 5 + chance.next() * 50);
  }

  /** What control wants now. */
  want({ want, go }: DesiredTask): void {
    if (this.#dead || this.phase === 'ended') return;
    if (want === 'stop') this.#stop();
    else if (go && !this.#go) {
      this.#go = true;
      this.#start();
    }
  }

  /** The machine died, or the fence struck: nothing of it is left, and nobody hears of it. */
  kill(): void {
    this.#dead = true;
    this.alive = false;
  }

  report(): TaskReport {
    const { plan, serial, phase, prepared, outcome, exitCode } = this;
    const processes = plan.processes.map((_process, index) => ({
      index,
      state: phase === 'ended' ? ('exited' as const) : this.alive ? ('running' as const) : ('waiting' as const),
      pid: null,
      exitCode: phase === 'ended' && outcome !== 'stopped' ? exitCode : null,
      signal: null,
    }));
    return {
      fence: plan.fence,
      serial,
      phase,
      prepared,
      step: null,
      steps: [],
      processes,
      outcome,
      exitCode,
      reason: null,
      checkpointAt: null,
    };
  }

  #prepare(): void {
    if (this.#dead || this.phase !== 'starting') return;
    this.prepared = true;
    this.#tell();
    this.#start();
  }

  #start(): void {
    if (this.#dead || !this.prepared || !this.#go || this.phase !== 'starting') return;
    this.phase = 'running';
    this.alive = true;
    this.#tell();
    if (this.plan.processes.length === 0) return;
    const runs = this.plan.processes.map((process) => meaning(process.command));
    const ms = Math.max(...runs.map((run) => run.ms));
    const exitCode = runs.find((run) => run.exitCode !== 0)?.exitCode ?? 0;
    this.#clock.setTimeout(
      () => this.#end(exitCode === 0 ? 'succeeded' : 'failed', exitCode),
      ms * (0.9 + this.#chance.next() * 0.2),
    );
  }

  #stop(): void {
    if (this.phase === 'stopping') return;
    this.phase = 'stopping';
    this.#tell();
    this.#clock.setTimeout(() => this.#end('stopped', null), this.#chance.next() * this.plan.grace);
  }

  #end(outcome: 'succeeded' | 'failed' | 'stopped', exitCode: number | null): void {
    if (this.#dead || this.phase === 'ended') return;
    // A process that exits by itself while it is being stopped has its own outcome only if it failed or finished first.
    if (this.phase === 'stopping' && outcome !== 'stopped') return;
    this.phase = 'ended';
    this.alive = false;
    this.outcome = outcome;
    this.exitCode = exitCode;
    this.#tell();
  }

  #tell(): void {
    this.serial += 1;
    this.#changed();
  }
}
