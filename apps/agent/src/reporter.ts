import { fleetLimits, type NodeReport, type Report, type TaskReport } from '@trainyard/contracts/fleet';
import type { Clock } from '@trainyard/runtime/clock';

export interface ReporterPort {
  clock: Clock;
  send(report: Report): Promise<{ n: number }>;
  task(key: string): TaskReport | undefined;
  keys(): Iterable<string>;
  node(): NodeReport;
  /** A task's newest report, or the node's, was taken. */
  onAcknowledged(): void;
}

/** News that nobody waits for, as the name of the next step, gathers this long: a short task then says its end and little else. */
const gatherMs = 25;
/** What is urgent does not wait for the answer to lesser news; more under way would only be read later by the server. */
const inFlightMost = 2;

/**
 * Says what changed until the server has it. What changes while reports are under way goes with the next, in its newest form only.
 * After a welcome everything is said again.
 */
export class Reporter {
  readonly #port: ReporterPort;
  readonly #dirty = new Set<string>();
  readonly #acknowledged = new Map<string, number>();
  #nodeDirty = true;
  #nodeSaid: string | undefined;
  #connected = false;
  #inFlight = 0;
  /** Something urgent is to be said. */
  #urgent = false;
  /** Something was gathered long enough. */
  #due = false;
  #scheduled = false;
  #cancelGather: (() => void) | undefined;
  #n = 0;

  constructor(port: ReporterPort) {
    this.#port = port;
  }

  /** `urgent`: somebody waits for this. */
  changed(key: string, urgent: boolean): void {
    this.#dirty.add(key);
    if (urgent) this.#hurry();
    else this.#gather();
  }

  nodeChanged(): void {
    this.#nodeDirty = true;
    this.#hurry();
  }

  welcome(): void {
    this.#connected = true;
    this.#inFlight = 0;
    this.#nodeDirty = true;
    for (const key of this.#port.keys()) this.#dirty.add(key);
    this.#hurry();
  }

  cut(): void {
    this.#connected = false;
    this.#cancelGather?.();
    this.#cancelGather = undefined;
  }

  /** True when the server has the newest report of a task. */
  hasTask(key: string): boolean {
    const serial = this.#port.task(key)?.serial;
    return serial !== undefined && (this.#acknowledged.get(key) ?? 0) >= serial;
  }

  hasNode(phase: NodeReport['phase']): boolean {
    return this.#nodeSaid === phase;
  }

  forget(key: string): void {
    this.#dirty.delete(key);
    this.#acknowledged.delete(key);
  }

  #hurry(): void {
    this.#urgent = true;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #gather(): void {
    if (!this.#connected) return;
    this.#cancelGather ??= this.#port.clock.setTimeout(() => {
      this.#cancelGather = undefined;
      this.#due = true;
      this.#flush();
    }, gatherMs);
  }

  #flush(): void {
    const may = (this.#urgent && this.#inFlight < inFlightMost) || (this.#due && this.#inFlight === 0);
    if (!this.#connected || !may) return;
    const keys = [...this.#dirty].slice(0, fleetLimits.tasksPerMessage);
    const tasks = keys.map((key) => this.#port.task(key)).filter((task) => task !== undefined);
    for (const key of keys) this.#dirty.delete(key);
    this.#urgent &&= this.#dirty.size > 0;
    this.#due = this.#dirty.size > 0;
    if (tasks.length === 0 && !this.#nodeDirty) return;
    const node = this.#nodeDirty ? this.#port.node() : undefined;
    this.#nodeDirty = false;
    this.#inFlight++;
    const n = ++this.#n;
    const said = keys.map((key) => [key, this.#port.task(key)?.serial ?? 0] as const);
    const at = this.#port.clock.now();
    this.#port.send({ n, at, tasks, ...(node ? { node } : {}) }).then(
      () => this.#taken(said, node),
      // The connection was cut: the next welcome says everything again.
      () => {},
    );
  }

  #taken(said: (readonly [string, number])[], node: NodeReport | undefined): void {
    this.#inFlight--;
    for (const [key, serial] of said) this.#acknowledged.set(key, serial);
    if (node) this.#nodeSaid = node.phase;
    this.#port.onAcknowledged();
    this.#flush();
  }
}
