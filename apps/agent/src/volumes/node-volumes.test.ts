import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { containerAt, directoryAt, mountsBelow, rightKey } from '../testing/bind-mounter.ts';
import { plan, run, shell } from '../testing/plans.ts';
import { Rig } from '../testing/rig.ts';

let rig: Rig;
let share: string;

beforeEach(async () => {
  share = mkdtempSync(join(tmpdir(), 'ty-share-'));
  rig = await Rig.make();
  rig.server.secrets = { 'volume-key': rightKey };
});

afterEach(async () => {
  await rig.close();
  rmSync(share, { recursive: true, force: true });
});

const setup = (commandLine: string, round = 0) => ({ commandLine, env: [], secrets: [], round });
const says = (phase: string, round = 0) =>
  rig.server.until(() => {
    const report = rig.server.nodeReport;
    return report?.phase === phase && (report.round ?? 0) === round ? report : undefined;
  });
const volumeSays = (state: string) =>
  rig.server.until(() => rig.server.nodeReport?.volumes?.find((volume) => volume.state === state));

async function restart(): Promise<void> {
  rig.stopAgent();
  await rig.server.until(() => !rig.server.connected);
  rig.server.nodeReport = undefined;
  await rig.startAgent();
}

test('volumes of the node are there for its set-up and its jobs, and their outputs are not stored twice', async () => {
  writeFileSync(join(share, 'tool'), 'a tool\n');
  const volumes = [directoryAt(share, 'data'), containerAt(join(share, 'box'), 'box')];
  rig.server.changeNode({
    volumes,
    setup: {
      ...setup('cat "$AZ_BATCHAI_MOUNT_ROOT/data/tool" > "$AZ_BATCHAI_MOUNT_ROOT/box/set-up"; echo done'),
      logs: { prefix: '$AZ_BATCHAI_MOUNT_ROOT/box/logs', suffix: 'c/u' },
    },
  });
  await rig.startAgent();
  const report = await says('ready');
  expect(report.volumes?.map(({ at, state }) => [at, state])).toEqual([
    ['data', 'mounted'],
    ['box', 'mounted'],
  ]);
  expect(readFileSync(join(share, 'box', 'set-up'), 'utf8')).toBe('a tool\n');
  expect(readFileSync(join(share, 'box', 'logs', 'c', 'u', 'stdout-n0.txt'), 'utf8')).toBe('done\n');
  const prefix = '$AZ_BATCHAI_MOUNT_ROOT/data';
  const of = plan([shell('echo m > $AZ_BATCHAI_OUTPUT_M/m')], {
    outputDirectories: [{ id: 'M', pathPrefix: prefix, pathSuffix: null }],
    stdOutErrPathPrefix: prefix,
  });
  rig.server.want(run(of));
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ outcome: 'succeeded' });
  expect(readFileSync(join(share, of.segment, 'outputs', 'm'), 'utf8')).toBe('m\n');
  expect(existsSync(join(share, of.segment, 'stdouterr', 'execution.log'))).toBe(true);
  expect(rig.server.artifacts.size).toBe(0);
});

test('a volume that cannot be mounted makes the node unusable with its reason, until it can', async () => {
  rig.mounter.unreachable.add('data');
  rig.server.changeNode({ volumes: [directoryAt(share, 'data')], setup: setup(`: > ${join(share, 'set-up')}`) });
  await rig.startAgent();
  const report = await says('failed');
  expect(report).toMatchObject({
    reason: { code: 'volumeUnreachable', params: { label: 'directory data' } },
    volumes: [{ state: 'mounting', reason: { code: 'volumeUnreachable' } }],
  });
  const of = plan([shell('true')]);
  rig.server.want(run(of));
  expect(existsSync(join(share, 'set-up'))).toBe(false);
  rig.mounter.unreachable.clear();
  await says('ready');
  expect(existsSync(join(share, 'set-up'))).toBe(true);
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ outcome: 'succeeded' });
});

test('only what changed is mounted again, and a change that cannot be is replaced by the next', async () => {
  const stays = directoryAt(join(share, 'a'), 'a');
  rig.server.changeNode({ volumes: [stays, directoryAt(join(share, 'b'), 'b')], setup: setup('true') });
  await rig.startAgent();
  await says('ready');
  rig.server.secrets = { 'volume-key': 'wrong' };
  rig.server.changeNode({ volumes: [stays, containerAt(join(share, 'c'), 'b')], setup: setup('true') });
  expect(await says('failed')).toMatchObject({ reason: { code: 'volumeDenied' } });
  rig.server.changeNode({ volumes: [stays, directoryAt(join(share, 'd'), 'd')], setup: setup('true') });
  const report = await says('ready');
  expect(report.volumes?.map(({ at }) => at)).toEqual(['a', 'd']);
  const root = join(rig.home, 'mounts');
  expect(mountsBelow(root).sort()).toEqual([join(root, 'a'), join(root, 'd')]);
  expect(rig.mounter.mounted.map(({ at }) => at)).toEqual(['a', 'b', 'd'].map((at) => join(root, at)));
});

