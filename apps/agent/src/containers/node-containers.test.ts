import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { machineFacts } from '../machine-facts.ts';
import { plan, run, shell } from '../testing/plans.ts';
import { Rig } from '../testing/rig.ts';
import { StandInPodman } from '../testing/stand-in-podman.ts';

const reference = '127.0.0.1:5000/lab/net:2';
const image = { reference, credentials: null, shmSize: null };

let rig: Rig;
let podman: StandInPodman;

beforeEach(async () => {
  podman = new StandInPodman();
  rig = await Rig.make();
  rig.settings = {
    path: podman.path,
    nvidiaSmi: podman.nvidiaSmi,
    containers: { engine: 'podman', dockerHost: undefined, pullMs: 60_000, keepBytes: 0 },
  };
});

afterEach(async () => {
  await rig.close();
  podman.close();
});

const reportOf = (of: TaskPlan) => rig.server.reports.get(fenceKey(of.fence));
const imageStep = (of: TaskPlan) => reportOf(of)?.steps.find(({ name }) => name === 'image');
const ended = (of: TaskPlan) => rig.server.ended(fenceKey(of.fence));

test('tasks that want the same image share one pull, see how far it is, and run in the environment of the image', async () => {
  podman.hold();
  const both = [
    plan([shell('echo "$FROM_IMAGE $HOME $TRAINYARD_FENCE"')], { image }),
    plan([shell('exit 3')], { image }),
  ] as const;
  for (const of of both) rig.server.want(run(of));
  await rig.startAgent();
  expect(rig.server.hellos[0]?.capabilities.executors).toEqual(['process', 'podman']);
  for (const of of both) await rig.server.until(() => imageStep(of)?.detail?.code === 'imagePulling');
  expect(imageStep(both[0])?.detail).toEqual({ code: 'imagePulling', params: { image: reference, done: 0, total: 2 } });
  podman.go();
  expect(await ended(both[0])).toMatchObject({ outcome: 'succeeded' });
  expect(await ended(both[1])).toMatchObject({ outcome: 'failed', exitCode: 3 });
  expect(rig.stdout(both[0])).toBe(`yes /root ${fenceKey(both[0].fence)}\n`);
  expect(imageStep(both[0])?.detail).toEqual({ code: 'imagePulled', params: { image: reference, total: 2 } });
  expect(podman.calls('pull')).toHaveLength(1);
  expect(podman.containers).toEqual([]);
});

test('the password of a registry is in no command line and no file that stays', async () => {
  rig.server.secrets = { pass: 'open sesame' };
  const of = plan([shell('env')], { image: { ...image, credentials: { username: 'ada', passwordRef: 'pass' } } });
  rig.server.want(run(of));
  await rig.startAgent();
  await ended(of);
  const auth = Buffer.from('ada:open sesame').toString('base64');
  expect(podman.signIns.map((text) => JSON.parse(text))).toEqual([{ auths: { '127.0.0.1:5000': { auth } } }]);
  expect(podman.calls('').join()).not.toMatch(new RegExp(`sesame|${auth}`));
  expect(rig.stdout(of)).not.toContain('sesame');
  expect(readdirSync(join(rig.home, 'containers')).filter((name) => name.startsWith('sign-in'))).toEqual([]);
  for (const name of readdirSync(join(rig.home, 'journal'))) {
    expect(readFileSync(join(rig.home, 'journal', name), 'utf8')).not.toContain('sesame');
  }
});

test('a container has the GPUs that its task was granted, numbered from 0, and none when it has none', async () => {
  rig.facts = machineFacts;
  podman.cards(4);
  const seen = 'echo "$CUDA_VISIBLE_DEVICES/$NVIDIA_VISIBLE_DEVICES/$HIP_VISIBLE_DEVICES"';
  const resources = { gpuIds: [1, 3], cpus: 1, memoryBytes: 2 ** 30 };
  const some = plan([shell(seen), shell(seen, { rank: 1, localRank: 1, gpuIds: [3] })], { image, resources });
  const none = plan([shell(seen)], { image });
  for (const of of [some, none]) rig.server.want(run(of));
  await rig.startAgent();
  for (const of of [some, none]) expect(await ended(of)).toMatchObject({ outcome: 'succeeded' });
  expect(rig.stdout(some)).toBe('0,1/0,1/0,1\n');
  expect(rig.stdout(some, 1)).toBe('1/1/1\n');
  expect(rig.stdout(none)).toBe('//\n');
  const given = podman.calls('run').map((words) => words.match(/--device=\S+/g) ?? []);
  expect(given.sort()).toEqual([[], ['--device=nvidia.com/gpu=1', '--device=nvidia.com/gpu=3']]);
});

test('a pull that takes too long fails the task, and one that nobody waits for is ended', async () => {
  podman.hold();
  rig.settings = {
    ...rig.settings,
    containers: { engine: 'podman', dockerHost: undefined, pullMs: 300, keepBytes: 0 },
  };
  const of = plan([shell('true')], { image });
  rig.server.want(run(of));
  await rig.startAgent();
  expect(await ended(of)).toMatchObject({
    outcome: 'failed',
    reason: { code: 'imagePullTimeout', params: { image: reference, limit: 'PT0.3S', node: 'n0' } },
  });
  rig.stopAgent();
  rig.settings = {
    ...rig.settings,
    containers: { engine: 'podman', dockerHost: undefined, pullMs: 60_000, keepBytes: 0 },
  };
  const stopped = plan([shell('true')], { image });
  rig.server.want(run(stopped));
  await rig.startAgent();
  await rig.server.until(() => imageStep(stopped)?.detail?.code === 'imagePulling');
  rig.server.want(run(stopped, { want: 'stop', reason: { code: 'terminatedByUser', params: {} } }));
  expect(await ended(stopped)).toMatchObject({ outcome: 'stopped', reason: { code: 'terminatedByUser' } });
  expect(existsSync(join(podman.state, 'images', '127.0.0.1_5000_lab_net_2'))).toBe(false);
});

test('a node without an engine says so', async () => {
  rig.settings = {
    ...rig.settings,
    path: process.env.PATH ?? '',
    containers: { engine: 'none', dockerHost: undefined, pullMs: 1, keepBytes: 0 },
  };
  const of = plan([shell('true')], { image });
  rig.server.want(run(of));
  await rig.startAgent();
  const why = 'TRAINYARD_CONTAINER_ENGINE is none on it';
  expect(await ended(of)).toMatchObject({ reason: { code: 'noContainerEngine', params: { node: 'n0', why } } });
  expect(rig.server.hellos[0]?.capabilities.executors).toEqual(['process']);
});

test('a start removes what an agent that was killed left, and an image that is over the limit goes with its last task', async () => {
  const of = plan([shell('true')], { image });
  rig.server.want(run(of));
  await rig.startAgent();
  await ended(of);
  writeFileSync(join(podman.state, 'containers', 'trainyard-left'), '');
  rig.server.drop(fenceKey(of.fence));
  await expect.poll(() => podman.calls('image rm'), { timeout: 10_000 }).toEqual([`image rm ${reference}`]);
  expect(podman.containers).toEqual([]);
  rig.stopAgent();
  writeFileSync(join(podman.state, 'containers', 'trainyard-left'), '');
  await rig.startAgent();
  await expect.poll(() => podman.containers, { timeout: 10_000 }).toEqual([]);
});
