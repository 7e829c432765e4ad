import type { Fault } from '@trainyard/contracts/errors';
import { checkJobs } from '@trainyard/contracts/jobs-given';
import { describe, expect, test } from 'vitest';
import { StillWorld, user } from '../testing/still-world.ts';

const common = { cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };
const named = (...names: string[]) => names.map((name) => ({ name }));

function givenOf(jobs: object[], more: object = {}) {
  const work = checkJobs({ common: { ...common, ...more }, jobs: jobs as { name: string }[] });
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}

const submit = (world: StillWorld, jobs: object[], key?: { text: string; hash: string }, actor = user) =>
  world.control.execute(
    'job.submitMany',
    { experimentUid: world.experimentUid, given: givenOf(jobs), ...(key && { key }) },
    actor,
  );

const refused = (work: Promise<unknown>): Promise<Fault> =>
  work.then(
    () => Promise.reject(new Error('it was accepted')),
    (fault: Fault) => fault,
  );

const namesIn = (world: StillWorld) => world.writer.rows.where('job', {}).map(({ name }) => name);
const told = ({ details = [] }: Fault) => details.map(({ path, code }) => `${path} ${code}`);

describe('many jobs at once', () => {
  test('are each what it would be alone, in their order, with an event each', async () => {
    const world = await new StillWorld().prepare(1);
    const types: string[] = [];
    world.control.onEvents((events) => types.push(...events.map(({ type }) => type)));
    const { jobs, made } = await submit(world, [{ name: 'a' }, { name: 'b', nodeCount: 2, held: true }, { name: 'c' }]);
    expect(made).toBe(true);
    expect(jobs.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    const rows = jobs.map(({ uid }) => world.job(uid));
    expect(rows.map(({ spec, held }) => [spec.nodeCount, held])).toEqual([
      [1, false],
      [2, true],
      [1, false],
    ]);
    expect(types.filter((type) => type === 'job.submitted')).toHaveLength(3);
    const alone = world.job(await world.submit('alone'));
    expect(rows[0]?.spec).toEqual(alone.spec);
    expect(new Set(rows.map(({ order }) => order)).size).toBe(3);
    expect(world.unit(rows[2]?.uid ?? '').state).toBe('queued');
  });

  test('one may wait for another before it', async () => {
    const world = await new StillWorld().prepare(1);
    const { jobs } = await submit(world, [{ name: 'first' }, { name: 'then', dependsOn: [{ job: 'first' }] }]);
    const [first, then] = jobs.map(({ uid }) => world.job(uid));
    expect(then?.dependencies).toEqual([{ jobUid: first?.uid, name: 'first', condition: 'succeeded' }]);
  });

  test('none is there when one is refused, and all that is wrong is told with its place', async () => {
    const world = await new StillWorld().prepare(1);
    await world.submit('there');
    const fault = await refused(
      submit(world, [
        ...named('a', 'there'),
        { name: 'b', queue: 'night', gpusPerNode: 3 },
        { name: 'd', dependsOn: [{ job: 'nobody' }] },
        { name: 'e', cluster: { name: 'nowhere' } },
      ]),
    );
    expect(told(fault)).toEqual([
      'jobs[1] AlreadyExists',
      'jobs[2].gpusPerNode neverShare',
      'jobs[2].queue QueueNotFound',
      'jobs[3].dependsOn[0].job JobNotFound',
      'jobs[4] ClusterNotFound',
    ]);
    expect(fault.message).toContain('none of the 5 jobs was submitted: jobs[1]: job there exists already');
    expect(namesIn(world)).toEqual(['there']);
  });

  test('no more than a hundred faults are told', async () => {
    const world = await new StillWorld().prepare(1);
    const jobs = Array.from({ length: 300 }, (_, at) => ({ name: `j${at}`, queue: 'night' }));
    expect((await refused(submit(world, jobs))).details).toHaveLength(100);
  });

  test('all of them count towards the limit of those that wait', async () => {
    const world = await new StillWorld().prepare(1);
    const limit = { scope: 'user', name: 'u', limits: { waiting: 3 } } as const;
    await world.control.execute('limit.set', limit, user);
    await world.submit('one');
    expect((await refused(submit(world, named('a', 'b', 'c')))).code).toBe('TooManyWaiting');
    expect(namesIn(world)).toEqual(['one']);
    expect((await submit(world, named('a', 'b'))).jobs).toHaveLength(2);
  });
});

describe('a key', () => {
  const key = { text: 'k', hash: 'h' };

  test('sent twice answers the same jobs and makes nothing, after a restart too', async () => {
    const world = await new StillWorld().prepare(1);
    const first = await submit(world, named('a', 'b'), key);
    expect(await submit(world, named('a', 'b'), key)).toEqual({ ...first, made: false });
    await world.reawaken();
    expect(await submit(world, named('a', 'b'), key)).toEqual({ ...first, made: false });
    expect(namesIn(world)).toEqual(['a', 'b']);
  });

  test('of two that arrive at once one makes the jobs and both answer them', async () => {
    const world = await new StillWorld().prepare(1);
    const [one, two] = await Promise.all([submit(world, named('a'), key), submit(world, named('a'), key)]);
    expect(two).toEqual({ ...one, made: false });
    expect(one.made).toBe(true);
    expect(namesIn(world)).toEqual(['a']);
  });

  test('goes with its jobs when the commit that held both fails: sent again, it makes them', async () => {
    const world = await new StillWorld().prepare(1);
    const { connection } = world.writer;
    // A row that the commit refuses, with everything since the last one.
    connection.exec('CREATE TABLE p (k PRIMARY KEY); CREATE TABLE q (k REFERENCES p DEFERRABLE INITIALLY DEFERRED)');
    const lost = submit(world, named('a', 'b'), key);
    const poison = world.writer.run(user, () => void connection.exec('INSERT INTO q VALUES (1)'));
    expect(await Promise.allSettled([lost, poison])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(namesIn(world)).toEqual([]);
    expect((await submit(world, named('a', 'b'), key)).made).toBe(true);
    expect(namesIn(world)).toEqual(['a', 'b']);
  });

  test('with another body is refused', async () => {
    const world = await new StillWorld().prepare(1);
    await submit(world, named('a'), key);
    expect((await refused(submit(world, named('b'), { ...key, hash: 'other' }))).code).toBe('IdempotencyKeyReused');
    expect(namesIn(world)).toEqual(['a']);
  });

  test('is not used up by a refusal', async () => {
    const world = await new StillWorld().prepare(1);
    const uid = await world.submit('a');
    await refused(submit(world, named('a'), key));
    await world.control.execute('job.delete', { uid }, user);
    await world.wake();
    expect((await submit(world, named('a'), key)).made).toBe(true);
  });

  test('is one of its actor and experiment', async () => {
    const world = await new StillWorld().prepare(1);
    await submit(world, named('a'), key);
    const other = { ...user, id: 'other' };
    expect(await refused(submit(world, named('a'), key, other as never))).toMatchObject({ code: 'JobsRefused' });
    const inside = { workspaceUid: world.workspaceUid, name: 'elsewhere' };
    world.experimentUid = (await world.control.execute('experiment.create', inside, user)).uid;
    expect((await submit(world, named('a'), key)).made).toBe(true);
  });
});
