import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stdOutErr } from '../../compat/expected.ts';
import { isByMpi, jobFiles } from '../../compat/job-files.ts';
import { JobFilesYard } from '../../compat/job-files-yard.ts';
import { type Started, startedIn } from '../../compat/stand-ins.ts';

/** The job files that MPI starts, on two nodes, with Debian's Open MPI; see compat.spec. */
const files = new JobFilesYard(jobFiles().filter(isByMpi));
beforeAll(() => files.open(4, { python: '/usr/bin/python3' }));
afterAll(() => files.close());

test.each([...files.bodies.keys()])(
  '%s starts its ranks with their arguments and variables, and leaves one log of all of them',
  async (name) => {
    const { job, expected, started } = await files.check(name);
    for (const { rank } of expected) {
      const { OMPI_COMM_WORLD_RANK, OMPI_COMM_WORLD_SIZE } = started.get(rank)?.env ?? {};
      expect([OMPI_COMM_WORLD_RANK, OMPI_COMM_WORLD_SIZE]).toEqual([String(rank), String(expected.length)]);
    }
    const file = files.placeOf(name, `${stdOutErr(files.body(name), job)}/stdout.txt`);
    const merged = startedIn(readFileSync(file, 'utf8'));
    expect(merged.map(({ env }) => Number(env.OMPI_COMM_WORLD_RANK)).sort((a, b) => a - b)).toEqual(
      expected.map(({ rank }) => rank),
    );
  },
);

/** What a rank is told, path by path as its job would write them. */
const told = [
  'AZ_BATCHAI_INPUT_SCRIPT',
  'AZ_BATCHAI_MPI_HOST_FILE',
  'AZ_BATCHAI_NUM_GPUS',
  'AZ_BATCHAI_OUTPUT_MODEL',
  'AZ_BATCHAI_PYTORCH_BACKEND',
  'AZ_BATCHAI_STDOUTERR_DIR',
  'AZ_BATCHAI_TASK_INDEX',
  'BATCH',
  'CUDA_VISIBLE_DEVICES',
  'LOCAL_RANK',
  'OMPI_COMM_WORLD_LOCAL_RANK',
  'OMPI_COMM_WORLD_LOCAL_SIZE',
  'OMPI_COMM_WORLD_RANK',
  'OMPI_COMM_WORLD_SIZE',
  'RANK',
  'WORLD_SIZE',
];

describe('golden', () => {
  test.each(['horovod-two-nodes', 'cntk-python-by-mpi', 'cntk-brainscript-by-mpi', 'custom-mpi', 'pytorch-by-mpi'])(
    '%s',
    async (name) => {
      const job = await files.yard.inState(name, 'succeeded');
      const started = await files.startedBy(name);
      const lines = (rank: number, { program, argv, env }: Started): string => {
        const plain = (text: string): string =>
          text
            .replaceAll(env.AZ_BATCHAI_JOB_TEMP ?? '?', '$JOB_TEMP')
            .replaceAll(job.jobOutputDirectoryPathSegment, '$SEGMENT')
            .replaceAll(env.AZ_BATCHAI_JOB_MOUNT_ROOT ?? '?', '$JOB_MOUNT_ROOT')
            .replace(/^.*\/bin\//, '');
        const words = [program, ...argv].map((word) => `  ${plain(word)}\n`).join('');
        const variables = told
          .filter((one) => env[one] !== undefined)
          .map((one) => `  ${one}=${plain(env[one] ?? '')}\n`);
        return `rank ${rank}\n${words}${variables.join('')}`;
      };
      const ranks = [...started].sort(([a], [b]) => a - b).map(([rank, one]) => lines(rank, one));
      await expect(ranks.join('\n')).toMatchFileSnapshot(`../../compat/golden/${name}.txt`);
    },
  );
});

test('a script that is not there is told as such, though it is MPI that started it', async () => {
  const horovodSettings = { pythonScriptFilePath: '/nowhere/train.py' };
  await files.yard.submit('no-script', { nodeCount: 2, horovodSettings });
  const { reasons } = await files.yard.inState('no-script', 'failed');
  expect(reasons).toMatchObject([{ code: 'scriptNotFound', params: { path: '/nowhere/train.py' } }]);
});

test('where mpirun is MPICH’s, ranks are started by Hydra, each with the variables of its own node', async () => {
  const bin = join(files.scratch, 'mpich');
  mkdirSync(bin);
  symlinkSync('/usr/bin/mpiexec.hydra', join(bin, 'mpirun'));
  const { environmentVariables = [], ...body } = files.body('custom-mpi');
  const path = { name: 'PATH', value: `${bin}:/usr/bin:/bin` };
  await files.yard.submit('by-hydra', { ...body, environmentVariables: [...environmentVariables, path] });
  await files.yard.inState('by-hydra', 'succeeded');
  const started = [...(await files.startedBy('by-hydra'))].sort(([a], [b]) => a - b);
  expect(started.map(([rank, { env }]) => [rank, env.PMI_RANK, env.PMI_SIZE, env.BATCH])).toEqual(
    [0, 1, 2, 3].map((rank) => [rank, String(rank), '4', '64']),
  );
  const nodes = started.map(([, { env }]) => env.AZ_BATCH_NODE_ID);
  expect([nodes[0] === nodes[1], nodes[1] === nodes[2], nodes[2] === nodes[3]]).toEqual([true, false, true]);
  expect(started[3]?.[1].argv.slice(0, 2)).toEqual(['--name', 'two words']);
});
