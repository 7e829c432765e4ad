import { createScheduler } from '@trainyard/scheduler/scheduler';
import { expect, test } from 'vitest';
import { StillWorld, settled, silentMachines, user } from '../testing/still-world.ts';
import { plainVault } from '../testing/vault.ts';
import { ProvisionBackoff } from './provision-backoff.ts';
import { createScheduling } from './scheduling.ts';

test('a cluster that grows says for whom: the first jobs that wait, none that are held', async () => {
  const autoScale = { minimumNodeCount: 0, maximumNodeCount: 9, initialNodeCount: 0 };
  const world = await new StillWorld().prepare(0, { scaleSettings: { autoScale } });
  await world.submit('held', { held: true });
  for (const name of ['a', 'b', 'c', 'd']) await world.submit(name, {});
  await world.wake();
  await settled();
  expect(world.writer.rows.get('cluster', world.clusterUid)).toMatchObject({
    targetNodes: 4,
    targetReason: { code: 'scaleUpForJobs', params: { queued: 4, jobs: ['a', 'b', 'c'] } },
  });
});

test('it names jobs of its own workspace alone, however many are held before them', async () => {
  const autoScale = { minimumNodeCount: 0, maximumNodeCount: 9, initialNodeCount: 0 };
  const world = await new StillWorld().prepare(0, { scaleSettings: { autoScale } });
  const { control } = world;
  const elsewhere = await control.execute('workspace.create', { name: 'x', location: 'local', tags: {} }, user);
  const { uid } = await control.execute('experiment.create', { workspaceUid: elsewhere.uid, name: 'e' }, user);
  const own = world.experimentUid;
  world.experimentUid = uid;
  await world.submit('secret', { cluster: { workspace: 'w', name: 'c' } });
  world.experimentUid = own;
  for (let at = 0; at < 30; at++) await world.submit(`held${at}`, { held: true });
  await world.submit('a', {});
  await world.wake();
  await settled();
  expect(world.writer.rows.get('cluster', world.clusterUid)).toMatchObject({
    targetNodes: 2,
    targetReason: { code: 'scaleUpForJobs', params: { queued: 2, jobs: ['a'] } },
  });
});

/** A world whose passes take ten milliseconds each; `passes`: when each of them began, from now on. */
async function slowWorld() {
  const world = await new StillWorld().prepare(0);
  const { writer, clock } = world;
  const from = clock.monotonic();
  const passes: number[] = [];
  const scheduler = createScheduler({ depth: 1_000 });
  const decide = scheduler.decide.bind(scheduler);
  scheduler.decide = (...given) => {
    const began = clock.monotonic();
    passes.push(began - from);
    while (clock.step(began + 10));
    return decide(...given);
  };
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const ports = { ...world, vault: plainVault, provisioners: { local: silentMachines }, logger: quiet };
  const change = writer.run.bind(writer);
  const scheduling = createScheduling({ ...ports, writer, clock, change }, scheduler, new ProvisionBackoff());
  writer.onCommit((events) => scheduling.wake(events));
  scheduling.resync();
  await settled();
  const until = async (ms: number): Promise<void> => {
    while (clock.step(from + ms)) await settled();
    await settled();
  };
  return { world, passes, until };
}

test('after a slow pass jobs that come rest it for long, and whatever may let one start only briefly', async () => {
  const { world, passes, until } = await slowWorld();
  await world.submit('a', {});
  await until(99);
  expect(passes).toEqual([0]);
  await until(100);
  expect(passes).toEqual([0, 100]);
  await world.submit('b', {});
  await until(120);
  await world.writer.run(
    user,
    (tx) => void tx.update('cluster', world.clusterUid, { tags: { now: 'larger' } }, 'cluster.updated'),
  );
  await until(139);
  expect(passes).toEqual([0, 100]);
  await until(140);
  expect(passes).toEqual([0, 100, 140]);
});
