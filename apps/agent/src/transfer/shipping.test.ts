import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { layoutOf } from '../tasks/layout.ts';
import { plan, run, shell } from '../testing/plans.ts';
import { Rig } from '../testing/rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.make();
  await rig.startAgent();
});

afterEach(() => rig.close());

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function outputs(of: TaskPlan): string[] {
  const start = `${fenceKey(of.fence)} `;
  return [...rig.server.artifacts]
    .filter(([key, { complete }]) => key.startsWith(start) && complete)
    .map(([key]) => key.slice(start.length))
    .sort();
}

test('job files are placed by text and by hash, and a hash is loaded once', async () => {
  const bytes = randomBytes(100_000);
  rig.server.blobs.set(sha256(bytes), bytes);
  const files = [
    { path: 'a/text.sh', text: '#!/bin/sh\necho said\n', executable: true },
    { path: 'b.bin', sha256: sha256(bytes), executable: false },
    { path: 'c.bin', sha256: sha256(bytes), executable: false },
  ];
  const of = plan([shell('./a/text.sh; sha256sum < b.bin; cmp b.bin c.bin')], { files });
  rig.server.want(run(of));
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ outcome: 'succeeded' });
  expect(rig.stdout(of)).toBe(`said\n${sha256(bytes)}  -\n`);
  rig.server.blobs.clear();
  const again = plan([shell('sha256sum < b.bin')], { files });
  rig.server.want(run(again));
  expect(await rig.server.ended(fenceKey(again.fence))).toMatchObject({ outcome: 'succeeded' });
});

test('content that the server does not have fails the task in words', async () => {
  const of = plan([shell('true')], { files: [{ path: 'x', sha256: 'a'.repeat(64), executable: false }] });
  rig.server.want(run(of));
  expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({
    reason: { code: 'stepFailed', params: { step: 'files', why: 'BlobNotFound' } },
  });
});

test('outputs are stored before the end is told; links are not followed', async () => {
  const line =
    'mkdir $AZ_BATCHAI_OUTPUT_MODEL/d; echo m > $AZ_BATCHAI_OUTPUT_MODEL/d/m; : > $AZ_BATCHAI_OUTPUT_MODEL/empty; ln -s /etc/passwd $AZ_BATCHAI_OUTPUT_MODEL/link; mkfifo $AZ_BATCHAI_OUTPUT_MODEL/pipe';
  const outputDirectories = [{ id: 'MODEL', pathPrefix: null, pathSuffix: 'models' }];
  const of = plan([shell(line)], { outputDirectories });
  rig.server.want(run(of));
  await rig.server.ended(fenceKey(of.fence));
  expect(outputs(of)).toEqual(['MODEL/d/m', 'MODEL/empty']);
  expect(rig.server.artifacts.get(`${fenceKey(of.fence)} MODEL/d/m`)?.bytes.toString()).toBe('m\n');
});

test('an upload that is cut goes on where the server stopped', async () => {
  const bytes = randomBytes(10_000_000);
  writeFileSync(join(rig.home, 'big'), bytes);
  rig.server.breakUploadAfter = 9_000_000;
  const outputDirectories = [{ id: 'M', pathPrefix: null, pathSuffix: null }];
  const of = plan([shell(`cp ${rig.home}/big $AZ_BATCHAI_OUTPUT_M/big`)], { outputDirectories });
  rig.server.want(run(of));
  await rig.server.ended(fenceKey(of.fence));
  const stored = rig.server.artifacts.get(`${fenceKey(of.fence)} M/big`);
  expect(stored?.complete).toBe(true);
  expect(stored?.bytes.equals(bytes)).toBe(true);
});

test('checkpoints are stored while the task runs, and unfinished ones are not', async () => {
  const line =
    'cd $TRAINYARD_CHECKPOINTS; echo 1 > a; echo x > b.tmp; while [ ! -e $HOME/GO ]; do sleep 0.02; done; echo 2 > c';
  const of = plan([shell(line)]);
  rig.server.want(run(of));
  const running = await rig.server.until(() => {
    const report = rig.server.reports.get(fenceKey(of.fence));
    return report?.checkpointAt ? report : undefined;
  });
  expect(running.phase).toBe('running');
  expect(outputs(of)).toEqual(['checkpoints/a']);
  writeFileSync(join(layoutOf(rig.home, of.fence).work, 'GO'), '');
  await rig.server.ended(fenceKey(of.fence));
  expect(outputs(of)).toEqual(['checkpoints/a', 'checkpoints/c']);
  expect(rig.server.artifacts.get(`${fenceKey(of.fence)} checkpoints/a`)?.puts).toBe(1);
});

test('checkpoints of an earlier attempt are put back and not sent again', async () => {
  const bytes = Buffer.from('state of epoch 3');
  rig.server.blobs.set(sha256(bytes), bytes);
  const restore = [{ path: 'deep/epoch-3', sha256: sha256(bytes), bytes: bytes.byteLength }];
  const of = plan([shell('cat $TRAINYARD_CHECKPOINTS/deep/epoch-3; echo 4 > $TRAINYARD_CHECKPOINTS/epoch-4')], {
    restore,
  });
  rig.server.want(run(of));
  await rig.server.ended(fenceKey(of.fence));
  expect(rig.stdout(of)).toBe('state of epoch 3');
  expect(outputs(of)).toEqual(['checkpoints/epoch-4']);
});

test('streams are mirrored under the prefix in the layout of Batch AI, and outputs lie there too', async () => {
  const prefix = `${rig.home}/share`;
  const of = plan([shell('echo out; echo err >&2; echo m > $AZ_BATCHAI_OUTPUT_M/m; echo $AZ_BATCHAI_STDOUTERR_DIR')], {
    stdOutErrPathPrefix: prefix,
    outputDirectories: [{ id: 'M', pathPrefix: prefix, pathSuffix: 'Models' }],
    preparation: { commandLine: 'echo prepared' },
  });
  rig.server.want(run(of));
  await rig.server.ended(fenceKey(of.fence));
  const directory = join(prefix, of.segment, 'stdouterr');
  expect(readFileSync(join(directory, 'stdout.txt'), 'utf8')).toBe(`out\n${directory}\n`);
  expect(readFileSync(join(directory, 'stderr.txt'), 'utf8')).toBe('err\n');
  expect(readFileSync(join(directory, 'stdout-job_prep.txt'), 'utf8')).toBe('prepared\n');
  expect(readFileSync(join(directory, 'execution.log'), 'utf8')).toContain('run 0: ended with exit code 0');
  expect(readFileSync(join(prefix, of.segment, 'outputs', 'Models', 'm'), 'utf8')).toBe('m\n');
});

test('secrets reach the process and no file of the agent', async () => {
  rig.server.secrets = { KEY: 'very-secret-value' };
  const of = plan([shell('printf %s "$KEY" | wc -c; while [ ! -e GO ]; do sleep 0.02; done')], {
    env: [{ name: 'KEY', secretRef: 'KEY' }],
  });
  rig.server.want(run(of));
  await rig.server.until(() => rig.stdout(of) === '17\n');
  const { execFileSync } = await import('node:child_process');
  expect(execFileSync('bash', ['-c', `grep -rl very-secret-value ${rig.home} || true`]).toString()).toBe('');
  writeFileSync(join(layoutOf(rig.home, of.fence).work, 'GO'), '');
  await rig.server.ended(fenceKey(of.fence));
});
