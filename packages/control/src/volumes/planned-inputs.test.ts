import type { Fault } from '@trainyard/contracts/errors';
import { storageAccountCreate } from '@trainyard/contracts/storage-account';
import { beforeEach, expect, test } from 'vitest';
import { agentActor } from '../testing/agent-words.ts';
import { StillWorld, settled, user } from '../testing/still-world.ts';

const mountVolumes = {
  azureBlobFileSystems: [{ accountName: 'a', containerName: 'models', relativeMountPath: 'out' }],
};
const onVolume = {
  mountVolumes,
  outputDirectories: [
    { id: 'MODEL', pathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/out/deep', pathSuffix: 'best' },
    { id: 'LOST', pathPrefix: '$AZ_BATCHAI_JOB_TEMP/out' },
  ],
};
const reading = (directory: string, job = 'first', more: object = {}) => ({
  inputDirectories: [{ id: 'IN', from: { job, directory } }],
  ...more,
});

let world: StillWorld;
beforeEach(async () => {
  world = await new StillWorld().prepare(2);
  const key = Buffer.from('a key of an account, thirty-two b').toString('base64');
  const body = storageAccountCreate.parse({ name: 'a', backing: { kind: 'azure' }, credentials: { accountKey: key } });
  await world.control.execute('storage.create', body, user);
});

const refusal = (work: Promise<unknown>): Promise<Fault> =>
  work.then(
    () => Promise.reject(new Error('it was accepted')),
    (thrown: Fault) => thrown,
  );

/** Runs a job to its good end. */
async function ran(name: string, more: object): Promise<string> {
  const uid = await world.submit(name, more);
  await world.startJob(uid, { node: 0 });
  await world.end(uid, 0);
  return uid;
}

async function planOf(uid: string) {
  await world.startJob(uid, { node: 1 });
  return world.task(uid);
}

test('the output of another job on a volume is mounted to be read, with a secret of its own beside those of the job', async () => {
  const first = await ran('first', onVolume);
  const second = await world.submit('second', reading('MODEL', 'first', { mountVolumes }));
  const { plan, nodeUid } = await planOf(second);
  const { segment } = world.job(first);
  expect(plan.inputDirectories).toEqual([
    { id: 'IN', path: `$AZ_BATCHAI_JOB_MOUNT_ROOT/.inputs/IN/deep/${segment}/outputs/best` },
  ]);
  const secretRef = 'azureBlob:inputDirectories[0].from.azureBlobFileSystems[0]';
  expect(plan.volumes).toMatchObject([
    { at: 'out', readOnly: false },
    { at: '.inputs/IN', readOnly: true, source: { kind: 'azureBlob', container: 'models', secretRef } },
  ]);
  const secrets = await world.control.execute('task.secrets', { fence: plan.fence }, agentActor(nodeUid));
  expect(Object.entries(secrets).map(([ref, url]) => [ref, /sp=\w+/.exec(url)?.[0]])).toEqual([
    ['azureBlob:mountVolumes.azureBlobFileSystems[0]', 'sp=racwdl'],
    [secretRef, 'sp=rl'],
  ]);
});

test('what lies on a volume of the nodes is found there too, whichever cluster reads it', async () => {
  const nodeSetup = {
    mountVolumes: { storageFolders: [{ accountName: 'a', container: 'n', relativeMountPath: 'nodes' }] },
  };
  await world.control.execute('cluster.update', { uid: world.clusterUid, change: { nodeSetup } as never }, user);
  await world.writer.run(user, (tx) => {
    for (const { uid } of tx.where('node', {})) tx.update('node', uid, { ready: true, state: 'idle' }, 'node.updated');
  });
  await ran('first', { outputDirectories: [{ id: 'MODEL', pathPrefix: '$AZ_BATCHAI_MOUNT_ROOT/nodes' }] });
  const { plan } = await planOf(await world.submit('second', reading('MODEL')));
  expect(plan.volumes).toMatchObject([{ at: '.inputs/IN', source: { container: 'n' } }]);
});

test('the output of another job in the artifact store comes as files of its newest attempt', async () => {
  const first = await world.submit('first', { outputDirectories: [{ id: 'MODEL' }], restart: { onFailure: 1 } });
  for (const [attempt, exitCode] of [1, 0].entries()) {
    await world.writer.run(user, (tx) => tx.update('unit', world.unit(first).uid, { notBefore: 0 }, 'unit.updated'));
    await world.startJob(first, { node: 0 });
    const { plan, nodeUid } = world.task(first);
    for (const path of ['a/b', ...(exitCode === 1 ? ['old'] : [])]) {
      const file = { kind: 'output', directory: 'MODEL', path, bytes: 3, sha256: `${attempt}`.repeat(64) } as const;
      await world.control.execute('artifact.store', { fence: plan.fence, ...file }, agentActor(nodeUid));
    }
    await world.end(first, exitCode);
  }
  const { plan } = await planOf(await world.submit('second', reading('MODEL')));
  expect(plan.inputDirectories).toEqual([{ id: 'IN', files: [{ path: 'a/b', sha256: '1'.repeat(64), bytes: 3 }] }]);
  expect(plan.volumes).toEqual([]);
});

test('shards keep a directory each', async () => {
  const outputDirectories = [{ id: 'VOLUME', pathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/out' }, { id: 'STORE' }];
  const first = await world.submit('first', { mountVolumes, outputDirectories, array: { count: 2 } });
  for (const unit of [0, 1]) {
    await world.start(first, { node: 0 });
    const { plan, nodeUid } = world.task(first, unit);
    const file = { kind: 'output', directory: 'STORE', path: 'f', bytes: 1, sha256: 'a'.repeat(64) } as const;
    await world.control.execute('artifact.store', { fence: plan.fence, ...file }, agentActor(nodeUid));
    await world.end(first, 0, unit);
  }
  const from = (id: string, directory: string) => ({ id, from: { job: 'first', directory } });
  const inputDirectories = [from('V', 'VOLUME'), from('S', 'STORE')];
  const { plan } = await planOf(await world.submit('second', { inputDirectories }));
  expect(plan.inputDirectories).toMatchObject([
    { path: `$AZ_BATCHAI_JOB_MOUNT_ROOT/.inputs/V/${world.job(first).segment}` },
    { files: [{ path: '0/f' }, { path: '1/f' }] },
  ]);
});

test('a job waits for the jobs that it reads, by their identity, and ends when one of them fails', async () => {
  const first = await world.submit('first', onVolume);
  await world.startJob(first, { node: 0 });
  const second = await world.submit(
    'second',
    reading('MODEL', 'first', { dependsOn: [{ job: 'first', condition: 'any' }] }),
  );
  expect(world.job(second)).toMatchObject({
    inputs: { IN: first },
    dependencies: [{ jobUid: first, name: 'first', condition: 'succeeded' }],
    reasons: [{ code: 'waitingForJob' }],
  });
  expect(await world.startJob(second, { node: 1 })).toBe(false);
  await world.wake();
  await world.end(first, 1);
  await settled();
  expect(world.job(second)).toMatchObject({ state: 'failed', reasons: [{ code: 'dependencyFailed' }] });
});

test('what can never be had is refused with its path, what went since fails the job', async () => {
  const first = await ran('first', {
    ...onVolume,
    outputDirectories: [...onVolume.outputDirectories, { id: 'STORE' }],
  });
  const codes = async (body: object) => {
    const { code, details } = await refusal(world.submit('x', body));
    return [code, details?.map((one) => `${one.path} ${one.code}`)];
  };
  const at = 'inputDirectories[0].from';
  expect(await codes(reading('MODEL', 'none'))).toEqual(['JobNotFound', [`${at}.job JobNotFound`]]);
  expect(await codes(reading('NONE'))).toEqual(['InputsNotAvailable', [`${at}.directory OutputUnknown`]]);
  expect(await codes(reading('LOST'))).toEqual(['InputsNotAvailable', [`${at}.directory OutputOnNode`]]);

  const command = (at: number) => ({ mountCommand: 'mount', relativeMountPath: `u${at}` });
  const folder = (at: number) => ({ accountName: 'a', container: 'c', relativeMountPath: `f${at}` });
  const many = (count: number) => ({
    mountVolumes: {
      unmanagedFileSystems: Array.from({ length: 64 }, (_, at) => command(at)),
      storageFolders: Array.from({ length: 64 }, (_, at) => folder(at)),
    },
    inputDirectories: Array.from({ length: count }, (_, at) => ({
      id: `I${at}`,
      from: { job: 'first', directory: 'MODEL' },
    })),
  });
  expect(await codes(many(193))).toEqual(['InputsNotAvailable', ['inputDirectories TooMany']]);
  expect(await world.submit('many', many(192))).toBeTruthy();

  const waits = await world.submit('waits', reading('STORE'));
  const gone = await world.submit('gone', reading('MODEL'));
  await world.writer.run(user, (tx) =>
    tx.update('job', first, { pruned: { outputs: { at: 1 } as never } }, 'job.pruned'),
  );
  expect(await codes(reading('STORE'))).toEqual(['InputsNotAvailable', [`${at}.directory OutputPruned`]]);
  const again = await refusal(world.control.execute('job.resubmit', { uid: waits, name: 'again' }, user));
  expect(again.code).toBe('InputsNotAvailable');
  expect(await world.startJob(waits, { node: 0 })).toBe(false);
  expect(world.job(waits)).toMatchObject({ state: 'failed', reasons: [{ code: 'inputsNotAvailable' }] });

  await world.control.execute('job.delete', { uid: first }, user);
  await world.submit('first', onVolume);
  expect(await world.startJob(gone, { node: 0 })).toBe(false);
  expect(world.job(gone).errors[0]?.message).toContain('job first was not found');
});

test('an account counts as mounted by who reads from it', async () => {
  await ran('first', onVolume);
  await world.submit('second', reading('MODEL'));
  const [account] = world.writer.rows.where('storageAccount', {});
  const fault = await refusal(world.control.execute('storage.delete', { uid: account?.uid ?? '' }, user));
  expect(fault).toMatchObject({ code: 'StorageAccountInUse', params: { users: ['job second'] } });
});
