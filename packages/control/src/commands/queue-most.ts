import { defaultScheduling, type Queue, type Quota } from '@trainyard/contracts/queues';
import type { ClusterRow } from '@trainyard/db/entities';
import type { Amounts } from '@trainyard/scheduler/interface';

/** Without limits unless the cluster lists it. */
const defaultQueue: Queue = { name: 'default', nominal: {} };

function queuesOf({ spec }: Pick<ClusterRow, 'spec'>): readonly Queue[] {
  return (spec.scheduling ?? defaultScheduling).queues;
}

/** A queue of a cluster by name in any case; `default` is always there. */
export function queueNamed(cluster: Pick<ClusterRow, 'spec'>, name: string): Queue | undefined {
  const same = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
  return queuesOf(cluster).find((queue) => same(queue.name)) ?? (same('default') ? defaultQueue : undefined);
}

/** Names of all queues of a cluster. */
export function queueNames(cluster: Pick<ClusterRow, 'spec'>): string[] {
  const names = queuesOf(cluster).map(({ name }) => name);
  return names.some((name) => name.toLowerCase() === 'default') ? names : ['default', ...names];
}

/** The most that a queue may ever use: its own, and what the others of its cohort lend at most. What is absent is not limited. */
export function mostOf(cluster: Pick<ClusterRow, 'spec'>, queue: Queue): Amounts {
  const most: Amounts = {};
  for (const resource of ['nodes', 'cpus', 'gpus'] as const) {
    const own = queue.nominal[resource] ?? Number.POSITIVE_INFINITY;
    const limit = own + borrowable(queuesOf(cluster), queue, resource);
    if (Number.isFinite(limit)) most[resource] = limit;
  }
  return most;
}

function borrowable(queues: readonly Queue[], queue: Queue, resource: keyof Quota): number {
  const { cohort } = queue;
  if (cohort === undefined) return 0;
  const others = queues.filter((one) => one !== queue && one.cohort?.toLowerCase() === cohort.toLowerCase());
  const lent = others.reduce((sum, { nominal, lendingLimit }) => {
    const whole = nominal[resource] ?? Number.POSITIVE_INFINITY;
    return sum + Math.min(whole, lendingLimit?.[resource] ?? whole);
  }, 0);
  return Math.min(lent, queue.borrowingLimit?.[resource] ?? Number.POSITIVE_INFINITY);
}
