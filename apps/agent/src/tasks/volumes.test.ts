import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import type { TaskReport } from '@trainyard/contracts/fleet';
import { taskStream } from '@trainyard/contracts/log-frame';
import { reason } from '@trainyard/contracts/reasons';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { containerAt, directoryAt, mountsBelow, rightKey } from '../testing/bind-mounter.ts';
import { plan, run, shell } from '../testing/plans.ts';
import { Rig } from '../testing/rig.ts';
import { layoutOf } from './layout.ts';

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

const root = '$AZ_BATCHAI_JOB_MOUNT_ROOT';
const reportOf = (of: TaskPlan) => rig.server.reports.get(fenceKey(of.fence));
const ended = (of: TaskPlan) => rig.server.ended(fenceKey(of.fence));
const layout = (of: TaskPlan) => layoutOf(rig.home, of.fence);
const accountOf = (of: TaskPlan) => rig.server.text(taskStream(of.fence, 'agent', 0, 'stdout'));
const go = (of: TaskPlan): void => writeFileSync(join(layout(of).work, 'GO'), '');
const waits = 'until [ -e "$HOME/GO" ]; do sleep 0.02; done';

/** Waits until a volume of a task is told in a state. */
const says = (of: TaskPlan, state: string, at = 0) =>
  rig.server.until(() => {
    const volume = reportOf(of)?.volumes?.[at];
    return volume?.state === state ? volume : undefined;
  });

function nothingMounted(): void {
  expect(mountsBelow(rig.home)).toEqual([]);
  expect(rig.mounter.helpers).toEqual([]);
}

test('a job reads and writes its volumes, and its streams and outputs lie there as Batch AI has them', async () => {
  mkdirSync(join(share, 'data'));
  writeFileSync(join(share, 'data', 'in.txt'), 'from the volume\n');
  const line = `cat $AZ_BATCHAI_INPUT_DATA/in.txt; echo m > $AZ_BATCHAI_OUTPUT_MODEL/m; echo k > $AZ_BATCHAI_OUTPUT_KEPT/k`;
  const of = plan([shell(line)], {
    volumes: [containerAt(join(share, 'data'), 'in/data'), directoryAt(join(share, 'out'), 'out')],
    inputDirectories: [{ id: 'DATA', path: `${root}/in/data` }],
    outputDirectories: [
      { id: 'MODEL', pathPrefix: `${root}/out`, pathSuffix: 'Models' },
      { id: 'KEPT', pathPrefix: null, pathSuffix: null },
    ],
    stdOutErrPathPrefix: `${root}/out/logs`,
  });
  rig.server.want(run(of));
  await rig.startAgent();
  const report = await ended(of);
  expect(report).toMatchObject({ outcome: 'succeeded', reason: null });
  expect(report.volumes).toEqual([
    { at: 'in/data', label: 'container in/data', state: 'unmounted', reason: null, since: expect.any(Number) },
    { at: 'out', label: 'directory out', state: 'unmounted', reason: null, since: expect.any(Number) },
  ]);
  const detail = report.steps.find(({ name }) => name === 'volumes')?.detail;
  expect(detail).toEqual({ code: 'volumesMounted', params: { total: 2 } });
  const logs = join(share, 'out', 'logs', of.segment, 'stdouterr');
  expect(readFileSync(join(logs, 'stdout.txt'), 'utf8')).toBe('from the volume\n');
  expect(readdirSync(logs).sort()).toEqual(['execution.log', 'stderr.txt', 'stdout.txt']);
  expect(readFileSync(join(share, 'out', of.segment, 'outputs', 'Models', 'm'), 'utf8')).toBe('m\n');
  // What lies on a volume is not stored a second time.
  const stored = [...rig.server.artifacts.keys()].map((key) => key.split(' ')[1]);
  expect(stored).toEqual(['KEPT/k']);
  nothingMounted();
  rig.server.drop(fenceKey(of.fence));
  await expect.poll(() => existsSync(layout(of).root)).toBe(false);
  expect(readFileSync(join(share, 'data', 'in.txt'), 'utf8')).toBe('from the volume\n');
  expect(existsSync(join(rig.home, 'volumes', layout(of).id))).toBe(false);
});

