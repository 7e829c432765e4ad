/** How the running jobs of a workspace fare, as the server tells it: one store for each workspace that is looked at. */
import type { VitalsDelivery } from '@trainyard/contracts/live';
import type { JobVitals } from '@trainyard/contracts/vitals';

/** ms between two renders of what shows vitals: the server tells once a second, too. */
const restMs = 1_000;

/** What the store needs of the page. */
export interface VitalsPorts {
  follow(follower: { onVitals(delivery: VitalsDelivery): void; onError(error: unknown): void }): () => void;
  /** Calls `fn` after `ms`, and not before the tab is seen; the answered function takes that back. */
  later(fn: () => void, ms: number): () => void;
  /** Browser's clock, ms. */
  now(): number;
}

export class VitalsStore {
  readonly #ports: VitalsPorts;
  /** By job and unit. */
  readonly #units = new Map<string, Map<number, JobVitals>>();
  readonly #listeners = new Set<() => void>();
  #shown: ReadonlyMap<string, JobVitals> = new Map();
  #stop: (() => void) | undefined;
  #cancel: (() => void) | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(ports: VitalsPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#stop = this.#ports.follow({
      onVitals: (delivery) => this.#take(delivery),
      onError: (error) => console.error('how jobs fare cannot be followed', error),
    });
  }

  stop(): void {
    this.#stop?.();
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Told at most once a second, and never while the tab is hidden. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** By uid of the job; the same map, and the same objects in it, until something changed. */
  readonly snapshot = (): ReadonlyMap<string, JobVitals> => this.#shown;

  /** Of one unit of a job; null when it does not run. */
  unit(job: string, unit: number): JobVitals | null {
    return this.#units.get(job)?.get(unit) ?? null;
  }

  #take({ whole, vitals, over }: VitalsDelivery): void {
    if (whole) this.#units.clear();
    for (const one of vitals) {
      const units = this.#units.get(one.job) ?? new Map<number, JobVitals>();
      this.#units.set(one.job, units.set(one.unit, one));
    }
    for (const { job, unit } of over) {
      const units = this.#units.get(job);
      units?.delete(unit);
      if (units?.size === 0) this.#units.delete(job);
    }
    this.#cancel ??= this.#ports.later(() => this.#tell(), Math.max(0, this.#toldAt + restMs - this.#ports.now()));
  }

  #tell(): void {
    this.#cancel = undefined;
    this.#toldAt = this.#ports.now();
    this.#shown = new Map([...this.#units].map(([job, units]) => [job, mostTelling(units)]));
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Of an array the shard of which something is found, else the first that runs. */
function mostTelling(units: ReadonlyMap<number, JobVitals>): JobVitals {
  let best: JobVitals | undefined;
  for (const one of units.values()) {
    if (best === undefined || rank(one) < rank(best)) best = one;
  }
  return best as JobVitals;
}

const rank = ({ finding, unit }: JobVitals): number => (finding === null ? 1e9 : 0) + unit;
