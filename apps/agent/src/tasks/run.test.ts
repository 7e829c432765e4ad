import { fenceKey } from '@trainyard/contracts/attempt';
import { reason } from '@trainyard/contracts/reasons';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { statOf } from '../executors/proc.ts';
import { plan, run, shell } from '../testing/plans.ts';
import { Rig } from '../testing/rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.make();
  await rig.startAgent();
});

afterEach(() => rig.close());

async function ends(line: string, change = {}) {
  const of = plan([shell(line)], change);
  rig.server.want(run(of));
  return { of, report: await rig.server.ended(fenceKey(of.fence)) };
}

test('a process that ends with 0 makes the task succeed, with its output stored before', async () => {
  const { of, report } = await ends('echo out; echo err >&2');
  expect(report).toMatchObject({ outcome: 'succeeded', exitCode: 0, reason: null, prepared: true });
  const exit = { exitCode: 0, signal: null, exitedAt: expect.any(Number) };
  expect(report.processes).toEqual([{ index: 0, state: 'exited', pid: expect.any(Number), ...exit }]);
  expect(rig.stdout(of)).toBe('out\n');
  expect(rig.stderr(of)).toBe('err\n');
  expect(report.steps.map(({ name }) => name)).toEqual([
    'directories',
    'volumes',
    'outputs',
    'image',
    'files',
    'inputs',
    'restore',
    'programs',
    'ssh',
    'preparation',
    'gate',
    'processes',
    'exit codes',
    'stop',
    'container',
    'mirror',
    'artifacts',
    'unmount',
    'logs',
  ]);
});

test('exit code 7 is told as 7', async () => {
  const { report } = await ends('exit 7');
  expect(report).toMatchObject({
    outcome: 'failed',
    exitCode: 7,
    reason: { code: 'processExited', params: { rank: 0, node: 'n0', exitCode: 7 } },
  });
});

test('a command that is not there is told as such', async () => {
  const { report } = await ends('no-such-command');
  expect(report).toMatchObject({ exitCode: 127, reason: { code: 'commandNotFound', params: { rank: 0, node: 'n0' } } });
});

test.each(['kill -9 $$', "bash -c 'kill -9 $$'"])('a death by signal is told with its name: %s', async (line) => {
  const { report } = await ends(line);
  expect(report).toMatchObject({ exitCode: 137, reason: { code: 'processKilled', params: { signal: 'SIGKILL' } } });
  expect(report.processes[0]).toMatchObject({ signal: 'SIGKILL' });
});

test('a forked, SIGTERM-ignoring process in a session of its own does not outlive its task', async () => {
  const line = `(trap '' TERM; setsid bash -c "trap '' TERM; setsid sleep 1000 & echo ready; sleep 1000" &) ; sleep 1000`;
  const of = plan([shell(line)], { grace: 100 });
  rig.server.want(run(of));
  await rig.server.until(() => rig.stdout(of).includes('ready'));
  expect(rig.left(of)).toBeGreaterThanOrEqual(3);
  rig.server.want(run(of, { want: 'stop', reason: reason('terminatedByUser', { actor: 'a' }) }));
  const report = await rig.server.ended(fenceKey(of.fence));
  expect(report).toMatchObject({ outcome: 'stopped', reason: { code: 'terminatedByUser' } });
  expect(rig.left(of)).toBe(0);
});

test('a child that hides its environment in a session of the task is ended too', async () => {
  const of = plan([shell(`env -i /bin/sleep 1234567 & echo $!`)], { grace: 100 });
  rig.server.want(run(of));
  await rig.server.ended(fenceKey(of.fence));
  const pid = Number(rig.stdout(of));
  expect(pid).toBeGreaterThan(0);
  expect(statOf(pid)?.state ?? 'Z').toBe('Z');
});

test('a process may finish its work after SIGTERM within the grace', async () => {
  const of = plan([shell(`trap 'sleep 0.2; echo saved; exit 0' TERM; echo ready; while :; do sleep 0.05; done`)]);
  rig.server.want(run(of));
  await rig.server.until(() => rig.stdout(of).includes('ready'));
  rig.server.want(run(of, { want: 'stop', reason: reason('terminatedByUser', { actor: 'a' }) }));
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ outcome: 'stopped' });
  expect(rig.stdout(of)).toBe('ready\nsaved\n');
});