test('a wrong key fails the job with the reason, before its image or preparation is touched, and nothing stays mounted', async () => {
  rig.server.secrets = { 'volume-key': 'another' };
  const of = plan([shell('true')], {
    volumes: [directoryAt(share, 'good'), containerAt(share, 'bad')],
    preparation: { commandLine: 'echo prepared' },
    stdOutErrPathPrefix: `${root}/good`,
  });
  rig.server.want(run(of));
  await rig.startAgent();
  const report = await ended(of);
  const why = { code: 'volumeDenied', params: { label: 'container bad', why: '403' } };
  expect(report).toMatchObject({ outcome: 'failed', exitCode: null, reason: why });
  expect(report.volumes?.[1]).toMatchObject({ state: 'unmounted', reason: why });
  expect(report.steps.map(({ name }) => name)).not.toContain('preparation');
  // What the job's own account says of it is there for who looks at the share.
  const logs = join(share, of.segment, 'stdouterr');
  expect(readFileSync(join(logs, 'execution.log'), 'utf8')).toContain('volumeDenied');
  nothingMounted();
});

test('a secret that the server does not have is told, and one of a volume reaches no process and no file', async () => {
  const lacking = plan([shell('true')], { volumes: [containerAt(share, 'v', 'unknown')] });
  rig.server.want(run(lacking));
  await rig.startAgent();
  expect(await ended(lacking)).toMatchObject({
    reason: { code: 'volumeSecretMissing', params: { label: 'container v' } },
  });
  rig.server.secrets = { 'volume-key': rightKey, USER: 'for the job' };
  // A variable of the name of the volume's secret must not fall back to it.
  const env = [
    { name: 'USER', secretRef: 'USER' },
    { name: 'volume-key', value: 'own' },
  ];
  const of = plan([shell(`env; ${waits}`)], { volumes: [containerAt(share, 'v')], env });
  rig.server.want(run(of));
  await rig.server.until(() => rig.stdout(of).includes('USER=for the job'));
  expect(rig.stdout(of)).not.toContain(rightKey);
  expect(execFileSync('bash', ['-c', `grep -rl ${rightKey} ${rig.home} || true`]).toString()).toBe('');
  go(of);
  await ended(of);
  const taken = plan([shell('env')], {
    volumes: [containerAt(share, 'v')],
    env: [{ name: 'KEY', secretRef: 'volume-key' }],
  });
  rig.server.want(run(taken));
  expect(await ended(taken)).toMatchObject({ outcome: 'failed', reason: { code: 'stepFailed' } });
});

test('a job that is stopped while it mounts ends as stopped', async () => {
  rig.mounter.gate = new Promise(() => {});
  const of = plan([shell('true')], { volumes: [containerAt(share, 'v')] });
  rig.server.want(run(of));
  await rig.startAgent();
  await says(of, 'mounting');
  rig.server.want(run(of, { want: 'stop', reason: reason('terminatedByUser', { actor: 'a' }) }));
  expect(await ended(of)).toMatchObject({ outcome: 'stopped', reason: { code: 'terminatedByUser' } });
  nothingMounted();
});

test('what can never be stored holds up no task that nobody wants any more', async () => {
  rig.mounter.slow.add('v');
  const of = plan([shell('true')], { volumes: [containerAt(share, 'v')] });
  rig.server.want(run(of));
  await rig.startAgent();
  await rig.server.until(() => reportOf(of)?.step === 'unmount');
  rig.server.drop(fenceKey(of.fence));
  await expect.poll(() => existsSync(layout(of).root), { timeout: 20_000 }).toBe(false);
  nothingMounted();
});

test('a script that is not on its volume is told as in any other place', async () => {
  const of = plan([shell(`bash $AZ_BATCHAI_INPUT_CODE/train.sh`)], {
    volumes: [containerAt(share, 'v')],
    inputDirectories: [{ id: 'CODE', path: `${root}/v` }],
  });
  rig.server.want(run(of));
  await rig.startAgent();
  const path = join(layout(of).mounts, 'v', 'train.sh');
  const told = { code: 'scriptNotFound', params: { path, rank: 0, node: 'n0' } };
  expect(await ended(of)).toMatchObject({ outcome: 'failed', exitCode: 127, reason: told });
});

test('a volume whose process dies is told, mounted again, and named when the job then fails', async () => {
  const of = plan([shell(`echo ready; ${waits}; exit 3`)], { volumes: [containerAt(share, 'v')] });
  rig.server.want(run(of));
  await rig.startAgent();
  await rig.server.until(() => rig.stdout(of) === 'ready\n');
  rig.mounter.unreachable.add('v');
  process.kill(rig.mounter.helpers[0] ?? 0, 'SIGKILL');
  expect(await says(of, 'failing')).toMatchObject({
    reason: { code: expect.stringMatching(/^volume(Lost|Unreachable)$/) },
  });
  await rig.server.until(() => reportOf(of)?.volumes?.[0]?.reason?.code === 'volumeUnreachable');
  rig.mounter.unreachable.clear();
  await says(of, 'mounted');
  expect(rig.mounter.helpers).toHaveLength(1);
  go(of);
  const report: TaskReport = await ended(of);
  expect(report).toMatchObject({ outcome: 'failed', exitCode: 3 });
  expect(report.reason).toEqual({
    code: 'failedWithVolume',
    params: {
      what: 'rank 0 on node n0 ended with exit code 3',
      label: 'container v',
      why: expect.stringContaining('container v'),
    },
  });
  nothingMounted();
});

