import type { TaskReport } from '@trainyard/contracts/fleet';
import { defaultScheduling } from '@trainyard/contracts/queues';
import { reason } from '@trainyard/contracts/reasons';
import { describe, expect, test } from 'vitest';
import { StillWorld, user } from '../testing/still-world.ts';
import { preemptUnits } from './preempt.ts';

const preemption = { enabled: true, grace: 'PT7S' };
const opted = { scheduling: { ...defaultScheduling, preemption } };

/** A job of low priority that runs on the only node since a minute, and one of high priority that waits for it. */
async function contested(more = {}, cluster: object = opted) {
  const world = await new StillWorld().prepare(1, cluster);
  const low = await world.submit('low', { schedulingPriority: 'low', ...more });
  await world.startJob(low, { node: 0 });
  await world.tell(low, {}, { phase: 'running' });
  const high = await world.submit('high', { schedulingPriority: 'high' });
  world.clock.step(world.clock.now() + 60_000);
  const preempt = () =>
    world.writer.run(user, (tx) =>
      preemptUnits(
        tx,
        {
          type: 'preempt',
          unitUid: world.unit(high).uid,
          victims: [{ unitUid: world.unit(low).uid, lostMs: 1 }],
          why: reason('preempted', {}),
        },
        world.ids,
      ),
    );
  const receipts = () => world.writer.rows.where('preemption', {});
  return { world, low, high, preempt, receipts };
}

/** Steps as an agent tells them whose clock is an hour behind: processes ran for `ranMs`, what followed took a while. */
function steps(now: number, ranMs: number): Pick<TaskReport, 'steps'> {
  const stopped = now - 3_600_000;
  return {
    steps: [
      { name: 'processes', startedAt: stopped - ranMs, endedAt: stopped - ranMs + 5 },
      { name: 'stop', startedAt: stopped - 900, endedAt: stopped },
      { name: 'logs', startedAt: stopped + 100, endedAt: stopped + 400 },
    ],
  };
}

