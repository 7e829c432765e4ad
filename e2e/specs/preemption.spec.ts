import { afterAll, beforeAll, expect, test } from 'vitest';
import { processesOfJob } from '../cluster/processes.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open(1, { scheduling: { preemption: { enabled: true, grace: 'PT10S' } } });
});
afterAll(() => yard.close());

/** The first time it saves its state once and goes on; the second time it finds that and is done. Each tells what it sees. */
const trains = [
  'state="$TRAINYARD_CHECKPOINTS/state"',
  'if [ -e "$state" ]; then echo "goes on from $(cat "$state")"; exit 0; fi',
  `trap 'echo "ends $(date +%s%3N)"; exit 143' TERM`,
  'sleep 0.5; date +%s%3N > "$state"; cat "$state"',
];
const waits = 'while :; do sleep 0.05; done';

const receiptsOf = async (name: string) =>
  (await yard.client.call('listPreemptions', { params: { workspace: 'w', experiment: 'e', name } })).items;
const isSaved = async (name: string) => (await yard.artifacts(name)).some(({ kind }) => kind === 'checkpoint');

test('a job of high priority takes the node of a low one, which goes on from its checkpoint with a receipt that is exact', async () => {
  const job = (commandLine: string) => ({ customToolkitSettings: { commandLine } });
  await yard.submit('low', { ...job([...trains, waits].join('\n')), schedulingPriority: 'low' });
  await until('a checkpoint that is stored', () => isSaved('low'));
  await yard.submit('high', { ...job('sleep 0.5'), schedulingPriority: 'high' });
  await yard.inState('high', 'succeeded');
  await yard.inState('low', 'succeeded');

  const attempts = await yard.attempts('low');
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['preempted', 'succeeded']);
  const [saved, ended] = (await yard.log('low', { attempt: 1 }))
    .toString()
    .split('\n')
    .map((line) => Number(line.replace('ends ', '')));
  expect((await yard.log('low', { attempt: 2 })).toString()).toBe(`goes on from ${saved}\n`);

  const [receipt, ...more] = await receiptsOf('low');
  expect(more).toEqual([]);
  expect(await receiptsOf('high')).toEqual([receipt]);
  expect(receipt).toMatchObject({
    victim: { name: 'low', priority: 'low', experiment: 'e', workspace: 'w' },
    taker: { name: 'high', priority: 'high' },
    nodes: [attempts[0]?.tasks[0]?.node.name],
    why: { code: 'preempted', params: { job: 'high', priority: 'high' } },
    attempt: 1,
  });
  // Exact to a second: what the job itself saw between its checkpoint and its end.
  const lost = (ended ?? 0) - (saved ?? 0);
  expect(Math.abs((receipt?.lostMs ?? 0) - lost)).toBeLessThan(1_000);
  expect(Math.abs((receipt?.checkpointAt ?? 0) - (saved ?? 0))).toBeLessThan(1_000);
  expect(Math.abs((receipt?.at ?? 0) + (receipt?.stoppedAfterMs ?? 0) - (ended ?? 0))).toBeLessThan(1_000);
  expect(receipt?.resumedAt).toBe(attempts[1]?.phaseTimes.allocating);
  expect((await yard.job('low')).preemptions).toBe(1);
  expect((await yard.job('high')).preemptions).toBe(1);
});

test('a node that is taken back warns its task, which goes on on another node; what does not end ends with the node', async () => {
  const spot = { workspace: 'w', name: 'spot' };
  await yard.client.call('createCluster', {
    params: { workspace: 'w' },
    body: {
      name: 'spot',
      vmSize: 'STANDARD_NC6',
      vmPriority: 'lowpriority',
      lowPriority: { notice: 'PT6S' },
      scaleSettings: { manual: { targetNodeCount: 1 } },
    },
  });
  const warned = 'until [ -e "$TRAINYARD_NOTICE_FILE" ]; do sleep 0.05; done; cat "$TRAINYARD_NOTICE_FILE"';
  const deaf = 'setsid sleep 600 & trap "" TERM';
  const job = await yard.submit('spot', {
    cluster: { name: 'spot' },
    customToolkitSettings: { commandLine: [...trains, warned, deaf, waits].join('\n') },
    grace: 'PT1S',
    restart: { onFailure: 0, onNodeLoss: 0 },
  });
  await until('a checkpoint that is stored', () => isSaved('spot'));
  const [node] = (await yard.client.call('listNodes', { params: spot })).items;
  const taken = await yard.client.call('reclaimNode', { params: { ...spot, node: node?.uid ?? '' } });
  expect(taken.reclaimTime).not.toBeNull();
  await yard.inState('spot', 'succeeded');

  const [first, second] = await yard.attempts('spot');
  expect([first?.outcome, second?.outcome]).toEqual(['preempted', 'succeeded']);
  expect(second?.tasks[0]?.node.uid).not.toBe(node?.uid);
  const notice = (await yard.log('spot', { attempt: 1 })).toString().split('\n')[1] ?? '';
  expect(JSON.parse(notice)).toEqual({ reclaimAt: taken.reclaimTime, reason: 'nodeReclaimed' });
  expect(await receiptsOf('spot')).toMatchObject([
    { taker: null, why: { code: 'nodeReclaimed' }, nodes: [node?.name], victim: { name: 'spot' } },
  ]);
  await until('the end of the node', async () => {
    const { items } = await yard.client.call('listNodes', { params: spot });
    return items.length === 1 && items[0]?.uid !== node?.uid;
  });
  expect(processesOfJob(job.uid)).toEqual([]);
});
