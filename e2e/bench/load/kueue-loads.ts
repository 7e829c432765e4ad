/** The jobs of one class that each queue gets: `count` of them, one every `everyMs`, each of `slots` slots for `runMs`. */
export interface JobClass {
  name: 'small' | 'medium' | 'large';
  count: number;
  everyMs: number;
  runMs: number;
  slots: number;
  priority: 'low' | 'normal' | 'high';
  /** Kueue's mean wait, s. */
  kueueWait: number;
}

/** A published load of Kueue (kubernetes-sigs/kueue, test/performance/scheduler/configs), and what Kueue made of it. */
export interface KueueLoad {
  name: string;
  cohorts: number;
  queuesPerCohort: number;
  classes: JobClass[];
  /** How long it takes at best, s. */
  ideal: number;
  /** Kueue's mean, s. */
  kueue: number;
  /** How many times the ideal it may take. */
  most: number;
  /** CPUs that stand for a slot, and the nodes of a cluster: one cluster is a cohort. */
  cpusPerSlot: number;
  nodes: { size: string; count: number };
}

/** Slots that are a queue's own, and those that it may borrow. */
export const nominalSlots = 20;
export const borrowedSlots = 100;

export const kueueLoads: KueueLoad[] = [
  {
    name: 'baseline',
    cohorts: 5,
    queuesPerCohort: 6,
    classes: [
      { name: 'small', count: 350, everyMs: 100, runMs: 200, slots: 1, priority: 'low', kueueWait: 215 },
      { name: 'medium', count: 100, everyMs: 500, runMs: 500, slots: 5, priority: 'normal', kueueWait: 77 },
      { name: 'large', count: 50, everyMs: 1_200, runMs: 1_000, slots: 20, priority: 'high', kueueWait: 17 },
    ],
    ideal: 66,
    kueue: 351,
    most: 1.05,
    // 120 slots are the 12 CPUs of one node: nothing is lost between nodes, as nothing is in Kueue's quota.
    cpusPerSlot: 0.1,
    nodes: { size: 'STANDARD_NC12', count: 1 },
  },
  {
    name: 'large-scale',
    cohorts: 10,
    queuesPerCohort: 100,
    classes: [
      { name: 'small', count: 35, everyMs: 60, runMs: 150, slots: 1, priority: 'low', kueueWait: 700 },
      { name: 'medium', count: 11, everyMs: 300, runMs: 350, slots: 5, priority: 'normal', kueueWait: 256 },
      { name: 'large', count: 4, everyMs: 700, runMs: 700, slots: 20, priority: 'high', kueueWait: 106 },
    ],
    ideal: 4,
    kueue: 1_179,
    most: 3,
    // 2,000 slots are 100 CPUs; a fifth more nodes than that, so that large jobs always find one.
    cpusPerSlot: 0.05,
    nodes: { size: 'STANDARD_NC24', count: 5 },
  },
];