test('what a check says is told and taken back, and a job that succeeds all the same has nothing to say of it', async () => {
  const of = plan([shell(`echo ready; ${waits}`)], { volumes: [directoryAt(share, 'v')] });
  rig.server.want(run(of));
  await rig.startAgent();
  await rig.server.until(() => rig.stdout(of) === 'ready\n');
  const why = reason('volumeFull', { label: 'directory v', why: 'quota' });
  rig.mounter.wrong.set('v', why);
  expect(await says(of, 'failing')).toMatchObject({ reason: why });
  rig.mounter.wrong.clear();
  expect(await says(of, 'mounted')).toMatchObject({ reason: null });
  go(of);
  expect(await ended(of)).toMatchObject({ outcome: 'succeeded', reason: null });
}, 20_000);

test('a failure that comes before the next look names its volume', async () => {
  const of = plan([shell(`echo ready; ${waits}; exit 1`)], { volumes: [directoryAt(share, 'v')] });
  rig.server.want(run(of));
  await rig.startAgent();
  await rig.server.until(() => rig.stdout(of) === 'ready\n');
  rig.mounter.wrong.set('v', reason('volumeFull', { label: 'directory v', why: 'quota' }));
  go(of);
  expect(await ended(of)).toMatchObject({ exitCode: 1, reason: { code: 'failedWithVolume' } });
});

test('a job whose results could not be stored fails although it ended with 0, and says where they are', async () => {
  rig.mounter.unstored.add('v');
  const of = plan([shell('echo m > $AZ_BATCHAI_OUTPUT_M/m')], {
    volumes: [containerAt(share, 'v')],
    outputDirectories: [{ id: 'M', pathPrefix: `${root}/v`, pathSuffix: null }],
  });
  rig.server.want(run(of));
  await rig.startAgent();
  const report = await ended(of);
  expect(report).toMatchObject({ outcome: 'failed', exitCode: 0, reason: { code: 'volumeNotFlushed' } });
  expect(report.volumes?.[0]).toMatchObject({ state: 'unmounted', reason: { code: 'volumeNotFlushed' } });
  rig.server.drop(fenceKey(of.fence));
  await expect.poll(() => existsSync(layout(of).root)).toBe(false);
  expect(existsSync(String(report.reason?.params.path))).toBe(true);
});

test('a share that is full takes no copy of the log, which the server has all the same, and says so', async () => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', share]);
  try {
    const of = plan([shell('head -c 200000 /dev/zero | tr "\\0" x')], {
      volumes: [containerAt(share, 'v')],
      stdOutErrPathPrefix: `${root}/v`,
    });
    rig.server.want(run(of));
    await rig.startAgent();
    const report = await ended(of);
    expect(report).toMatchObject({ outcome: 'succeeded' });
    expect(report.volumes?.[0]).toMatchObject({ state: 'unmounted', reason: { code: 'volumeFull' } });
    expect(rig.stdout(of)).toHaveLength(200_000);
    expect(accountOf(of)).toMatch(/stdout\.txt was not copied: ENOSPC/);
    nothingMounted();
  } finally {
    execFileSync('umount', ['--lazy', share]);
  }
});

test('a job goes on with its volumes while its agent is replaced, and what died meanwhile is mounted again', async () => {
  const of = plan([shell(`echo ready; ${waits}; cat ${root}/b/f`)], {
    volumes: [directoryAt(join(share, 'a'), 'a'), containerAt(join(share, 'b'), 'b')],
    stdOutErrPathPrefix: `${root}/a`,
  });
  rig.server.want(run(of));
  await rig.startAgent();
  await rig.server.until(() => rig.stdout(of) === 'ready\n');
  writeFileSync(join(share, 'b', 'f'), 'still there');
  rig.stopAgent();
  await rig.server.until(() => !rig.server.connected);
  process.kill(rig.mounter.helpers[0] ?? 0, 'SIGKILL');
  await expect.poll(() => rig.mounter.helpers).toEqual([]);
  await rig.startAgent();
  await expect.poll(() => rig.mounter.helpers.length, { timeout: 5_000 }).toBe(1);
  await says(of, 'mounted', 1);
  go(of);
  expect(await ended(of)).toMatchObject({ outcome: 'succeeded' });
  expect(rig.stdout(of)).toBe('ready\nstill there');
  expect(rig.mounter.mounted).toHaveLength(3);
  expect(readFileSync(join(share, 'a', of.segment, 'stdouterr', 'stdout.txt'), 'utf8')).toBe('ready\nstill there');
  nothingMounted();
});

