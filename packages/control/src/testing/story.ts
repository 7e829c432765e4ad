import { isDeepStrictEqual } from 'node:util';
import { readEvents } from '@trainyard/db/event-log';
import { captureState, emptyState, fold } from '@trainyard/db/state';
import { kindOfJob } from './job-kinds.ts';
import { SimWorld } from './sim-world.ts';

const rough = { doubled: 0.2, latestMs: 5_000, provisionFails: 0.1, canFence: true };

/** Ten minutes of submissions and trouble, then quiet until everything that was accepted has ended. */
export async function story(seed: number): Promise<{ world: SimWorld; accepted: string[] }> {
  // Every fourth world has machines that nobody can prove dead but an operator.
  const world = new SimWorld(seed, { ...rough, canFence: seed % 4 !== 0 });
  const { chance, fleet } = world;
  const auto = chance.next() < 0.5;
  await world.prepare(
    auto
      ? { autoScale: { minimumNodeCount: 0, maximumNodeCount: 5, initialNodeCount: 0 } }
      : { manual: { targetNodeCount: 4, nodeDeallocationOption: 'requeue' } },
  );
  const accepted: string[] = [];
  const names: string[] = [];
  const pick = <T>(list: T[]): T | undefined => list[Math.floor(chance.next() * list.length)];
  for (let at = 0; at < 60; at++) {
    await world.run(chance.next() * 20_000);
    const dice = chance.next();
    const node = pick([...fleet.nodes.keys()]);
    if (dice < 0.45) {
      const restart = { restart: { onFailure: chance.next() < 0.5 ? 2 : 0, onNodeLoss: 100 } };
      const exitCode = chance.next() < 0.2 ? 3 : 0;
      const uid = await world.submit(`j${at}`, 1 + Math.floor(chance.next() * 4), chance.next() * 60_000, exitCode, {
        ...restart,
        ...kindOfJob(chance, names),
      });
      if (uid) accepted.push(uid);
      if (uid) names.push(`j${at}`);
    } else if (dice < 0.55) await world.crashControl(chance.next() * 20_000);
    else if (dice < 0.65 && node) fleet.crashAgent(node);
    else if (dice < 0.72 && node) fleet.crashMachine(node);
    else if (dice < 0.85 && node) fleet.partition(node, chance.next() * 30_000);
    else if (dice < 0.92) {
      const uid = pick(accepted);
      if (uid) await world.terminate(uid);
    }
  }
  fleet.trouble = false;
  await world.run(5 * 60_000);
  await world.declareDead();
  for (const uid of accepted) await world.release(uid);
  // Quiet until everything has ended, for at most forty minutes.
  for (let minute = 0; minute < 40 && world.unfinished(accepted).length > 0; minute++) await world.run(60_000);
  return { world, accepted };
}

/** Tells a story and says what is wrong at its end; what breaks on the way throws. */
export async function endsWell(seed: number): Promise<string[]> {
  const { world, accepted } = await story(seed);
  const { rows, connection } = world.writer;
  const held = rows.where('allocation', { to: null }).map(({ path }) => `${path} is still held`);
  const told = fold(emptyState(), readEvents(connection, {}, 0, Number.MAX_SAFE_INTEGER));
  return [
    ...world.unfinished(accepted),
    ...held,
    ...(accepted.length > 5 ? [] : [`only ${accepted.length} jobs were accepted: the story proves nothing`]),
    ...(isDeepStrictEqual(told, captureState(connection).state) ? [] : ['the events do not add up to the tables']),
  ];
}
