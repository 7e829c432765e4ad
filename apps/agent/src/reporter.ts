import { fleetLimits, type NodeReport, type Report, type TaskReport } from '@trainyard/contracts/fleet';

export interface ReporterPort {
  send(report: Report): Promise<{ n: number }>;
  task(key: string): TaskReport | undefined;
  keys(): Iterable<string>;
  node(): NodeReport;
  /** A task's newest report, or the node's, was taken. */
  onAcknowledged(): void;
}

/**
 * Says what changed until the server has it. One report is under way at a time; what changes meanwhile goes with the next, in its
 * newest form only. After a welcome everything is said again.
 */
export class Reporter {
  readonly #port: ReporterPort;
  readonly #dirty = new Set<string>();
  readonly #acknowledged = new Map<string, number>();
  #nodeDirty = true;
  #nodeSaid: string | undefined;
  #connected = false;
  #inFlight = false;
  #scheduled = false;
  #n = 0;

  constructor(port: ReporterPort) {
    this.#port = port;
  }

  changed(key: string): void {
    this.#dirty.add(key);
    this.#schedule();
  }

  nodeChanged(): void {
    this.#nodeDirty = true;
    this.#schedule();
  }

  welcome(): void {
    this.#connected = true;
    this.#inFlight = false;
    this.#nodeDirty = true;
    for (const key of this.#port.keys()) this.#dirty.add(key);
    this.#schedule();
  }

  cut(): void {
    this.#connected = false;
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

  #schedule(): void {
    if (this.#scheduled || !this.#connected || this.#inFlight) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (!this.#connected || this.#inFlight) return;
    const keys = [...this.#dirty].slice(0, fleetLimits.tasksPerMessage);
    const tasks = keys.map((key) => this.#port.task(key)).filter((task) => task !== undefined);
    for (const key of keys) this.#dirty.delete(key);
    if (tasks.length === 0 && !this.#nodeDirty) return;
    const node = this.#nodeDirty ? this.#port.node() : undefined;
    this.#nodeDirty = false;
    this.#inFlight = true;
    const n = ++this.#n;
    const said = keys.map((key) => [key, this.#port.task(key)?.serial ?? 0] as const);
    this.#port.send({ n, tasks, ...(node ? { node } : {}) }).then(
      () => this.#taken(said, node),
      // The connection was cut: the next welcome says everything again.
      () => {},
    );
  }

  #taken(said: (readonly [string, number])[], node: NodeReport | undefined): void {
    this.#inFlight = false;
    for (const [key, serial] of said) this.#acknowledged.set(key, serial);
    if (node) this.#nodeSaid = node.phase;
    this.#port.onAcknowledged();
    this.#schedule();
  }
}