test('the grace that the server gives stands above the plan, and a checkpoint written in it is stored before the end', async () => {
  const save = 'sleep 0.2; echo late > "$TRAINYARD_CHECKPOINTS/state"; exit 143';
  const of = plan([shell(`trap '${save}' TERM; echo ready; while :; do sleep 0.05; done`)], { grace: 0 });
  rig.server.want(run(of));
  await rig.server.until(() => rig.stdout(of).includes('ready'));
  rig.server.want(
    run(of, { want: 'stop', reason: reason('preempted', { job: 'k', priority: 'high' }), grace: 20_000 }),
  );
  const report = await rig.server.ended(fenceKey(of.fence));
  expect(report).toMatchObject({ outcome: 'stopped', reason: { code: 'preempted' }, checkpointAt: expect.any(Number) });
  const stopped = report.steps.find(({ name }) => name === 'stop')?.endedAt ?? 0;
  expect(report.checkpointAt).toBeLessThanOrEqual(stopped);
});

test('a task is told when its node is taken away, also one that starts afterwards', async () => {
  const waits = 'until [ -e "$TRAINYARD_NOTICE_FILE" ]; do sleep 0.05; done; cat "$TRAINYARD_NOTICE_FILE"';
  const [early, late] = [plan([shell(`echo ready; ${waits}`)]), plan([shell(waits)])];
  rig.server.want(run(early));
  await rig.server.until(() => rig.stdout(early).includes('ready'));
  const reclaimAt = Date.parse('2030-01-02T03:04:05Z');
  rig.server.changeNode({ reclaimAt });
  const told = '{"reclaimAt":"2030-01-02T03:04:05Z","reason":"nodeReclaimed"}\n';
  expect(await rig.server.ended(fenceKey(early.fence))).toMatchObject({ outcome: 'succeeded' });
  expect(rig.stdout(early)).toBe(`ready\n${told}`);
  rig.server.want(run(late));
  expect(await rig.server.ended(fenceKey(late.fence))).toMatchObject({ outcome: 'succeeded' });
  expect(rig.stdout(late)).toBe(told);
});

test('the failure of one rank ends the others', async () => {
  const of = plan([shell('sleep 1000'), shell('sleep 0.05; exit 3', { rank: 1 })], { grace: 100 });
  rig.server.want(run(of));
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({
    outcome: 'failed',
    exitCode: 3,
    reason: { params: { rank: 1 } },
  });
  expect(rig.left(of)).toBe(0);
});

test('helpers end with the required processes of a job of one node', async () => {
  const of = plan([shell('sleep 1000', { exitRule: 'helper' }), shell('exit 0', { rank: 1 })], { grace: 100 });
  rig.server.want(run(of));
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ outcome: 'succeeded' });
});

test('the wall clock ends a task', async () => {
  const { report } = await ends('sleep 1000', { wallClock: 100, grace: 100 });
  expect(report).toMatchObject({ outcome: 'failed', reason: { code: 'wallClockExceeded' } });
});

test('processes wait at the gate until every task of the gang is prepared', async () => {
  const of = plan([shell('echo went')], { preparation: { commandLine: 'echo prepared > mark' } });
  rig.server.want(run(of, { go: false }));
  const report = await rig.server.until(() => {
    const now = rig.server.reports.get(fenceKey(of.fence));
    return now?.prepared ? now : undefined;
  });
  expect(report).toMatchObject({ phase: 'starting', step: 'gate', processes: [{ state: 'waiting' }] });
  rig.server.want(run(of));
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ outcome: 'succeeded' });
});

test('a preparation that fails fails the task', async () => {
  const { report } = await ends('true', { preparation: { commandLine: 'exit 5' } });
  expect(report).toMatchObject({ outcome: 'failed', exitCode: 5, reason: { code: 'preparationFailed' } });
});

test('a step that cannot be done names itself and why', async () => {
  const { report } = await ends('true', { files: [{ path: '../../escape', text: 'x', executable: false }] });
  expect(report).toMatchObject({ outcome: 'failed', reason: { code: 'stepFailed', params: { step: 'files' } } });
});

test('a task that is dropped leaves no process and no directory', async () => {
  const of = plan([shell('echo ready; sleep 1000')]);
  rig.server.want(run(of));
  await rig.server.until(() => rig.stdout(of).includes('ready'));
  rig.server.drop(fenceKey(of.fence));
  const { existsSync, readdirSync } = await import('node:fs');
  await expect.poll(() => readdirSync(`${rig.home}/jobs`), { timeout: 5_000 }).toEqual([]);
  expect(rig.left(of)).toBe(0);
  expect(readdirSync(`${rig.home}/journal`)).toEqual([]);
  expect(existsSync(`/tmp/trainyard-${of.fence.job.slice(-12)}-0-1-0`)).toBe(false);
});
