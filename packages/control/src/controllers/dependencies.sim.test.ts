import { describe, expect, test } from 'vitest';
import { SimWorld } from '../testing/sim-world.ts';

const calm = { doubled: 0, latestMs: 0, provisionFails: 0, canFence: true };
const manual = { manual: { targetNodeCount: 3, nodeDeallocationOption: 'requeue' } };

async function yard(): Promise<SimWorld> {
  const world = new SimWorld(1, calm);
  await world.prepare(manual);
  return world;
}

const after = (job: string, condition = 'succeeded') => ({ dependsOn: [{ job, condition }] });
const jobOf = (world: SimWorld, uid: string | undefined) => world.writer.rows.get('job', uid ?? '');
const left = (world: SimWorld) => world.connection.prepare('SELECT count(*) FROM jobDependents').pluck().get();

describe('a job that depends on others', () => {
  test('waits for each of them and says for whom, then runs', async () => {
    const world = await yard();
    await world.submit('a', 1, 5_000, 0);
    await world.submit('b', 1, 20_000, 0);
    const uid = await world.submit('c', 1, 1_000, 0, { dependsOn: [{ job: 'a' }, { job: 'b' }] });
    expect(jobOf(world, uid)?.reasons).toEqual([{ code: 'waitingForJob', params: { job: 'a' } }]);
    await world.run(15_000);
    expect(jobOf(world, uid)).toMatchObject({
      state: 'queued',
      reasons: [{ code: 'waitingForJob', params: { job: 'b' } }],
    });
    await world.run(30_000);
    expect(jobOf(world, uid)).toMatchObject({ state: 'succeeded', dependencies: [] });
    expect(left(world)).toBe(0);
  });

  test('fails with those behind it when it needed a success, and runs when any end will do', async () => {
    const world = await yard();
    await world.submit('a', 1, 5_000, 3);
    const needs = await world.submit('needs', 1, 1_000, 0, after('a'));
    const behind = await world.submit('behind', 1, 1_000, 0, after('needs'));
    const any = await world.submit('any', 1, 1_000, 0, after('a', 'any'));
    await world.run(60_000);
    expect(jobOf(world, needs)).toMatchObject({
      state: 'failed',
      errors: [{ code: 'JobFailed', message: 'job a, which it depends on, failed' }],
      reasons: [{ code: 'dependencyFailed', params: { job: 'a' } }],
    });
    expect(jobOf(world, behind)).toMatchObject({ reasons: [{ code: 'dependencyFailed', params: { job: 'needs' } }] });
    expect(jobOf(world, any)?.state).toBe('succeeded');
    expect(left(world)).toBe(0);
  });

  test('hears of one that was deleted, or had ended before', async () => {
    const world = await yard();
    const gone = await world.submit('gone', 9, 5_000, 0);
    const needs = await world.submit('needs', 1, 1_000, 0, after('gone'));
    const any = await world.submit('any', 1, 1_000, 0, after('gone', 'any'));
    const user = { kind: 'administrator', id: 'u', name: 'u', via: 'rest' } as const;
    await world.control.execute('job.delete', { uid: gone ?? '' }, user);
    await world.run(30_000);
    expect(jobOf(world, needs)?.state).toBe('failed');
    expect(jobOf(world, any)?.state).toBe('succeeded');
    const late = await world.submit('late', 1, 1_000, 0, after('needs'));
    const fine = await world.submit('fine', 1, 1_000, 0, after('any'));
    await world.run(30_000);
    expect(jobOf(world, late)).toMatchObject({ state: 'failed', reasons: [{ code: 'dependencyFailed' }] });
    expect(jobOf(world, fine)?.state).toBe('succeeded');
  });

  test('is not forgotten when the control plane dies right after the other one ended', async () => {
    const world = await yard();
    const first = await world.submit('a', 1, 5_000, 0);
    const uid = await world.submit('b', 1, 1_000, 0, after('a'));
    let dying: Promise<void> | undefined;
    world.control.onEvents((events) => {
      if (events.some(({ type, subject }) => type === 'job.succeeded' && subject.uid === first)) {
        dying ??= world.crashControl(1_000);
      }
    });
    await world.run(120_000);
    expect(dying).toBeDefined();
    expect(jobOf(world, uid)?.state).toBe('succeeded');
  });

  test('is refused when it names one that is not there', async () => {
    const world = await yard();
    const body = { name: 'x', cluster: { name: 'c' }, distributedSettings: { commandLine: 'true' } };
    const user = { kind: 'administrator', id: 'u', name: 'u', via: 'rest' } as const;
    const plan = await world.control.execute(
      'job.plan',
      { experimentUid: world.experimentUid, body: { ...body, ...after('nobody') } },
      user,
    );
    expect(plan.faults).toMatchObject([{ path: 'dependsOn[0].job', code: 'JobNotFound' }]);
    // It would have to be there before itself.
    expect(await world.submit('self', 1, 1, 0, after('self'))).toBeUndefined();
  });
});
