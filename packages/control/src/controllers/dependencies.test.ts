import { describe, expect, test } from 'vitest';
import { StillWorld, settled, user } from '../testing/still-world.ts';

async function yard(): Promise<StillWorld> {
  const world = await new StillWorld().prepare(3);
  await world.wake();
  return world;
}

const after = (job: string, condition = 'succeeded') => ({ dependsOn: [{ job, condition }] });
const waits = (world: StillWorld) =>
  world.writer.connection.prepare('SELECT count(*) FROM jobDependents').pluck().get();

async function ends(world: StillWorld, uid: string, exitCode: number): Promise<void> {
  await settled();
  await world.end(uid, exitCode);
  await settled();
}

describe('a job that depends on others', () => {
  test('waits for each of them and says for whom, then runs', async () => {
    const world = await yard();
    const [a, b] = [await world.submit('a'), await world.submit('b')];
    const uid = await world.submit('c', { dependsOn: [{ job: 'a' }, { job: 'b' }] });
    await settled();
    expect(world.job(uid)).toMatchObject({
      state: 'queued',
      reasons: [{ code: 'waitingForJob', params: { job: 'a' } }],
    });
    await ends(world, a, 0);
    expect(world.job(uid)).toMatchObject({
      state: 'queued',
      reasons: [{ code: 'waitingForJob', params: { job: 'b' } }],
    });
    await ends(world, b, 0);
    expect(world.job(uid)).toMatchObject({ state: 'running', dependencies: [] });
    expect(waits(world)).toBe(0);
  });

  test('fails with those behind it when it needed a success, and runs when any end will do', async () => {
    const world = await yard();
    const a = await world.submit('a');
    const needs = await world.submit('needs', after('a'));
    const behind = await world.submit('behind', after('needs'));
    const any = await world.submit('any', after('a', 'any'));
    await ends(world, a, 3);
    expect(world.job(needs)).toMatchObject({
      state: 'failed',
      errors: [{ code: 'JobFailed', message: 'job a, which it depends on, failed' }],
      reasons: [{ code: 'dependencyFailed', params: { job: 'a' } }],
    });
    expect(world.job(behind)).toMatchObject({ reasons: [{ code: 'dependencyFailed', params: { job: 'needs' } }] });
    expect(world.job(any).state).toBe('running');
    expect(waits(world)).toBe(0);
  });

  test('hears of one that was deleted, or had ended before', async () => {
    const world = await yard();
    const gone = await world.submit('gone', { held: true });
    const needs = await world.submit('needs', after('gone'));
    const any = await world.submit('any', after('gone', 'any'));
    await world.control.execute('job.delete', { uid: gone }, user);
    await settled();
    expect(world.job(needs)).toMatchObject({
      state: 'failed',
      reasons: [{ code: 'dependencyGone', params: { job: 'gone' } }],
    });
    expect(world.job(any).state).toBe('running');
    const late = await world.submit('late', after('needs'));
    await ends(world, any, 0);
    const fine = await world.submit('fine', after('any'));
    await settled();
    expect(world.job(late)).toMatchObject({ state: 'failed', reasons: [{ code: 'dependencyFailed' }] });
    expect(world.job(fine).state).toBe('running');
  });

  test('is not forgotten when the control plane dies right after the other one ended', async () => {
    const world = await yard();
    const a = await world.submit('a');
    const uid = await world.submit('b', after('a'));
    await settled();
    await world.control.stop();
    await world.end(a, 0);
    expect(world.job(uid).dependencies).toHaveLength(1);
    await world.reawaken();
    expect(world.job(uid)).toMatchObject({ state: 'running', dependencies: [] });
  });

  test('a thousand that wait for one are all told', async () => {
    const world = await yard();
    const a = await world.submit('a');
    for (let at = 0; at < 1_000; at++) await world.submit(`d${at}`, after('a'));
    await ends(world, a, 3);
    await settled();
    expect(world.writer.rows.where('job', { state: 'failed' })).toHaveLength(1_001);
  });

  test('is refused when it names one that is not there; also by itself', async () => {
    const world = await yard();
    const missing = { code: 'JobNotFound', status: 404 };
    await expect(world.submit('x', after('nobody'))).rejects.toMatchObject({
      ...missing,
      details: [{ path: 'dependsOn[0].job', code: 'JobNotFound' }],
    });
    await expect(world.submit('self', after('self'))).rejects.toMatchObject(missing);
    const elsewhere = { dependsOn: [{ job: 'a', experiment: 'none' }] };
    await expect(world.submit('x', elsewhere)).rejects.toMatchObject({ params: { name: 'none/a' } });
  });

  test('resubmitted it asks anew: what only had to end may be gone by then, what had to succeed may not', async () => {
    const world = await yard();
    const a = await world.submit('a');
    const [any, needs] = [await world.submit('any', after('a', 'any')), await world.submit('needs', after('a'))];
    await ends(world, a, 0);
    await world.control.execute('job.delete', { uid: a }, user);
    const again = (uid: string, name: string) => world.control.execute('job.resubmit', { uid, name }, user);
    expect((await again(any, 'any2')).view.row.dependencies).toEqual([]);
    await expect(again(needs, 'needs2')).rejects.toMatchObject({ code: 'JobNotFound' });
  });
});