test('a new round mounts anew what cannot be used, with the secrets of now, and leaves alone what can', async () => {
  const volumes = [containerAt(join(share, 'a'), 'a'), containerAt(join(share, 'b'), 'b')];
  rig.server.changeNode({ volumes, round: 1 });
  await rig.startAgent();
  await says('ready', 1);
  rig.mounter.wrong.set('b', { code: 'volumeDenied', params: { label: 'container b', why: '403' } });
  await volumeSays('failing');
  rig.mounter.wrong.clear();
  rig.server.changeNode({ round: 2 });
  const report = await says('ready', 2);
  expect(report.volumes?.map(({ state }) => state)).toEqual(['mounted', 'mounted']);
  expect(rig.mounter.mounted.map(({ label }) => label)).toEqual(['container a', 'container b', 'container b']);
});

test('an agent that comes back takes them over, mounts what died meanwhile, and all anew after a restart of the machine', async () => {
  rig.server.changeNode({ volumes: [directoryAt(join(share, 'a'), 'a'), containerAt(join(share, 'b'), 'b')] });
  await rig.startAgent();
  await says('ready');
  const helpers = rig.mounter.helpers;
  await restart();
  await says('ready');
  expect(rig.mounter.mounted).toHaveLength(2);
  expect(rig.mounter.helpers).toEqual(helpers);
  rig.stopAgent();
  await rig.server.until(() => !rig.server.connected);
  process.kill(helpers[0] ?? 0, 'SIGKILL');
  await expect.poll(() => rig.mounter.helpers).toEqual([]);
  await rig.startAgent();
  await expect.poll(() => rig.mounter.helpers.length).toBe(1);
  await volumeSays('mounted');
  expect(rig.mounter.mounted).toHaveLength(3);
  rig.stopAgent();
  await rig.server.until(() => !rig.server.connected);
  const file = join(rig.home, 'volumes', 'node', 'state.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), bootId: 'another' }));
  rig.server.nodeReport = undefined;
  await rig.startAgent();
  await says('ready');
  expect(rig.mounter.mounted).toHaveLength(5);
});

test('one that dies is told on the node, mounted again, and named by a job that used it and failed', async () => {
  rig.server.changeNode({ volumes: [containerAt(share, 'v')] });
  await rig.startAgent();
  await says('ready');
  const uses = plan([shell('ls $AZ_BATCHAI_MOUNT_ROOT/v; echo on; until [ -e GO ]; do sleep 0.02; done; exit 4')]);
  const other = plan([shell('echo on; until [ -e GO ]; do sleep 0.02; done; exit 5')]);
  for (const of of [uses, other]) {
    rig.server.want(run(of));
    await rig.server.until(() => rig.stdout(of).includes('on'));
  }
  process.kill(rig.mounter.helpers[0] ?? 0, 'SIGKILL');
  await rig.server.until(() => rig.server.nodeReport?.volumes?.[0]?.state === 'failing');
  await volumeSays('mounted');
  expect(rig.server.nodeReport?.phase).toBe('ready');
  for (const of of [uses, other]) {
    writeFileSync(join(rig.home, 'jobs', `${of.fence.job.slice(-12)}-0-1-0`, 'work', 'GO'), '');
  }
  expect(await rig.server.ended(fenceKey(uses.fence))).toMatchObject({
    exitCode: 4,
    reason: { code: 'failedWithVolume', params: { label: 'container v' } },
  });
  expect(await rig.server.ended(fenceKey(other.fence))).toMatchObject({
    exitCode: 5,
    reason: { code: 'processExited' },
  });
});

test('a node that leaves takes its volumes away and nothing of what is on them', async () => {
  writeFileSync(join(share, 'precious'), 'kept');
  rig.server.changeNode({ volumes: [directoryAt(share, 'a'), containerAt(join(share, 'b'), 'b')] });
  await rig.startAgent();
  await says('ready');
  rig.server.changeNode({ leave: true });
  await rig.server.until(() => rig.exits.length > 0);
  expect(mountsBelow(rig.home)).toEqual([]);
  expect(rig.mounter.helpers).toEqual([]);
  expect(existsSync(rig.home)).toBe(false);
  expect(readFileSync(join(share, 'precious'), 'utf8')).toBe('kept');
});

test('what an agent left mounted of a task and of volumes that nobody knows any more is stored and taken away by the next', async () => {
  writeFileSync(join(share, 'precious'), 'kept');
  rig.server.changeNode({ volumes: [containerAt(join(share, 'b'), 'b')] });
  await rig.startAgent();
  await says('ready');
  const of = plan([shell('echo on; sleep 600')], { volumes: [containerAt(share, 'v'), directoryAt(share, 'w')] });
  rig.server.want(run(of));
  await rig.server.until(() => rig.stdout(of) === 'on\n');
  rig.stopAgent();
  await rig.server.until(() => !rig.server.connected);
  rig.loseJournal();
  // Of one nothing is known but what its process carries.
  rmSync(join(rig.home, 'volumes', 'node'), { recursive: true });
  rig.server.changeNode({ volumes: [] });
  rig.server.drop(fenceKey(of.fence));
  expect(rig.mounter.helpers).toHaveLength(2);
  await rig.startAgent();
  await expect.poll(() => mountsBelow(rig.home), { timeout: 5_000 }).toEqual([]);
  expect(rig.mounter.helpers).toEqual([]);
  expect(new Set(rig.mounter.unmounted.map(({ label }) => label))).toEqual(
    new Set([join(rig.home, 'mounts', 'b'), 'container v', 'directory w']),
  );
  expect(readFileSync(join(share, 'precious'), 'utf8')).toBe('kept');
});
