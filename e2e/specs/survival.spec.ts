import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentsOf, processesOfJob, shellsOfJob } from '../cluster/processes.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open(2);
});
afterAll(() => yard.close());

/** Prints numbered lines until the file `stop` appears in its working directory, then ends with 0. */
const counting = 'i=0; while [ ! -e "$AZ_BATCHAI_JOB_TEMP/stop" ]; do echo "line $i"; i=$((i+1)); sleep 0.02; done';

/** Lets a counting job end: its directory is found through its own process. */
async function letEnd(jobUid: string): Promise<void> {
  const { writeFileSync } = await import('node:fs');
  const dirs = new Set(processesOfJob(jobUid).map(({ environment }) => environment.AZ_BATCHAI_JOB_TEMP));
  for (const dir of dirs) if (dir) writeFileSync(`${dir}/stop`, '');
}

function expectCounted(log: string): number {
  const lines = log.trimEnd().split('\n');
  expect(lines.filter((line, at) => line !== `line ${at}`).slice(0, 3)).toEqual([]);
  return lines.length;
}

describe('the server is killed with kill -9 while a job runs', () => {
  test('the job is not disturbed, its log is complete and undoubled, its series are filled in', async () => {
    const job = await yard.submit('outlives', counting);
    await until('the first lines', async () => (await yard.log('outlives')).length > 100);
    const before = shellsOfJob(job.uid);
    const agents = agentsOf(yard.server.home)
      .map(({ pid }) => pid)
      .sort();
    await yard.server.kill('SIGKILL');
    const downFrom = Date.now();
    await until(
      'three seconds of a job without a server',
      () => Date.now() - downFrom > 3_000 && processesOfJob(job.uid).length > 0,
    );
    const downTo = Date.now();
    await yard.server.start();
    await until('the node to be back', async () => (await yard.nodes()).every(({ health }) => health === 'ok'));
    expect(before.length).toBeGreaterThan(0);
    expect(shellsOfJob(job.uid)).toEqual(before);
    expect(
      agentsOf(yard.server.home)
        .map(({ pid }) => pid)
        .sort(),
    ).toEqual(agents);
    await letEnd(job.uid);
    const ended = await yard.inState('outlives', 'succeeded');
    expect(ended.attempt).toBe(1);
    expect(expectCounted((await yard.log('outlives')).toString())).toBeGreaterThan(100);
    await until('samples from the time without a server', async () => {
      const { series } = await yard.client.call('readSeries', {
        query: { job: job.uid, metric: 'process.cpu', from: downFrom, to: downTo, points: 100 },
      });
      return (series as unknown as { count: number[] }[]).some(
        ({ count }) => count.reduce((sum, one) => sum + one, 0) >= 2,
      );
    });
  });
});

describe('an agent is killed with kill -9', () => {
  test('it comes back and adopts its task, and a later exit code 7 is reported as 7', async () => {
    const job = await yard.submit('adopted', `${counting}; exit 7`);
    await until('the first lines', async () => (await yard.log('adopted')).length > 100);
    const shells = shellsOfJob(job.uid);
    const [attempt] = await yard.attempts('adopted');
    const node = attempt?.tasks[0]?.node.uid ?? '';
    const agent = agentsOf(yard.server.home).find(({ environment }) => environment.TRAINYARD_NODE === node);
    globalThis.process.kill(agent?.pid ?? 0, 'SIGKILL');
    await until('another agent for the node', () =>
      agentsOf(yard.server.home).some(
        ({ pid, environment }) => environment.TRAINYARD_NODE === node && pid !== agent?.pid,
      ),
    );
    expect(shells.length).toBeGreaterThan(0);
    expect(shellsOfJob(job.uid)).toEqual(shells);
    await letEnd(job.uid);
    const ended = await yard.inState('adopted', 'failed');
    expect(ended.executionInfo).toMatchObject({ exitCode: 7, errors: [{ code: 'JobFailed' }] });
    expect(ended.attempt).toBe(1);
    expectCounted((await yard.log('adopted')).toString());
  });

  test('a task that ends while no agent is there is reported with its own code', async () => {
    const job = await yard.submit('alone', 'while [ ! -e "$AZ_BATCHAI_JOB_TEMP/stop" ]; do sleep 0.02; done; exit 9');
    await until('the process', () => processesOfJob(job.uid).length > 0);
    const [attempt] = await yard.attempts('alone');
    const node = attempt?.tasks[0]?.node.uid ?? '';
    const agent = agentsOf(yard.server.home).find(({ environment }) => environment.TRAINYARD_NODE === node);
    globalThis.process.kill(agent?.pid ?? 0, 'SIGSTOP');
    await letEnd(job.uid);
    await until('the task to be over', () => processesOfJob(job.uid).length === 0);
    globalThis.process.kill(agent?.pid ?? 0, 'SIGKILL');
    const ended = await yard.inState('alone', 'failed');
    expect(ended.executionInfo.exitCode).toBe(9);
  });
});

