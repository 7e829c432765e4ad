import { detailWords } from '@trainyard/contracts/detail-words';
import type { Fault } from '@trainyard/contracts/errors';
import { expect, test } from 'vitest';
import { StillWorld, user } from '../testing/still-world.ts';

const password = 'open sesame';
const registry = (more: object = {}) => ({
  containerSettings: { imageSourceRegistry: { serverUrl: 'https://lab.example', image: 'net:2', ...more } },
});
const withPassword = registry({ credentials: { username: 'ada', password } });

const refusal = (world: StillWorld, body: object): Promise<Fault> =>
  world.submit('j', body).then(
    () => Promise.reject(new Error('it was accepted')),
    (thrown: Fault) => thrown,
  );

test('the password of a registry is sealed: neither the job nor its plan has it, and the node of the task is given it', async () => {
  const world = await new StillWorld().prepare(1);
  const uid = await world.submit('j', {
    ...withPassword,
    containerSettings: { ...withPassword.containerSettings, shmSize: '64m' },
  });
  await world.wake();
  const [task] = world.writer.rows.where('task', { jobUid: uid });
  expect(task?.plan.image).toEqual({
    reference: 'lab.example/net:2',
    credentials: { username: 'ada', passwordRef: 'imageSourceRegistry.password' },
    shmSize: '64m',
  });
  expect(JSON.stringify([world.job(uid), task])).not.toContain(password);
  if (!task) throw new Error('the job was not started');
  const agent = { kind: 'agent', id: task.nodeUid, name: 'n', via: 'fleet' } as const;
  expect(await world.control.execute('task.secrets', { fence: task.plan.fence }, agent)).toEqual({
    'imageSourceRegistry.password': password,
  });
});

test('a job that is submitted again still has the password', async () => {
  const world = await new StillWorld().prepare(1);
  const uid = await world.submit('j', withPassword);
  const again = await world.control.execute('job.resubmit', { uid, name: 'k' }, user);
  const sealed = await world.writer.run(user, (tx) =>
    tx.connection.prepare('SELECT owner FROM secrets ORDER BY owner').all(),
  );
  expect(sealed).toEqual([uid, again.uid].sort().map((owner) => ({ owner })));
});

test('a password in a vault is refused, and so is a job whose cluster has no engine', async () => {
  const world = await new StillWorld().prepare(2);
  const passwordSecretReference = { sourceVault: { id: 'v' }, secretUrl: 'https://v/s' };
  const credentials = { username: 'ada', passwordSecretReference };
  expect((await refusal(world, registry({ credentials }))).code).toBe('VaultNotAvailable');

  const [first, second] = world.nodes();
  const say = (uid: string | undefined, ...executors: string[]) =>
    world.writer.run(user, (tx) => {
      tx.update('node', uid ?? '', { capabilities: { executors, isolation: [], gpuSource: 'none' } }, 'node.updated');
    });
  await say(first?.uid, 'process');
  const fault = await refusal(world, registry());
  expect(fault.code).toBe('NeverFits');
  expect(fault.details).toMatchObject([{ path: 'containerSettings', code: 'neverContainers' }]);
  await say(second?.uid, 'process', 'podman');
  expect(await world.submit('j', registry())).toBeTruthy();
});

test.each([
  [{ image: 'Net' }, 'image', detailWords.NotImage],
  [{ image: 'other.example/net' }, 'image', detailWords.ImageElsewhere],
  [{ serverUrl: 'lab example' }, 'serverUrl', detailWords.NotRegistry],
  [{ credentials: { username: 'ada' } }, 'credentials', 'give either password or passwordSecretReference'],
])('settings that cannot be right are refused: %j', async (more, field, message) => {
  const world = await new StillWorld().prepare(1);
  const error = (await world.submit('j', registry(more)).catch((thrown: unknown) => thrown)) as { issues: object[] };
  expect(error.issues).toMatchObject([{ path: ['containerSettings', 'imageSourceRegistry', field], message }]);
});

test.each([
  ['in a container waits', { ...registry(), distributedSettings: { commandLine: 'true' } }, false],
  ['with a node that others start processes on waits', {}, false],
  ['with processes of its own on each does not', { distributedSettings: { commandLine: 'true' } }, true],
])('a gang %s until all of its nodes are prepared', async (_, body, alone) => {
  const world = await new StillWorld().prepare(2);
  const uid = await world.submit('j', { ...body, nodeCount: 2 });
  await world.wake();
  const tasks = world.writer.rows.where('task', { jobUid: uid });
  expect(tasks.map(({ go }) => go)).toEqual([alone, alone]);
});
