import type { SchedulerUnit } from './interface.ts';

/** Within a priority of an owner: earlier submission first. The uid only makes the order total. */
export function compareWithin(a: SchedulerUnit, b: SchedulerUnit): number {
  return a.order - b.order || compareUids(a.uid, b.uid);
}

/** The order of a queue whose units are of one age and one owner: higher priority first, then earlier submission. */
export function compareUnits(a: SchedulerUnit, b: SchedulerUnit): number {
  return b.priority - a.priority || compareWithin(a, b);
}

/** By code units, so that every machine and locale agrees. */
export function compareUids(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