test('files that an earlier job left are there before the preparation, and cannot be changed for the next', async () => {
  const bytes = Buffer.from('weights');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  rig.server.blobs.set(sha256, bytes);
  const files = ['model.bin', 'deep/er/model.bin'].map((path) => ({ path, sha256, bytes: bytes.length }));
  const of = plan(
    [shell('cd $AZ_BATCHAI_INPUT_MODEL; find . -type f | sort; cat model.bin; ls $AZ_BATCHAI_INPUT_NONE')],
    {
      inputDirectories: [
        { id: 'MODEL', files },
        { id: 'NONE', files: [] },
      ],
      preparation: { commandLine: 'test -f $AZ_BATCHAI_INPUT_MODEL/deep/er/model.bin' },
    },
  );
  rig.server.want(run(of));
  await rig.startAgent();
  expect(await ended(of)).toMatchObject({ outcome: 'succeeded' });
  expect(rig.stdout(of)).toBe('./deep/er/model.bin\n./model.bin\nweights');
  expect(statSync(join(layout(of).inputs, 'MODEL', 'model.bin')).mode & 0o222).toBe(0);
  const climbs = plan([shell('true')], {
    inputDirectories: [{ id: 'M', files: [{ path: '../../x', sha256, bytes: 7 }] }],
  });
  rig.server.want(run(climbs));
  expect(await ended(climbs)).toMatchObject({
    outcome: 'failed',
    reason: { code: 'stepFailed', params: { step: 'inputs' } },
  });
});

test('the directory of a task is not removed through a volume that could not be taken away', async () => {
  const of = plan([shell('true')], { volumes: [directoryAt(share, 'v')] });
  writeFileSync(join(share, 'precious'), 'kept');
  rig.mounter.unmount = () => Promise.reject(new Error('no'));
  rig.server.want(run(of));
  await rig.startAgent();
  expect(await ended(of)).toMatchObject({ outcome: 'succeeded', volumes: [{ reason: { code: 'volumeMountFailed' } }] });
  expect(mountsBelow(rig.home)).toHaveLength(1);
  rig.server.drop(fenceKey(of.fence));
  await expect.poll(() => existsSync(layout(of).root)).toBe(false);
  expect(readFileSync(join(share, 'precious'), 'utf8')).toBe('kept');
});

test.each([
  ['stdOutErrPathPrefix', { stdOutErrPathPrefix: `${root}/../elsewhere` }],
  ['outputDirectories M', { outputDirectories: [{ id: 'M', pathPrefix: `${root}/v/../..`, pathSuffix: null }] }],
  ['outputDirectories M', { outputDirectories: [{ id: 'M', pathPrefix: `${root}/v`, pathSuffix: '../'.repeat(30) }] }],
  ['outputDirectories M', { outputDirectories: [{ id: 'M', pathPrefix: null, pathSuffix: '../../work' }] }],
])('a path that climbs out is refused: %s %o', async (field, change) => {
  const of = plan([shell('true')], { volumes: [directoryAt(share, 'v')], ...change });
  rig.server.want(run(of));
  await rig.startAgent();
  expect(await ended(of)).toMatchObject({
    outcome: 'failed',
    reason: { code: 'pathLeavesMountRoot', params: { field } },
  });
  expect(readdirSync(share)).toEqual([]);
});

test('an output where nothing is mounted is stored by us, and the account of the job says so', async () => {
  const prefix = '$AZ_BATCHAI_MOUNT_ROOT/typo';
  const of = plan([shell('echo m > $AZ_BATCHAI_OUTPUT_M/m; echo t > $AZ_BATCHAI_OUTPUT_T/t')], {
    outputDirectories: [
      { id: 'M', pathPrefix: prefix, pathSuffix: null },
      { id: 'T', pathPrefix: '$AZ_BATCHAI_JOB_TEMP', pathSuffix: null },
    ],
  });
  rig.server.want(run(of));
  await rig.startAgent();
  expect(await ended(of)).toMatchObject({ outcome: 'succeeded' });
  expect([...rig.server.artifacts.keys()].map((key) => key.split(' ')[1]).sort()).toEqual(['M/m', 'T/t']);
  expect(accountOf(of)).toContain(`no volume is mounted at ${prefix}`);
});
