import { expect, test } from 'vitest';
import { load } from './testing/load.ts';

/** Its own time; the soak's is longer. */
const minutes = Number(process.env.SIMULATION_MINUTES ?? 5);

test('50 nodes with a job a second and faults keep what must hold', async () => {
  const from = process.cpuUsage();
  const world = await load(1, minutes);
  const { user, system } = process.cpuUsage(from);
  const cpuMs = (user + system) / 1_000;
  console.log(
    `fixed load: ${minutes} min with ${world.accepted.length} jobs and ${world.events} events in ${(cpuMs / 1_000).toFixed(1)} s of processor time: ${Math.round(world.ranMs / cpuMs)} × real time`,
  );
  expect(world.accepted.length).toBeGreaterThan(minutes * 30);
});
