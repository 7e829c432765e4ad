import type { Bend } from './bend.ts';
import { queuesOf } from './cluster-kinds.ts';
import { rough } from './faults.ts';
import { kindOfJob } from './job-kinds.ts';
import { SimWorld } from './sim-world.ts';
import { between, makeTrouble, pick } from './trouble.ts';

const nodes = 50;
/** A job a second; trouble every ten. */
const betweenJobsMs = 1_000;
const troubleEvery = 10;

/**
 * The fixed load by which the simulator's speed is told: 50 nodes with queues, pre-emption and faults, and a job each second for
 * `minutes` of its own time. Throws Broken.
 */
export async function load(seed: number, minutes: number, bend?: Bend): Promise<SimWorld> {
  const world = new SimWorld(seed, rough, bend);
  await world.prepare({
    vmSize: 'STANDARD_NC12',
    scaleSettings: { manual: { targetNodeCount: nodes, nodeDeallocationOption: 'requeue' } },
    scheduling: {
      queues: queuesOf(nodes),
      fairShare: { by: 'user', weights: {} },
      ageing: 'P1D',
      preemption: { enabled: true },
    },
  });
  world.fleet.trouble = true;
  for (let at = 0; at < minutes * 60; at++) {
    submit(world, `j${at}`);
    if (at % troubleEvery === troubleEvery - 1) await makeTrouble(world);
    await world.run(betweenJobsMs);
  }
  return world;
}

/** Mostly small ones, as on a shared cluster; about as much work as the nodes can do. */
function submit(world: SimWorld, name: string): void {
  const { chance } = world;
  const ms = between(world, 2_000, 40_000);
  const exitCode = chance.next() < 0.05 ? 3 : 0;
  world.submit(
    name,
    `sim ${ms} ${exitCode} ${chance.next() < 0.2 ? 10_000 : 0}`,
    {
      nodeCount: chance.next() < 0.1 ? between(world, 2, 8) : 1,
      queue: pick(world, ['default', 'red', 'green', 'blue', 'grey']),
      schedulingPriority: pick(world, ['low', 'normal', 'high']),
      restart: { onFailure: 1, onNodeLoss: 100 },
      ...kindOfJob(chance, []),
    },
    pick(world, ['ada', 'bob', 'cy', 'di']),
  );
}
