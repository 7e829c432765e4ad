import type { Bend } from './bend.ts';
import { schedulingOf } from './cluster-kinds.ts';
import { rough } from './faults.ts';
import { kindOfJob } from './job-kinds.ts';
import { SimWorld } from './sim-world.ts';
import { between, makeTrouble, pick } from './trouble.ts';

/** Steps of a story, and the most that may pass between two of them. */
const steps = 60;
const pauseMs = 20_000;
/** Quiet after the trouble, and how long everything may then take to end: a full queue of gangs and arrays takes most of an hour. */
const quietMs = 5 * 60_000;
const patienceMinutes = 120;

/** Ten minutes of submissions and trouble, then quiet until everything that was accepted has ended. Throws Broken. */
export async function story(seed: number, bend?: Bend): Promise<SimWorld> {
  // Every fourth world has machines that nobody can prove dead but an operator, every third a quota of machines.
  const machinesMost = seed % 3 === 0 ? 4 : Number.POSITIVE_INFINITY;
  const world = new SimWorld(seed, { ...rough, canFence: seed % 4 !== 0, machinesMost }, bend);
  await tellStory(world).catch((error: unknown) => {
    throw Object.assign(error as Error, { world });
  });
  return world;
}

async function tellStory(world: SimWorld): Promise<void> {
  const { chance, fleet } = world;
  const auto = chance.next() < 0.5;
  const scheduling = schedulingOf(chance, auto ? 5 : 4);
  const queues = ['default', ...scheduling.queues.map(({ name }) => name)];
  await world.prepare({
    ...(chance.next() < 0.3 && { vmPriority: 'lowpriority', lowPriority: { reclaimsPerNodeHour: 6, notice: 'PT20S' } }),
    scheduling,
    scaleSettings: auto
      ? { autoScale: { minimumNodeCount: 0, maximumNodeCount: 5, initialNodeCount: 0 } }
      : { manual: { targetNodeCount: 4, nodeDeallocationOption: 'requeue' } },
  });
  if (chance.next() < 0.3) await world.limit('user', { cores: 36, jobs: 5 });
  fleet.trouble = true;
  const names: string[] = [];
  for (let at = 0; at < steps; at++) {
    await world.run(chance.next() * pauseMs);
    const dice = chance.next();
    if (dice < 0.45) names.push(submit(world, `j${at}`, names, queues));
    else if (dice < 0.93) await makeTrouble(world);
    else {
      const uid = pick(world, world.accepted);
      if (uid) world.terminate(uid);
    }
  }
  fleet.trouble = false;
  world.step('the trouble is over');
  await world.run(quietMs);
  await world.declareDead();
  await world.allowAll();
  for (const uid of world.accepted) world.release(uid);
  for (let minute = 0; minute < patienceMinutes && world.unfinished().length > 0; minute++) await world.run(60_000);
  world.checkEnd();
}

function submit(world: SimWorld, name: string, earlier: readonly string[], queues: readonly string[]): string {
  const { chance } = world;
  const exitCode = chance.next() < 0.2 ? 3 : 0;
  const ms = Math.round(chance.next() * 60_000);
  const checkpointMs = chance.next() < 0.3 ? 5_000 : 0;
  const body = {
    nodeCount: between(world, 1, 4),
    queue: pick(world, queues),
    schedulingPriority: pick(world, ['low', 'normal', 'high']),
    restart: { onFailure: chance.next() < 0.5 ? 2 : 0, onNodeLoss: 100 },
    ...kindOfJob(chance, earlier),
  };
  world.submit(name, `sim ${ms} ${exitCode} ${checkpointMs}`, body, pick(world, ['ada', 'bob', 'cy']));
  return name;
}
