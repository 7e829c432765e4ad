import type { Clock } from '@trainyard/runtime/clock';
import { lives, type ProcessId } from './proc.ts';

/** A kernel that holds a process lets it go when a disk or mount answers: no need to look more often. */
const lookMs = 2_000;

/** Processes that outlived SIGKILL, until they are gone: what they hold of the node nobody else can have. */
export class HeldProcesses {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #held: ProcessId[] = [];
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get pids(): number[] {
    return this.#held.map(({ pid }) => pid);
  }

  add(processes: readonly ProcessId[]): void {
    const fresh = processes.filter(({ pid }) => !this.pids.includes(pid));
    if (fresh.length === 0) return;
    this.#held.push(...fresh);
    this.#onChange();
    this.#later();
  }

  close(): void {
    this.#cancel?.();
  }

  #later(): void {
    this.#cancel?.();
    this.#cancel = this.#clock.setTimeout(() => {
      const before = this.#held.length;
      this.#held = this.#held.filter(lives);
      if (this.#held.length !== before) this.#onChange();
      if (this.#held.length > 0) this.#later();
    }, lookMs);
  }
}
