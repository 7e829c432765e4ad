import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import { nodeStream } from '@trainyard/contracts/log-frame';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CreateFacts, NodeFacts } from './node-facts.ts';
import { plainFacts } from './testing/plain-facts.ts';
import { plan, run, shell } from './testing/plans.ts';
import { Rig } from './testing/rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.make();
});

afterEach(() => rig.close());

test('a node enrols once and keeps its key to itself', async () => {
  await rig.startAgent();
  await rig.server.until(() => rig.server.nodeReport?.phase === 'ready');
  expect(statSync(join(rig.home, 'key.pem')).mode & 0o777).toBe(0o600);
  rig.stopAgent();
  await rig.server.until(() => !rig.server.connected);
  // The join token is used up by now: the second agent must do without.
  await rig.startAgent();
  expect(rig.server.hellos).toHaveLength(2);
});

test('the first hello tells the GPUs that the size promises, so that no node comes twice', async () => {
  const promised = { vcpus: 1, memoryBytes: 1, gpus: 2, gpuModel: 'Tesla K80', gpuMemoryBytes: 1024 };
  rig.server.changeNode({ promised });
  await rig.spawnAgent();
  await rig.server.until(() => rig.server.nodeReport?.phase === 'ready');
  expect(rig.server.hellos.map(({ found }) => found.gpus.length)).toEqual([2]);
});

/** A machine with cards, of which the node has these. */
function withCards(...indices: number[]): CreateFacts {
  const gpus = indices.map((index) => ({
    index,
    uuid: `GPU-${index}`,
    model: 'V100',
    memoryBytes: 1024,
    simulated: false,
  }));
  return (options) => {
    const facts = plainFacts(options) as NodeFacts;
    return { ...facts, gpuSource: 'nvidia', found: () => ({ ...facts.found(), gpus }) };
  };
}

test('where a machine is several nodes, a task sees the cards of its own node, which the server counts from 0', async () => {
  rig.facts = withCards(2, 5, 7);
  const say = 'echo $CUDA_VISIBLE_DEVICES';
  const resources = { gpuIds: [0, 2, 3], cpus: 1, memoryBytes: 2 ** 30 };
  const of = plan([shell(say), shell(say, { rank: 1, gpuIds: [1] })], { resources });
  rig.server.want(run(of));
  await rig.startAgent();
  await rig.server.ended(fenceKey(of.fence));
  // The node has no fourth card any more.
  expect(rig.stdout(of)).toBe('2,7\n');
  expect(rig.stdout(of, 1)).toBe('5\n');
  expect(rig.server.hellos[0]?.found.gpus.map(({ index, uuid }) => `${index} ${uuid}`)).toEqual([
    '0 GPU-2',
    '1 GPU-5',
    '2 GPU-7',
  ]);
});

test('where no card of a node answers any more, its task sees none: the numbers are those of other nodes', async () => {
  rig.facts = withCards();
  const resources = { gpuIds: [0], cpus: 1, memoryBytes: 2 ** 30 };
  const of = plan([shell('echo "<$CUDA_VISIBLE_DEVICES>"')], { resources });
  rig.server.want(run(of));
  await rig.startAgent();
  await rig.server.ended(fenceKey(of.fence));
  expect(rig.stdout(of)).toBe('<>\n');
});

test('a join token that is refused is told', async () => {
  Object.defineProperty(rig.server, 'joinToken', { value: 'another-token-of-another-cluster' });
  const { enrol } = await import('./enrol.ts');
  const { systemChance, systemClock } = await import('@trainyard/runtime/node/system');
  const options = {
    ...rig.config,
    joinToken: 'x'.repeat(30),
    agentVersion: '1',
    clock: systemClock,
    chance: systemChance,
  };
  await expect(enrol(options)).rejects.toThrow('enrolment refused');
  await expect(enrol({ ...options, joinToken: undefined })).rejects.toThrow('set TRAINYARD_JOIN_TOKEN');
});

test('a server that speaks another protocol ends the agent with words', async () => {
  const error = { code: 'ProtocolMismatch', message: 'update the agent', params: {} };
  rig.server.refuse = { ok: false, error, retry: false };
  await rig.startAgent();
  expect(rig.exits).toEqual([{ code: 1, why: 'the server refuses this agent: update the agent' }]);
});

