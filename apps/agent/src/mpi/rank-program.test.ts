import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layoutOf } from '../tasks/layout.ts';
import { systemVariables } from '../tasks/variables.ts';
import { plan, shell } from '../testing/plans.ts';
import { programsOf, tokenOf } from './programs.ts';
import { writeRankProgram } from './rank-program.ts';

const home = mkdtempSync(join(tmpdir(), 'trainyard-rank-'));
const rank = (at: number, more: Partial<PlannedProcess> = {}): PlannedProcess => ({
  ...shell('true'),
  role: 'rank',
  rank: at,
  localRank: at - 4,
  exitRule: 'watched',
  startedBy: 'launcher',
  ...more,
});
const ranks = [
  rank(4, { env: [{ name: 'PLACE', value: "it's $AZ_BATCH_NODE_ID" }], gpuIds: [1] }),
  rank(5, { cwd: '$AZ_BATCHAI_JOB_TEMP' }),
];
const of = plan(ranks, { resources: { gpuIds: [0, 1], cpus: 1, memoryBytes: 1 } });
const layout = layoutOf(home, of.fence);
const node = { nodeUid: 'node-1', mountRoot: home, path: process.env.PATH ?? '', lang: 'C.UTF-8' };
const system = systemVariables(of, layout, node);
const { rank: program } = programsOf(layout);

beforeAll(() => {
  for (const path of [layout.run, layout.work, layout.temp]) mkdirSync(path, { recursive: true });
  tokenOf(layout);
  writeRankProgram(of, layout, system, 'bash');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const file = (name: string) => readFileSync(join(layout.run, name), 'utf8');
const start = (env: object, ...command: string[]) =>
  spawnSync(program, command, { env: { ...system, ...env } as NodeJS.ProcessEnv, encoding: 'utf8' });

test('a rank has its own streams, number and exit code, its variables, GPUs and directory', () => {
  const done = start({ PMI_RANK: '4' }, 'bash', '-c', 'echo "$PLACE $CUDA_VISIBLE_DEVICES $PWD"; echo no >&2; exit 3');
  expect(done).toMatchObject({ status: 3, stdout: '', stderr: '' });
  expect(file('0.stdout')).toBe(`it's node-1 1 ${layout.work}\n`);
  expect(file('0.stderr')).toBe('no\n');
  expect(file('0.exit')).toBe('3\n');
  expect(file('0.pid')).toMatch(/^\d+\n$/);
});

test("Open MPI's own number counts first, and a directory of the plan is where it runs", () => {
  const done = start({ PMIX_RANK: '4', OMPI_COMM_WORLD_RANK: '5' }, 'bash', '-c', 'echo "$CUDA_VISIBLE_DEVICES $PWD"');
  expect(done.status).toBe(0);
  expect(file('1.stdout')).toBe(`0,1 ${layout.temp}\n`);
});

test('what a rank is asked to be it is once', () => {
  expect(start({ PMI_RANK: '4' }, 'true').status).toBe(125);
});

test('without a number, or with one that is not planned here, it says what to do', () => {
  expect(start({}, 'true')).toMatchObject({
    status: 125,
    stderr: expect.stringContaining('through mpirun or mpiexec'),
  });
  const other = start({ PMI_RANK: '7' }, 'true');
  expect(other).toMatchObject({ status: 125, stderr: expect.stringContaining('rank 7 is not planned on node') });
});

test('a task without ranks of a launcher has no such program, and it needs no more than a POSIX shell', () => {
  const none = layoutOf(join(home, 'none'), of.fence);
  writeRankProgram(plan([shell('true')]), none, system, 'sh');
  expect(existsSync(programsOf(none).rank)).toBe(false);
  execFileSync('dash', ['-n', program]);
});
