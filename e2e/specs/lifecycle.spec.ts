import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processesOfJob, runningProcesses } from '../cluster/processes.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open(2);
});
afterAll(() => yard.close());

const isAlive = (pid: number): boolean => runningProcesses().some((one) => one.pid === pid);

describe('a job', () => {
  test('that needs more memory than its part of the node is told so, and its nodes say that they limit it', async () => {
    expect((await yard.nodes())[0]?.capabilities?.isolation.join()).toMatch(/memory \(cgroup v[12]\)/);
    await yard.submit('hungry', {
      memoryPerNode: '32MiB',
      cpusPerNode: 1,
      customToolkitSettings: { commandLine: 'echo eats; tail /dev/zero' },
    });
    const ended = await yard.inState('hungry', 'failed');
    expect(ended.executionInfo).toMatchObject({ exitCode: 137, errors: [{ code: 'JobFailed' }] });
    expect(ended.reasons).toMatchObject([{ code: 'memoryLimitHit', params: { rank: 0, limit: '32 MiB' } }]);
    expect((await yard.attempts('hungry'))[0]?.culprit).toMatchObject({ task: 0, rank: 0, signal: 'SIGKILL' });
  });

  test('of which a rank dies is down on all its nodes within 5 s, whatever grace the others want', async () => {
    const dies = `if [ $RANK = 1 ]; then sleep 0.5; exit 3; fi; trap '' TERM; echo stays; while :; do sleep 0.1; done`;
    const job = await yard.submit('gang', {
      nodeCount: 2,
      grace: 'PT10M',
      distributedSettings: { commandLine: dies },
    });
    const ended = await yard.inState('gang', 'failed');
    const [, other] = await yard.nodes();
    const reason = { code: 'processExited', params: { rank: 1, exitCode: 3 } };
    expect(ended).toMatchObject({ executionInfo: { exitCode: 3 }, reasons: [reason] });
    const [attempt] = await yard.attempts('gang');
    expect(attempt?.culprit).toMatchObject({ task: 1, rank: 1, exitCode: 3, signal: null });
    expect([other?.name, 'c-0', 'c-1']).toContain(attempt?.culprit?.node);
    expect(attempt?.tasks[0]).toMatchObject({ outcome: 'stopped', reason: { code: 'gangStopped' } });
    const { items } = await yard.client.call('listEvents', { query: { job: job.uid, limit: 1000 } });
    const down = items.filter(({ type }) => type === 'task.ended').map(({ at }) => Number(at));
    expect(down).toHaveLength(2);
    expect(Math.max(...down) - (attempt?.culprit?.at ?? 0)).toBeLessThan(5_000);
  });

  test('whose preparation never ends fails with a code and words of its own', async () => {
    await yard.submit('stuck', {
      jobPreparation: { commandLine: 'echo waits; sleep 1000', maxWallClockTime: 'PT1S' },
      customToolkitSettings: { commandLine: 'echo never' },
    });
    const { executionInfo, reasons } = await yard.inState('stuck', 'failed');
    expect(reasons).toMatchObject([{ code: 'preparationTimedOut', params: { limit: 'PT1S' } }]);
    expect(executionInfo.errors).toMatchObject([{ code: 'JobPreparationTimedOut' }]);
    expect(executionInfo.exitCode).toBeUndefined();
    const streams = await yard.streams('stuck');
    const log = streams.find(({ phase, fd }) => phase === 'preparation' && fd === 'stdout')?.stream ?? '';
    expect((await yard.bytes(log)).toString()).toBe('waits\n');
  });

  test('that wants to stay is ended with all it started when somebody terminates it', async () => {
    const hides = `cd /; env -i setsid /bin/sh -c "trap '' TERM; while :; do sleep 1; done" </dev/null >/dev/null 2>&1 & echo $!`;
    const line = `trap '' TERM; (${hides}); echo stays; while :; do sleep 0.1; done`;
    const { uid } = await yard.submit('stays', { grace: 'PT0.2S', customToolkitSettings: { commandLine: line } });
    const said = async () => (await yard.log('stays')).toString();
    await until('its words', async () => (await said()).includes('stays'));
    const hidden = Number((await said()).split('\n')[0]);
    expect(isAlive(hidden)).toBe(true);
    await yard.terminate('stays');
    const { executionInfo } = await yard.inState('stays', 'failed');
    expect(executionInfo).toMatchObject({ errors: [{ code: 'JobTerminated' }] });
    expect(executionInfo.exitCode).toBeUndefined();
    expect(processesOfJob(uid)).toEqual([]);
    expect(isAlive(hidden)).toBe(false);
  });
});

describe('a set-up task that fails', () => {
  const cluster = { workspace: 'w', name: 's' };
  const show = () => yard.client.call('getCluster', { params: cluster });
  const node = async () => (await yard.client.call('listNodes', { params: cluster })).items[0];
  const inState = (state: string) =>
    until(`the node to be ${state}`, async () => {
      const now = await node();
      return now?.state === state && now;
    });

  test('makes its node unusable with its reason and last words on node and cluster; mended, the node is idle', async () => {
    const disk = join(yard.server.home, 'disk');
    const commandLine = `test -e ${disk} || { echo "no disk there" >&2; exit 4; }`;
    const body = {
      name: 's',
      vmSize: 'STANDARD_D1',
      scaleSettings: { manual: { targetNodeCount: 1 } },
      nodeSetup: { setupTask: { commandLine } },
    };
    await yard.client.call('createCluster', { params: { workspace: 'w' }, body });
    const broken = await inState('unusable');
    expect(broken).toMatchObject({
      reason: { code: 'nodeSetupFailed', params: { exitCode: 4 } },
      setup: { exitCode: 4, stderr: 'no disk there' },
    });
    expect((await show()).errors).toMatchObject([
      { code: 'nodeSetupUnusable', params: { node: broken.name, stderr: 'no disk there' } },
    ]);
    writeFileSync(disk, '');
    await yard.client.call('setUpNode', { params: { ...cluster, node: broken.uid } });
    expect(await inState('idle')).toMatchObject({ reason: null, setup: null });
    expect((await show()).errors).toEqual([]);
  });

  test('can be given to a cluster that has nodes, and another one in its place', async () => {
    const change = (commandLine: string) =>
      yard.client.call('updateCluster', { params: cluster, body: { nodeSetup: { setupTask: { commandLine } } } });
    await change('echo worse >&2; exit 5');
    expect(await inState('unusable')).toMatchObject({ setup: { exitCode: 5, stderr: 'worse' } });
    await change('echo better');
    expect(await inState('idle')).toMatchObject({ setup: null });
  });
});
