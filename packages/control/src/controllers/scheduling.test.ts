import { expect, test } from 'vitest';
import { StillWorld, settled, user } from '../testing/still-world.ts';

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
