import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lives, statOf } from './executors/proc.ts';
import { lastRecord } from './journal.ts';
import { layoutOf, shortId } from './tasks/layout.ts';
import { plan, run, shell } from './testing/plans.ts';
import { Rig } from './testing/rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.make();
});

afterEach(() => rig.close());

/** Number of the first process once it is told: never 0, which would mean this test's own group. */
const pidOf = (of: TaskPlan): Promise<number> =>
  rig.server.until(() => rig.server.reports.get(fenceKey(of.fence))?.processes[0]?.pid);

/** Ends with the code as soon as the file GO appears in the working directory. */
const waits = (code: number): string => `echo started; while [ ! -e GO ]; do sleep 0.02; done; echo went; exit ${code}`;

test('a task whose agent is killed runs on and is taken over by the next agent', async () => {
  const of = plan([shell(waits(0))]);
  rig.server.want(run(of));
  const first = await rig.spawnAgent();
  await rig.server.until(() => rig.stdout(of) === 'started\n');
  const before = await pidOf(of);
  await rig.kill(first);
  await rig.spawnAgent();
  writeFileSync(join(layoutOf(rig.home, of.fence).work, 'GO'), '');
  const report = await rig.server.ended(fenceKey(of.fence));
  expect(report).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
  expect(report.processes[0]?.pid).toBe(before);
  expect(rig.stdout(of)).toBe('started\nwent\n');
});

test('a task that ends with 7 while no agent is there is told as 7', async () => {
  const of = plan([shell(waits(7)), { ...shell(''), rank: 1, command: { argv: ['bash', '-c', 'exit 0'] } }]);
  rig.server.want(run(of));
  const first = await rig.spawnAgent();
  await rig.server.until(() => rig.stdout(of) === 'started\n');
  const pid = await pidOf(of);
  await rig.kill(first);
  const id = { pid, startTime: statOf(pid)?.startTime ?? 0 };
  writeFileSync(join(layoutOf(rig.home, of.fence).work, 'GO'), '');
  await expect.poll(() => lives(id), { timeout: 5_000 }).toBe(false);
  await rig.spawnAgent();
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({
    outcome: 'failed',
    exitCode: 7,
    reason: { code: 'processExited', params: { exitCode: 7 } },
    processes: [{ exitCode: 7 }, { exitCode: 0 }],
  });
  expect(rig.stdout(of)).toBe('started\nwent\n');
});

test('a shell that a signal ended while no agent was there is no success', async () => {
  const of = plan([shell('echo started; while :; do sleep 0.02; done')]);
  rig.server.want(run(of));
  const first = await rig.spawnAgent();
  await rig.server.until(() => rig.stdout(of) === 'started\n');
  const pid = await pidOf(of);
  await rig.kill(first);
  process.kill(pid, 'SIGTERM');
  await expect.poll(() => rig.left(of), { timeout: 5_000 }).toBe(0);
  await rig.startAgent();
  const report = await rig.server.ended(fenceKey(of.fence));
  expect(report).toMatchObject({ exitCode: 143, reason: { code: 'processKilled', params: { signal: 'SIGTERM' } } });
});

test('a process number that another process got meanwhile is not taken for ours', async () => {
  const of = plan([shell('echo started; exec sleep 1000')]);
  rig.server.want(run(of));
  const first = await rig.spawnAgent();
  await rig.server.until(() => rig.stdout(of) === 'started\n');
  const pid = await pidOf(of);
  await rig.kill(first);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => rig.left(of), { timeout: 5_000 }).toBe(0);
  // This test's own process stands for the one that got the number.
  const file = join(rig.home, 'journal', `${shortId(of.fence)}.json`);
  const record = lastRecord(readFileSync(file, 'utf8'));
  Object.assign(record.processes[0] ?? {}, { pid: process.pid, startTime: 1 });
  writeFileSync(file, JSON.stringify(record));
  await rig.startAgent();
  const report = await rig.server.ended(fenceKey(of.fence));
  expect(report).toMatchObject({ outcome: 'failed', reason: { code: 'exitUnknown' } });
});

test('a process that the journal does not know yet is found by its own pid file and not started twice', async () => {
  const of = plan([shell(`echo started >> ${rig.home}/starts; ${waits(0)}`)]);
  rig.server.want(run(of));
  const first = await rig.spawnAgent();
  await rig.server.until(() => rig.stdout(of) === 'started\n');
  await rig.kill(first);
  const file = join(rig.home, 'journal', `${shortId(of.fence)}.json`);
  const record = lastRecord(readFileSync(file, 'utf8'));
  Object.assign(record.processes[0] ?? {}, { pid: null, startTime: null, state: 'waiting' });
  writeFileSync(file, JSON.stringify(record));
  await rig.startAgent();
  writeFileSync(join(layoutOf(rig.home, of.fence).work, 'GO'), '');
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ outcome: 'succeeded' });
  expect(readFileSync(join(rig.home, 'starts'), 'utf8')).toBe('started\n');
});

test('after a restart of the machine a task that ran is told as gone', async () => {
  const of = plan([shell('echo started; exec sleep 1000')], { grace: 100 });
  rig.server.want(run(of));
  const first = await rig.spawnAgent();
  await rig.server.until(() => rig.stdout(of) === 'started\n');
  await rig.kill(first);
  const file = join(rig.home, 'journal', `${shortId(of.fence)}.json`);
  const record = lastRecord(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...record, bootId: 'another' }));
  await rig.startAgent();
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ reason: { code: 'exitUnknown' } });
});

test('what is not desired any more when the agent comes back is ended and cleaned up', async () => {
  const of = plan([shell(waits(0))]);
  rig.server.want(run(of));
  const first = await rig.spawnAgent();
  await rig.server.until(() => rig.stdout(of) === 'started\n');
  await rig.kill(first);
  rig.server.drop(fenceKey(of.fence));
  await rig.startAgent();
  await expect.poll(() => existsSync(layoutOf(rig.home, of.fence).root), { timeout: 5_000 }).toBe(false);
  expect(rig.left(of)).toBe(0);
});

test('an end is told again to a server that asks for the task again', async () => {
  const of = plan([shell('exit 4')]);
  rig.server.want(run(of));
  await rig.startAgent();
  await rig.server.ended(fenceKey(of.fence));
  rig.server.reports.clear();
  rig.server.cut();
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ exitCode: 4 });
});

test('two agents do not serve one node directory', async () => {
  await rig.spawnAgent();
  const { lockNode } = await import('./lock.ts');
  let now = 0;
  const clock = {
    now: () => now,
    monotonic: () => now,
    setTimeout(fn: () => void, ms: number) {
      now += ms;
      setImmediate(fn);
      return () => {};
    },
  };
  await expect(lockNode(rig.home, clock)).rejects.toThrow('already serves');
});
