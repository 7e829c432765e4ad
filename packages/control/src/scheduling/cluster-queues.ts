import { type Queue, type Quota, schedulingOf } from '@trainyard/contracts/queues';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { ClusterRow } from '@trainyard/db/entities';
import type { Amounts, SchedulerQueue } from '@trainyard/scheduler/interface';
import { mostOfQueue } from '@trainyard/scheduler/queue-book';

type Cluster = Pick<ClusterRow, 'spec'>;

/** Always there, and without limits unless the cluster lists it. */
const defaultQueue: Queue = { name: 'default', nominal: {} };

/** The queues of a cluster, `default` among them. */
export function queuesOf({ spec }: Cluster): readonly Queue[] {
  const { queues } = schedulingOf(spec);
  const listed = queues.some(({ name }) => nameKey(name) === defaultQueue.name);
  return listed ? queues : [defaultQueue, ...queues];
}

/** A queue by name in any case. */
export function queueNamed(cluster: Cluster, name: string): Queue | undefined {
  return queuesOf(cluster).find((queue) => nameKey(queue.name) === nameKey(name));
}

/** The most that a queue may ever use. What is absent is not limited. */
export function mostOf(cluster: Cluster, { name }: Queue): Amounts {
  return mostOfQueue(schedulerQueues(cluster), nameKey(name));
}

/** The queues as the scheduler sees them. */
export function schedulerQueues({ spec }: Cluster): SchedulerQueue[] {
  return schedulingOf(spec).queues.map(({ name, cohort, nominal, borrowingLimit, lendingLimit }) => ({
    name: nameKey(name),
    cohort: cohort === undefined ? null : nameKey(cohort),
    nominal: amounts(nominal),
    borrowing: borrowingLimit ? amounts(borrowingLimit) : null,
    lending: lendingLimit ? amounts(lendingLimit) : null,
  }));
}

/** Without the fields that are not given. */
function amounts({ nodes, cpus, gpus }: Quota): Amounts {
  return {
    ...(nodes !== undefined && { nodes }),
    ...(cpus !== undefined && { cpus }),
    ...(gpus !== undefined && { gpus }),
  };
}