describe('a pre-emption', () => {
  test('asks the victim to stop within the grace of the cluster, and both jobs have the receipt', async () => {
    const { world, low, high, preempt, receipts } = await contested();
    const { now } = { now: world.clock.now() };
    expect(await preempt()).toBe(true);
    const why = { code: 'preempted', params: { job: 'high', priority: 'high' } };
    expect(world.task(low)).toMatchObject({ want: 'stop', wantReason: why, grace: 7_000 });
    expect(world.unit(low).stopping).toBe(true);
    expect(receipts()).toMatchObject([
      { jobUid: low, takerUid: high, attempt: 1, nodes: ['c-0'], why, at: now, lostMs: 60_000, stoppedAt: null },
    ]);
    expect([world.job(low).preemptions, world.job(high).preemptions]).toEqual([1, 1]);
  });

  test('is all that the victim lost: it waits again once its taker has had its turn, in its own place, without a failure or a loss', async () => {
    const { world, low, preempt, receipts } = await contested({ restart: { onFailure: 0, onNodeLoss: 0 } });
    await preempt();
    world.clock.step(world.clock.now() + 2_000);
    const now = world.clock.now();
    await world.tell(low, {}, { outcome: 'stopped', ...steps(now, 61_234) });
    expect(world.unit(low)).toMatchObject({ state: 'queued', failures: 0, losses: 0, stopping: false });
    // Asked 2 s ago with a grace of 7 s; then its taker has a second to start, since it may stand behind its victim.
    expect(world.unit(low).notBefore).toBe(now - 2_000 + 7_000 + 1_000);
    expect(world.job(low)).toMatchObject({ state: 'queued' });
    expect(world.job(low).reasons[0]?.params.why).toBe('job high of priority high took its nodes');
    expect(world.writer.rows.where('attempt', { jobUid: low })).toMatchObject([
      { outcome: 'preempted', exitCode: null },
    ]);
    expect(receipts()).toMatchObject([{ lostMs: 61_234, stoppedAt: now - 400, checkpointAt: null, resumedAt: null }]);
    world.clock.step(now + 5_000);
    await world.startJob(low, { node: 0 });
    expect(receipts()).toMatchObject([{ resumedAt: now + 5_000 }]);
  });

  test('costs only what came after the last checkpoint, also one written within the grace', async () => {
    const { world, low, preempt, receipts } = await contested();
    const fence = world.task(low).plan.fence;
    const { nodeUid } = world.task(low);
    await preempt();
    const agent = { kind: 'agent', id: nodeUid, name: 'n', via: 'fleet' } as const;
    const file = { directory: 'checkpoints', path: 'state', bytes: 1, sha256: '0'.repeat(64) };
    await world.control.execute('artifact.store', { fence, kind: 'checkpoint', ...file }, agent);
    const now = world.clock.now();
    const checkpointAt = now - 3_600_000 - 250;
    await world.tell(low, {}, { outcome: 'stopped', checkpointAt, ...steps(now, 60_000) });
    expect(receipts()).toMatchObject([{ lostMs: 250, checkpointAt }]);
  });

  test('of a victim that had finished by then took nothing', async () => {
    const { world, low, preempt, receipts } = await contested();
    await preempt();
    await world.end(low, 0);
    expect(world.job(low).state).toBe('succeeded');
    expect(receipts()).toMatchObject([{ lostMs: 0, stoppedAt: expect.any(Number) }]);
  });

  test.each([
    ['fails as the others are stopped', { outcome: 'failed', exitCode: 1 }],
    ['ends with 0 on SIGTERM', { outcome: 'stopped', exitCode: 0 }],
  ] as const)('counts as such though the victim %s', async (_, end) => {
    const { world, low, preempt } = await contested();
    await preempt();
    await world.tell(low, {}, end);
    expect(world.unit(low)).toMatchObject({ state: 'queued', failures: 0 });
    expect(world.writer.rows.where('attempt', { jobUid: low })).toMatchObject([{ outcome: 'preempted' }]);
  });

  test('is not carried out on what has changed since', async () => {
    const { world, low, high, preempt, receipts } = await contested();
    await world.control.execute('job.update', { uid: high, change: { held: true } }, user);
    expect(await preempt()).toBe(false);
    await world.control.execute('job.update', { uid: high, change: { held: false } }, user);
    const off = { scheduling: { ...defaultScheduling, preemption: { enabled: false } } };
    await world.control.execute('cluster.update', { uid: world.clusterUid, change: off }, user);
    expect(await preempt()).toBe(false);
    await world.control.execute('cluster.update', { uid: world.clusterUid, change: opted }, user);
    expect(await preempt()).toBe(true);
    // It stops already: nobody takes it twice.
    expect(await preempt()).toBe(false);
    await world.control.execute('job.terminate', { uid: low }, user);
    await world.end(low, null);
    expect(world.job(low).state).toBe('failed');
    expect(receipts()).toHaveLength(1);
  });

  test('of two is none when one of them is gone', async () => {
    const { world, low, high, receipts } = await contested();
    const victims = [low, high].map((uid) => ({ unitUid: world.unit(uid).uid, lostMs: 0 }));
    const decision = { type: 'preempt', unitUid: world.unit(high).uid, victims, why: reason('preempted', {}) } as const;
    expect(await world.writer.run(user, (tx) => preemptUnits(tx, decision, world.ids))).toBe(false);
    expect(world.task(low).want).toBe('run');
    expect(receipts()).toEqual([]);
  });
});

test('a job that is deleted takes its receipts along', async () => {
  const { world, low, preempt, receipts } = await contested();
  await preempt();
  await world.end(low, null);
  await world.control.execute('job.delete', { uid: low }, user);
  await world.wake();
  expect(receipts()).toEqual([]);
});
