import type { Queue, SchedulingSettings } from '@trainyard/contracts/queues';
import type { Chance } from '@trainyard/runtime/chance';

/** CPUs of a node of the clusters of stories: STANDARD_NC12. */
const nodeCpus = 12;
/** A minute: in a story of ten, waiting jobs grow old. */
const ageing = 'PT1M';

/** Queues of a cluster that lend to each other, and one that keeps to itself. Together they own `nodes` nodes of 12 CPUs. */
export function queuesOf(nodes: number): Queue[] {
  const share = Math.max(1, Math.floor(nodes / 4)) * nodeCpus;
  return [
    { name: 'red', cohort: 'colours', nominal: { cpus: share }, borrowingLimit: { cpus: 2 * share } },
    { name: 'green', cohort: 'colours', nominal: { cpus: share } },
    { name: 'blue', cohort: 'colours', nominal: { cpus: share }, lendingLimit: { cpus: 0 } },
    { name: 'grey', nominal: { cpus: share } },
  ];
}

/** How the cluster of a story shares its nodes: with queues, with pre-emption, with both or with neither. */
export function schedulingOf(chance: Chance, nodes: number): SchedulingSettings {
  const by = (['user', 'workspace', 'none'] as const)[Math.floor(chance.next() * 3)] ?? 'user';
  const queues = chance.next() < 0.5 ? queuesOf(nodes) : [];
  return {
    queues,
    fairShare: { by, weights: {} },
    ageing,
    preemption: { enabled: chance.next() < 0.6, ...(chance.next() < 0.5 && { grace: 'PT5S' }) },
  };
}
