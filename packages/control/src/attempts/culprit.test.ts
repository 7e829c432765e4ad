import type { TaskReport } from '@trainyard/contracts/fleet';
import { reason } from '@trainyard/contracts/reasons';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StillWorld, user } from '../testing/still-world.ts';
import { onOurClock } from './culprit.ts';

const distributedSettings = { commandLine: 'true' };

async function gang(more: object = {}) {
  const world = await new StillWorld().prepare(3);
  const uid = await world.submit('j', { nodeCount: 3, distributedSettings, ...more });
  await world.startJob(uid, { node: 0 }, { node: 1 }, { node: 2 });
  return { world, uid };
}

const exit = (exitCode: number | null, exitedAt: number | null, signal: string | null = null) => [
  { index: 0, state: 'exited' as const, pid: 1, exitCode, signal, exitedAt },
];
const said = (rank: number, exitCode: number) => reason('processExited', { rank, node: `c-${rank}`, exitCode });
const attemptOf = ({ writer }: StillWorld, jobUid: string) => writer.rows.where('attempt', { jobUid })[0];

describe('who is to blame for a gang that failed', () => {
  test('is the rank that ended first, although its node tells last and its clock is an hour ahead', async () => {
    const { world, uid } = await gang();
    const now = world.clock.now();
    const hour = 3_600_000;
    const failed = { phase: 'ended', outcome: 'failed' } as const;
    // Rank 0 failed 1 s before it was told, by a clock that is right; rank 2 failed 5 s before it was told, by one that is not.
    await world.tell(
      uid,
      { task: 0 },
      { ...failed, exitCode: 1, processes: exit(1, now - 1_000), reason: said(0, 1) },
      now,
    );
    await world.tell(
      uid,
      { task: 1 },
      { phase: 'ended', outcome: 'stopped', processes: exit(143, now, 'SIGTERM') },
      now,
    );
    const late = { ...failed, exitCode: 9, processes: exit(9, now + hour - 5_000), reason: said(2, 9) };
    await world.tell(uid, { task: 2 }, late, now + hour);
    const culprit = { task: 2, rank: 2, node: 'c-2', exitCode: 9, signal: null, at: now - 5_000 };
    expect(attemptOf(world, uid)).toMatchObject({ outcome: 'failed', exitCode: 9, reason: said(2, 9), culprit });
    expect(world.job(uid)).toMatchObject({ state: 'failed', exitCode: 9, reasons: [said(2, 9)] });
    expect(world.job(uid).errors).toEqual([{ code: 'JobFailed', message: 'Job failed with non-zero exit code' }]);
  });

  test('stops the others at once and with little grace, before its own task has ended', async () => {
    const { world, uid } = await gang({ grace: 'PT10M' });
    await world.tell(uid, { task: 1 }, { phase: 'stopping', failing: true, processes: exit(3, 1) }, 1);
    expect([0, 1, 2].map((task) => world.task(uid, 0, task))).toMatchObject([
      { want: 'stop', wantReason: { code: 'gangStopped' }, grace: 3_000 },
      { phase: 'stopping', outcome: null },
      { want: 'stop', wantReason: { code: 'gangStopped' }, grace: 3_000 },
    ]);
  });

  test('of work that is done nobody is, and who only helped has all its grace', async () => {
    const { world, uid } = await gang({ grace: 'PT10M' });
    for (const task of [0, 1, 2]) await world.tell(uid, { task }, { phase: 'stopping', processes: exit(0, 1) }, 1);
    expect(world.task(uid, 0, 0)).toMatchObject({ want: 'stop', grace: null });
  });

  test('can be a rank that another program started, while that program decides the exit code', async () => {
    const { world, uid } = await gang();
    await world.writer.run(user, (tx) => {
      for (const index of [1, 2]) {
        const row = world.task(uid, 0, index);
        const processes = row.plan.processes.map((one) => ({ ...one, exitRule: 'watched' as const }));
        tx.update('task', row.uid, { plan: { ...row.plan, processes } }, 'task.updated');
      }
    });
    const now = world.clock.now();
    await world.tell(uid, { task: 2 }, { phase: 'running', processes: exit(139, now - 50, 'SIGSEGV') }, now);
    expect(world.task(uid, 0, 0).want).toBe('run');
    const failed = { phase: 'ended', outcome: 'failed', exitCode: 1, reason: said(0, 1) } as const;
    await world.tell(uid, { task: 0 }, { ...failed, processes: exit(1, now) }, now);
    await world.tell(uid, { task: 1 }, { phase: 'ended', outcome: 'stopped' }, now);
    await world.tell(
      uid,
      { task: 2 },
      { phase: 'ended', outcome: 'stopped', processes: exit(139, now, 'SIGSEGV') },
      now,
    );
    expect(attemptOf(world, uid)).toMatchObject({
      exitCode: 1,
      reason: reason('processKilled', { rank: 2, node: 'c-2', signal: 'SIGSEGV' }),
      culprit: { task: 2, rank: 2, at: now - 50 },
    });
  });

  test('is nobody when the job was stopped, or ran out of time', async () => {
    for (const [outcome, code] of [
      ['stopped', 'gangStopped'],
      ['failed', 'wallClockExceeded'],
    ] as const) {
      const world = await new StillWorld().prepare(1);
      const uid = await world.submit('j');
      await world.startJob(uid, { node: 0 });
      const end = { phase: 'ended', outcome, reason: reason(code, { limit: 'PT1S' }) } as const;
      await world.tell(uid, {}, { ...end, processes: exit(143, 1, 'SIGTERM') }, 1);
      expect(attemptOf(world, uid)?.culprit ?? null).toBeNull();
    }
  });
});

describe("ends on the control plane's clock", () => {
  const report = (exitedAt: number | null): TaskReport =>
    ({ serial: 1, processes: [...exit(1, exitedAt)] }) as unknown as TaskReport;
  const at = (given: TaskReport) => given.processes[0]?.exitedAt;

  test('do not depend on the clock of the agent, and never lie ahead', () => {
    const times = fc.record({ age: fc.nat(1e9), skew: fc.integer({ min: -1e12, max: 1e12 }), now: fc.nat(1e13) });
    fc.assert(
      fc.property(times, ({ age, skew, now }) => {
        const there = now + skew;
        expect(at(onOurClock(report(there - age), null, there, now))).toBe(now - age);
        expect(at(onOurClock(report(there + age), null, there, now))).toBe(now);
      }),
    );
  });

  test('stay what they were when they were first told', () => {
    const first = onOurClock(report(10), null, 20, 1_000);
    expect(at(first)).toBe(990);
    expect(at(onOurClock(report(10), first, 500, 2_000))).toBe(990);
  });

  test('are the moment of the report where nobody knows better', () => {
    expect(at(onOurClock(report(null), null, 20, 1_000))).toBe(1_000);
    expect(at(onOurClock(report(5), null, undefined, 1_000))).toBe(1_000);
  });
});
