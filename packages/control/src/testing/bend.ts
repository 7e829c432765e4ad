import type { Writer } from '@trainyard/db/writer';
import type { Scheduler } from '@trainyard/scheduler/interface';
import type { SimFleet } from './sim-fleet.ts';
import type { SimWorld } from './sim-world.ts';

/** A part of the world that is made wrong on purpose, so that a test sees whether anybody notices. */
export interface Bend {
  scheduler?(right: Scheduler): Scheduler;
  writer?(right: Writer): Writer;
  fleet?(right: SimFleet, world: SimWorld): void;
}