describe('a rank is killed', () => {
  test('without restarts the job fails and says which rank, where and by what', async () => {
    const job = await yard.submit('gang', { nodeCount: 2, distributedSettings: { commandLine: 'exec sleep 600' } });
    await until(
      'both ranks',
      () => processesOfJob(job.uid).filter(({ command }) => command.startsWith('sleep')).length === 2,
    );
    const victim = processesOfJob(job.uid).find(({ environment }) => environment.RANK === '1');
    globalThis.process.kill(victim?.pid ?? 0, 'SIGKILL');
    const ended = await yard.inState('gang', 'failed');
    expect(ended.reasons[0]).toMatchObject({ code: 'processKilled', params: { rank: 1, signal: 'SIGKILL' } });
    expect(processesOfJob(job.uid)).toEqual([]);
  });

  test('with restarts another attempt goes on', async () => {
    const once =
      'if [ -e "$TRAINYARD_CHECKPOINTS/seen" ]; then echo again; else echo first > "$TRAINYARD_CHECKPOINTS/seen"; sleep 2; exit 3; fi';
    const job = await yard.submit('again', { customToolkitSettings: { commandLine: once }, restart: { onFailure: 2 } });
    const ended = await yard.inState('again', 'succeeded');
    expect(ended.attempt).toBe(2);
    expect((await yard.log('again')).toString()).toBe('again\n');
    const { items } = await yard.client.call('listEvents', { query: { job: job.uid, limit: 1000 } });
    const told = items.flatMap(
      ({ changed }) => (changed as { reasons?: { code: string; params: object }[] }).reasons ?? [],
    );
    const waits = told.filter(({ code }) => code === 'waitingForRestart');
    expect(waits.length).toBeGreaterThan(0);
    for (const { params } of waits) expect(params).toMatchObject({ why: expect.stringContaining('exit code 3') });
    const attempts = await yard.attempts('again');
    expect(attempts.map(({ number, outcome, exitCode }) => ({ number, outcome, exitCode }))).toEqual([
      { number: 1, outcome: 'failed', exitCode: 3 },
      { number: 2, outcome: 'succeeded', exitCode: 0 },
    ]);
  });
});

describe('a job is terminated', () => {
  test('nothing of it is left, not even what hides', async () => {
    const hiding =
      'trap "" TERM; (setsid bash -c "trap \\"\\" TERM; while true; do sleep 1; done" &) ; while true; do sleep 1; done';
    const job = await yard.submit('hides', { customToolkitSettings: { commandLine: hiding }, grace: 'PT1S' });
    await until('the hidden process', () => processesOfJob(job.uid).length >= 4);
    await yard.terminate('hides');
    const ended = await yard.inState('hides', 'failed');
    expect(ended.executionInfo.errors?.[0]?.code).toBe('JobTerminated');
    expect(ended.executionInfo.exitCode).toBeUndefined();
    expect(processesOfJob(job.uid)).toEqual([]);
  });
});

describe('a cluster shrinks', () => {
  test('its node leaves and is told as gone, not as lost', async () => {
    const before = new Set((await yard.nodes()).map(({ uid }) => uid));
    const { seq } = await yard.client.call('listEvents', { query: { after: 0, limit: 1 } });
    const scaleSettings = { manual: { targetNodeCount: before.size - 1 } };
    await yard.client.call('updateCluster', { params: { workspace: 'w', name: 'c' }, body: { scaleSettings } });
    await until('one node less', async () => (await yard.nodes()).length === before.size - 1);
    const left = new Set((await yard.nodes()).map(({ uid }) => uid));
    const subject = [...before].find((uid) => !left.has(uid)) ?? '';
    const { items } = await yard.client.call('listEvents', { query: { after: seq, subject, limit: 1000 } });
    const told = items.map(({ type }) => type);
    expect(told).toContain('node.deleted');
    expect(told.slice(told.lastIndexOf('node.returned') + 1)).not.toContain('node.lost');
  });
});
