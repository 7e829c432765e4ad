import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plan, run, shell } from '../testing/plans.ts';
import { Rig } from '../testing/rig.ts';
import { mergeInto } from './merge.ts';

const prefix = mkdtempSync(join(tmpdir(), 'ty-mirror-'));
let rig: Rig;

beforeEach(async () => {
  rig = await Rig.make();
  await rig.startAgent();
});

afterEach(async () => {
  await rig.close();
  rmSync(prefix, { recursive: true, force: true });
});

const member = (task: number) => ({ task, nodeUid: 'n', address: '10.0.0.1', host: 'h', slots: 1, gpuIds: [] });

async function ends(of: TaskPlan): Promise<string> {
  rig.server.want(run(of));
  await rig.server.ended(fenceKey(of.fence));
  return join(prefix, of.segment, 'stdouterr');
}

const read = (directory: string) =>
  Object.fromEntries(
    readdirSync(directory)
      .filter((name) => !name.startsWith('execution'))
      .map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
  );

test('a job of one node has its log, its streams and those of its preparation', async () => {
  const preparation = { commandLine: 'echo prepared' };
  const of = plan([shell('echo out; echo err >&2')], { stdOutErrPathPrefix: prefix, preparation });
  const directory = await ends(of);
  expect(read(directory)).toEqual({
    'stdout.txt': 'out\n',
    'stderr.txt': 'err\n',
    'stdout-job_prep.txt': 'prepared\n',
    'stderr-job_prep.txt': '',
  });
  expect(readFileSync(join(directory, 'execution.log'), 'utf8')).toContain('started as process');
});

test('processes of one name are merged by rank, each of the others has its own', async () => {
  const processes = [
    shell('echo one', { rank: 1 }),
    shell('printf zero', { rank: 0 }),
    shell('echo ps', { rank: 2, log: 'ps-0' }),
  ];
  const directory = await ends(plan(processes, { stdOutErrPathPrefix: prefix }));
  expect(read(directory)).toMatchObject({ 'stdout.txt': 'zero\none\n', 'stdout-ps-0.txt': 'ps\n' });
});

test('nodes of a gang that share the directory add to one file, anew with each attempt', async () => {
  const gang = [member(0), member(1)];
  const node = (task: number, attempt: number, fence: TaskPlan['fence']) =>
    plan([shell(`echo rank ${task} attempt ${attempt}`, { rank: task })], {
      gang,
      stdOutErrPathPrefix: prefix,
      fence: { ...fence, task, attempt },
      names: {
        subscription: 's',
        resourceGroup: 'g',
        workspace: 'w',
        experiment: 'e',
        job: 'j',
        cluster: 'c',
        node: `n${task}`,
      },
    });
  const { fence } = plan([]);
  await ends(node(0, 1, fence));
  const directory = await ends(node(1, 1, fence));
  expect(read(directory)['stdout.txt']).toBe('rank 0 attempt 1\nrank 1 attempt 1\n');
  expect(
    readdirSync(directory)
      .filter((name) => name.startsWith('execution'))
      .sort(),
  ).toEqual(['execution-n0.log', 'execution-n1.log']);
  await ends(node(0, 2, fence));
  await ends(node(1, 2, fence));
  expect(read(directory)['stdout.txt']).toBe('rank 0 attempt 2\nrank 1 attempt 2\n');
});

describe('merging', () => {
  test('cuts no line, however long the files are', () => {
    const long = `${'x'.repeat(3_000_000)}\n`;
    writeFileSync(join(rig.home, 'a'), long.repeat(3));
    writeFileSync(join(rig.home, 'b'), 'last');
    const to = join(rig.home, 'merged');
    mergeInto(to, [join(rig.home, 'a'), join(rig.home, 'gone'), join(rig.home, 'b')], false);
    expect(readFileSync(to, 'utf8') === `${long.repeat(3)}last\n`).toBe(true);
  });

  test('of nothing makes nothing', () => {
    mergeInto(join(rig.home, 'none'), [join(rig.home, 'gone')], true);
    expect(readdirSync(rig.home)).not.toContain('none');
  });
});
