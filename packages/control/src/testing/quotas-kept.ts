import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { LimitAmounts } from '@trainyard/contracts/limits';
import type { Queue, Quota } from '@trainyard/contracts/queues';
import { shareOf } from '@trainyard/contracts/share';
import type { AllocationRow, ClusterRow, JobRow, LimitRow } from '@trainyard/db/entities';
import type { State } from '@trainyard/db/state';

interface Used {
  nodes: number;
  cpus: number;
  gpus: number;
  /** Units that hold something. */
  units: Map<string, number>;
}

const resources = ['nodes', 'cpus', 'gpus'] as const;
const tolerance = 1e-6;

/**
 * Quotas of queues and limits of workspaces and users, held against every start. What was lowered under what already runs is no
 * breach: only a start can be one.
 */
export class QuotasKept {
  readonly #state: State;
  readonly #used = new Map<string, Used>();

  constructor(state: State) {
    this.#state = state;
  }

  /** Takes an event about an allocation that the state already shows. */
  take({ subject, type }: TrainyardEvent): string[] {
    if (type === 'allocation.deleted') return [];
    const row = this.#state.allocation[subject.uid] as unknown as AllocationRow;
    const job = this.#state.job[row.jobUid] as unknown as JobRow | undefined;
    const cluster = this.#state.cluster[row.clusterUid] as unknown as ClusterRow | undefined;
    if (!job || !cluster) return [];
    const made = type === 'allocation.made';
    const queue = (job.spec.queue ?? 'default').toLowerCase();
    const whole = shareOf(job.spec, { gpus: 0, cpus: 0, memoryBytes: 0 }) === null;
    for (const key of [`queue/${cluster.uid}/${queue}`, `workspace/${job.workspaceUid}`, `user/${job.createdBy}`])
      this.#count(key, row, whole, made ? 1 : -1);
    return made ? [...this.#queue(cluster, queue, row), ...this.#limits(job, row)] : [];
  }

  #count(key: string, row: AllocationRow, whole: boolean, by: 1 | -1): void {
    const used = this.#of(key);
    if (whole) used.nodes += by;
    used.cpus += by * row.cpus;
    used.gpus += by * row.gpuIds.length;
    const unit = `${row.jobUid}/${row.unit}`;
    const left = (used.units.get(unit) ?? 0) + by;
    if (left > 0) used.units.set(unit, left);
    else used.units.delete(unit);
  }

  #of(key: string): Used {
    const found = this.#used.get(key);
    if (found) return found;
    const fresh = { nodes: 0, cpus: 0, gpus: 0, units: new Map() };
    this.#used.set(key, fresh);
    return fresh;
  }

  #queue(cluster: ClusterRow, name: string, { path }: AllocationRow): string[] {
    const queues = cluster.spec.scheduling?.queues ?? [];
    const queue = queues.find((one) => one.name.toLowerCase() === name);
    if (!queue) return [];
    const cohort = queue.cohort?.toLowerCase();
    const lenders = cohort === undefined ? [queue] : queues.filter((one) => one.cohort?.toLowerCase() === cohort);
    return resources.flatMap((resource) => {
      const used = this.#of(`queue/${cluster.uid}/${name}`)[resource];
      const own = most(queue, resource, cohort !== undefined);
      const together = sum(lenders.map(({ nominal }) => nominal[resource]));
      const usedTogether = lenders.reduce(
        (total, one) => total + this.#of(`queue/${cluster.uid}/${one.name.toLowerCase()}`)[resource],
        0,
      );
      const faults: string[] = [];
      if (used > own + tolerance) faults.push(`queue ${name} uses ${used} ${resource} of ${own} with ${path}`);
      if (usedTogether > together + tolerance)
        faults.push(`cohort ${cohort} uses ${usedTogether} ${resource} of ${together} with ${path}`);
      return faults;
    });
  }

  #limits(job: JobRow, { path }: AllocationRow): string[] {
    const limits = Object.values(this.#state.limit) as unknown as LimitRow[];
    return (['workspace', 'user'] as const).flatMap((scope) => {
      const key = scope === 'workspace' ? job.workspaceUid : job.createdBy;
      const own = limits.filter((limit) => limit.scope === scope);
      const limit: LimitAmounts | undefined = (own.find((one) => one.key === key) ?? own.find((one) => one.key === '*'))
        ?.limits;
      const used = this.#of(`${scope}/${key}`);
      const over = (what: keyof LimitAmounts, is: number): string[] => {
        const may = limit?.[what];
        return may !== undefined && is > may + tolerance
          ? [`${scope} ${key} uses ${is} of ${may} ${what} with ${path}`]
          : [];
      };
      return [...over('cores', used.cpus), ...over('gpus', used.gpus), ...over('jobs', used.units.size)];
    });
  }
}

/** What a queue may use: its own, and what it may borrow. */
function most({ nominal, borrowingLimit }: Queue, resource: keyof Quota, lent: boolean): number {
  const own = nominal[resource];
  if (own === undefined) return Number.POSITIVE_INFINITY;
  if (!lent) return own;
  const borrowed = borrowingLimit === undefined ? Number.POSITIVE_INFINITY : borrowingLimit[resource];
  return own + (borrowed ?? Number.POSITIVE_INFINITY);
}

/** Of amounts of which one is not limited the sum is not either. */
function sum(amounts: (number | undefined)[]): number {
  return amounts.reduce<number>((total, one) => total + (one ?? Number.POSITIVE_INFINITY), 0);
}
