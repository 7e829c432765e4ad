import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processesOfJob } from '../../cluster/processes.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open(2, { subnet: { id: 'front' } });
  const body = { name: 'loop', vmSize: 'STANDARD_NC6', scaleSettings: { manual: { targetNodeCount: 2 } } };
  await yard.client.call('createCluster', { params: { workspace: 'w' }, body });
  await until('nodes on loopback', async () => {
    const params = { workspace: 'w', name: 'loop' };
    return (await yard.client.call('getCluster', { params })).nodeStateCounts.idleNodeCount === 2;
  });
});
afterAll(() => yard?.close());

/** As users of Batch AI wrote it: the first node goes to the others by their addresses, and by name. */
const visit = [
  'set -e',
  'IFS=, read -r first second <<<"$AZ_BATCH_HOST_LIST"',
  'echo "to $second"',
  `ssh "$second" 'echo "there $(hostname) $SSH_CONNECTION"; echo "fence $TRAINYARD_FENCE"; echo "temp $AZ_BATCHAI_JOB_TEMP"'`,
  `ssh "$second" "ssh $first 'echo back \\$TRAINYARD_FENCE'"`,
  'ssh "$OTHER" echo "by name"',
  'echo carried >"$AZ_BATCHAI_JOB_TEMP/letter"',
  'scp -q "$AZ_BATCHAI_JOB_TEMP/letter" "$second:$AZ_BATCHAI_SHARED_JOB_TEMP/letter"',
  'cat "$AZ_BATCHAI_SHARED_JOB_TEMP/letter"',
  `ssh "$second" 'setsid sleep 1000 >/dev/null 2>&1 </dev/null & echo left'`,
  `ssh -o ConnectTimeout=5 "$second" 'exit 7' || echo "code $?"`,
].join('\n');

describe.each([
  ['in a subnet', 'c'],
  ['on loopback', 'loop'],
])('nodes %s', (_, cluster) => {
  test('reach each other by ssh without a password for this job alone, and nothing of it stays', async () => {
    const params = { workspace: 'w', name: cluster };
    const nodes = (await yard.client.call('listNodes', { params })).items;
    // The master is either of them: whoever it is calls itself and the other by name.
    const OTHER = nodes[0]?.name ?? '';
    const name = `visit-${cluster}`;
    const job = await yard.submit(name, {
      cluster: { name: cluster },
      nodeCount: 2,
      customToolkitSettings: { commandLine: visit },
      environmentVariables: [{ name: 'OTHER', value: OTHER }],
    });
    await yard.inState(name, 'succeeded').catch(async (error) => {
      throw new Error(`${error.message}\n${await yard.log(name, { fd: 'stderr' })}`);
    });
    const lines = String(await yard.log(name))
      .trimEnd()
      .split('\n');
    const [attempt] = await yard.attempts(name);
    const gang = attempt?.tasks.map(({ node }) => nodes.find(({ uid }) => uid === node.uid));
    const [first, second] = gang ?? [];
    expect(lines[0]).toBe(`to ${second?.address}`);
    expect(lines[1]).toContain(`there ${cluster === 'c' ? second?.name : ''}`);
    expect(lines[1]).toContain(` ${second?.address} `);
    expect(lines[2]).toBe(`fence ${job.uid}/0/1/1`);
    expect(lines[3]).toContain(`/${second?.uid}/`);
    expect(lines[4]).toBe(`back ${job.uid}/0/1/0`);
    expect(lines.slice(5)).toEqual(['by name', 'carried', 'left', 'code 7']);
    expect(first?.address).not.toBe(second?.address);
    await until('nothing of the job to run', () => processesOfJob(job.uid).length === 0);
  });
});