test('a server that is not ready is asked again', async () => {
  const error = { code: 'ShuttingDown', message: 'in a moment', params: {} };
  rig.server.refuse = { ok: false, error, retry: true };
  const started = rig.startAgent();
  await rig.server.until(() => rig.server.hellos.length > 1);
  rig.server.refuse = undefined;
  await started;
  expect(rig.server.connected).toBe(true);
});

test('the set-up task runs once, before the node is ready and before any task', async () => {
  const count = join(rig.home, 'count');
  const setup = {
    commandLine: `echo ran >> ${count}; echo hello $WHO`,
    env: [{ name: 'WHO', value: 'you' }],
    secrets: [],
  };
  rig.server.changeNode({ setup });
  const of = plan([shell(`cat ${count}`)]);
  rig.server.want(run(of));
  await rig.startAgent();
  await rig.server.ended(fenceKey(of.fence));
  expect(rig.stdout(of)).toBe('ran\n');
  await rig.server.until(() => rig.server.text(nodeStream(rig.server.nodeUid, 'stdout')) === 'hello you\n');
  rig.stopAgent();
  await rig.server.until(() => !rig.server.connected);
  rig.server.nodeReport = undefined;
  await rig.startAgent();
  await rig.server.until(() => rig.server.nodeReport?.phase === 'ready');
  expect(readFileSync(count, 'utf8')).toBe('ran\n');
});

test('the logs of a set-up task are copied to where its cluster wants them, whatever its end', async () => {
  const prefix = join(rig.home, 'share');
  const logs = { prefix, suffix: 's/g/workspaces/w/clusters/c/u' };
  const commandLine = 'echo "$AZ_BATCHAI_STDOUTERR_DIR"; echo bad >&2; touch "$AZ_BATCHAI_STDOUTERR_DIR/own"; exit 3';
  rig.server.changeNode({ name: 'c-0', setup: { commandLine, env: [], secrets: [], logs } });
  await rig.startAgent();
  await rig.server.until(() => rig.server.nodeReport?.phase === 'failed');
  const directory = join(prefix, logs.suffix);
  expect(readdirSync(directory).sort()).toEqual(['own', 'stderr-c-0.txt', 'stdout-c-0.txt']);
  expect(readFileSync(join(directory, 'stdout-c-0.txt'), 'utf8')).toBe(`${directory}\n`);
  expect(readFileSync(join(directory, 'stderr-c-0.txt'), 'utf8')).toBe('bad\n');
});

test('a set-up task that fails makes the node fail with its exit code', async () => {
  rig.server.changeNode({ setup: { commandLine: 'exit 9', env: [], secrets: [] } });
  await rig.startAgent();
  await rig.server.until(() => rig.server.nodeReport?.phase === 'failed');
  expect(rig.server.nodeReport?.reason).toEqual({ code: 'nodeSetupFailed', params: { exitCode: 9 } });
});

test('a node that is to leave ends its tasks, says so and leaves no trace', async () => {
  await rig.startAgent();
  const of = plan([shell('echo ready; sleep 1000')], { grace: 100 });
  rig.server.want(run(of));
  await rig.server.until(() => rig.stdout(of) === 'ready\n');
  rig.server.changeNode({ leave: true });
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ reason: { code: 'nodeRemoved' } });
  await rig.server.until(() => rig.server.nodeReport?.phase === 'left');
  await expect.poll(() => rig.exits, { timeout: 5_000 }).toEqual([{ code: 0, why: 'the node left its cluster' }]);
  expect(existsSync(rig.home)).toBe(false);
  expect(rig.left(of)).toBe(0);
});

test('a delta that was lost is noticed and made good', async () => {
  await rig.startAgent();
  rig.server.loseNextDelta();
  const of = plan([shell('true')]);
  rig.server.want(run(of));
  await rig.server.ended(fenceKey(of.fence));
});

test('a server that is killed and comes back finds the log complete and undoubled', async () => {
  await rig.startAgent();
  const of = plan([shell('for i in $(seq 1 400); do echo $i; sleep 0.002; done')]);
  rig.server.want(run(of));
  await rig.server.until(() => rig.stdout(of).length > 200);
  await rig.server.close();
  await rig.server.listen();
  await rig.server.ended(fenceKey(of.fence));
  const expected = Array.from({ length: 400 }, (_, at) => `${at + 1}\n`).join('');
  expect(rig.stdout(of)).toBe(expected);
});

test('after a minute without contact, restarts included, tasks that ask for it are stopped', async () => {
  await rig.startAgent();
  const stops = plan([shell('echo ready; sleep 1000')], { grace: 100, onLostContact: 'stop' });
  const goesOn = plan([shell('echo ready; while [ ! -e GO ]; do sleep 0.02; done')], { grace: 100 });
  rig.server.want(run(stops));
  rig.server.want(run(goesOn));
  await rig.server.until(() => rig.stdout(stops) && rig.stdout(goesOn));
  await rig.server.until(() =>
    [stops, goesOn].every(({ fence }) => rig.server.reports.get(fenceKey(fence))?.phase === 'running'),
  );
  rig.stopAgent();
  await rig.server.close();
  const long = Date.now() / 1000 - 61;
  utimesSync(join(rig.home, 'contact'), long, long);
  const waiting = rig.startAgent();
  await expect.poll(() => rig.left(stops), { timeout: 5_000 }).toBe(0);
  expect(rig.left(goesOn)).toBeGreaterThan(0);
  await rig.server.listen();
  await waiting;
  expect(await rig.server.ended(fenceKey(stops.fence))).toMatchObject({
    outcome: 'stopped',
    reason: { code: 'nodeLost' },
  });
});

test('tasks see nothing of the agent and find its own node', async () => {
  await rig.startAgent();
  const of = plan([
    shell(
      'env -0 | cut -z -d= -f1 | tr "\\0" "\\n" | grep -E "TRAINYARD|PWD$" | sort; command -v node > /dev/null && echo node',
    ),
  ]);
  rig.server.want(run(of));
  await rig.server.ended(fenceKey(of.fence));
  const own = ['CHECKPOINTS', 'FENCE', 'NOTICE_FILE', 'RANK', 'REMOTE_START', 'UNTIL_IDLE'].map(
    (name) => `TRAINYARD_${name}`,
  );
  expect(rig.stdout(of)).toBe(`PWD\n${own.join('\n')}\nnode\n`);
});

test('a full disk fails the task in words and the agent lives on', async () => {
  const jobs = join(rig.home, 'jobs');
  mkdirSync(jobs, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', jobs]);
  try {
    await rig.startAgent();
    const of = plan([shell('true')], { files: [{ path: 'big', text: 'x'.repeat(2_000_000), executable: false }] });
    rig.server.want(run(of));
    const report = await rig.server.ended(fenceKey(of.fence));
    expect(report).toMatchObject({ outcome: 'failed', reason: { code: 'stepFailed', params: { step: 'files' } } });
    expect(report.reason?.params.why).toContain('ENOSPC');
    rig.server.drop(fenceKey(of.fence));
    await expect.poll(() => existsSync(join(jobs, `${of.fence.job.slice(-12)}-0-1-0`)), { timeout: 5_000 }).toBe(false);
    const floods = plan([shell('head -c 3000000 /dev/zero; echo $? >&2')]);
    rig.server.want(run(floods));
    expect(await rig.server.ended(fenceKey(floods.fence))).toMatchObject({ phase: 'ended' });
  } finally {
    rig.stopAgent();
    execFileSync('umount', ['-l', jobs]);
  }
});

test('a journal that cannot be written does not stop the task or its reports', async () => {
  const journal = join(rig.home, 'journal');
  mkdirSync(journal, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', journal]);
  try {
    writeFileSync(join(journal, 'fill'), Buffer.alloc(4096));
    await rig.startAgent();
    const of = plan([shell('exit 3')]);
    rig.server.want(run(of));
    expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ exitCode: 3 });
    expect(rig.problems.join()).toContain('ENOSPC');
  } finally {
    rig.stopAgent();
    execFileSync('umount', ['-l', journal]);
  }
});
