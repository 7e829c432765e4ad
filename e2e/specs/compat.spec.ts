import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { directoryVariables, stdOutErr } from '../compat/expected.ts';
import { isByMpi, jobFiles } from '../compat/job-files.ts';
import { JobFilesYard } from '../compat/job-files-yard.ts';
import { startedIn } from '../compat/stand-ins.ts';

/**
 * Job files as users of Batch AI wrote them, with stand-ins for their programs that say how they were started. No volume is mounted and no
 * container runs: a local directory stands in for the mount roots, and jobs run on the host. What MPI starts is tested with engines.
 */
const files = new JobFilesYard(jobFiles().filter((file) => !isByMpi(file)));
beforeAll(() => files.open(4));
afterAll(() => files.close());

test.each([...files.bodies.keys()])(
  '%s starts its programs with their arguments and variables, and leaves its logs under their names',
  async (name) => void (await files.check(name)),
);

describe('what the facts say beyond arguments', () => {
  test('ranks of PyTorch can meet in a file and by env://', async () => {
    await files.yard.inState('pytorch-four-ranks', 'succeeded');
    const ranks = await files.startedBy('pytorch-four-ranks');
    const envs = [0, 1, 2, 3].map((rank) => ranks.get(rank)?.env ?? {});
    const of = (variable: string) => envs.map((env) => env[variable]);
    expect(of('RANK')).toEqual(['0', '1', '2', '3']);
    expect(of('LOCAL_RANK')).toEqual(['0', '1', '0', '1']);
    expect(of('NODE_RANK')).toEqual(['0', '0', '1', '1']);
    for (const same of ['WORLD_SIZE', 'MASTER_ADDR', 'MASTER_PORT', 'AZ_BATCHAI_PYTORCH_BACKEND']) {
      expect(new Set(of(same)).size, same).toBe(1);
    }
    expect(envs[0]).toMatchObject({ WORLD_SIZE: '4', AZ_BATCHAI_PYTORCH_BACKEND: 'gloo', EPOCHS: '3' });
    for (const env of envs) {
      expect(env.AZ_BATCHAI_PYTORCH_INIT_METHOD).toBe(`file://${env.AZ_BATCHAI_SHARED_JOB_TEMP}/pytorch-0-1`);
    }
    expect(ranks.get(2)?.argv.slice(0, 3)).toEqual(['--title', 'two words', 'and $AZ_BATCHAI_TASK_INDEX']);
  });

  test('the preparation runs on each node with the variables of the job', async () => {
    const job = await files.yard.inState('pytorch-four-ranks', 'succeeded');
    const body = files.body('pytorch-four-ranks');
    for (const node of await files.nodesOf('pytorch-four-ranks')) {
      const log = readFileSync(join(stdOutErr(body, job), `stdout-job_prep-${node}.txt`), 'utf8');
      const calls = startedIn(log);
      expect(calls.map(({ program, argv }) => [program.split('/').at(-1), ...argv])).toEqual([
        ['apt', 'update'],
        ['pip', 'install', 'torch'],
      ]);
      expect(calls[0]?.env).toMatchObject({ EPOCHS: '3' });
    }
  });

  test('parameter servers and workers on three nodes are told of each other, golden', async () => {
    const job = await files.yard.inState('tensorflow-three-nodes', 'succeeded');
    const started = await files.startedBy('tensorflow-three-nodes');
    const processes = [0, 1, 2, 3].map((rank) => started.get(rank)?.env ?? {});
    const [ps = '', workers = ''] = [processes[0]?.AZ_BATCHAI_PS_HOSTS, processes[0]?.AZ_BATCHAI_WORKER_HOSTS];
    const addresses = [ps, ...workers.split(',')];
    expect(addresses.every((one) => /^[\w.-]+:\d+$/.test(one))).toBe(true);
    expect(new Set(addresses).size).toBe(4);
    // Ports are leased: the documented ones stand in for them, node by node in the order of the lists.
    const documented = ['10.0.0.4:2222', '10.0.0.4:2223', '10.0.0.5:2222', '10.0.0.6:2222'];
    const asDocumented = (text = '') =>
      addresses
        .reduce((so, one, at) => so.replaceAll(one, `<${at}>`), text)
        .replaceAll(/<(\d)>/g, (_, at) => documented[at] ?? '');
    const names = ['AZ_BATCHAI_TASK_INDEX', 'AZ_BATCHAI_PS_HOSTS', 'AZ_BATCHAI_WORKER_HOSTS', 'TF_CONFIG'];
    const told = processes.map((env) => names.map((name) => `${name}=${asDocumented(env[name])}\n`).join(''));
    await expect(told.join('\n')).toMatchFileSnapshot('../compat/golden/tensorflow-three-nodes.txt');
    const places = (await files.yard.attempts('tensorflow-three-nodes'))[0]?.tasks.map(({ processes: of }) =>
      of.map(({ role, rank }) => `${role} ${rank}`),
    );
    expect(places).toEqual([['worker 0', 'ps 3'], ['worker 1'], ['worker 2']]);
    expect(job.executionInfo.exitCode).toBe(0);
  });

  test('a parameter server has a node of its own where there are enough', async () => {
    await files.yard.inState('tensorflow-servers-apart', 'succeeded');
    const [attempt] = await files.yard.attempts('tensorflow-servers-apart');
    const places = attempt?.tasks.map(({ processes }) => processes.map(({ role, rank }) => `${role} ${rank}`));
    expect(places).toEqual([['ps 2'], ['worker 0'], ['worker 1']]);
  });

  test('with a chief the first worker leads', async () => {
    await files.yard.inState('tensorflow-two-servers-and-a-chief', 'succeeded');
    const started = await files.startedBy('tensorflow-two-servers-and-a-chief');
    const configs = [0, 1, 2, 3].map((rank) => JSON.parse(started.get(rank)?.env.TF_CONFIG ?? '{}'));
    expect(configs.map(({ task }) => task)).toEqual([
      { type: 'chief', index: 0 },
      { type: 'worker', index: 0 },
      { type: 'ps', index: 0 },
      { type: 'ps', index: 1 },
    ]);
    expect(Object.entries(configs[0].cluster).map(([role, of]) => [role, (of as string[]).length])).toEqual([
      ['ps', 2],
      ['chief', 1],
      ['worker', 1],
    ]);
  });

  test('what the service assumes is stored and echoed', async () => {
    const settings = async (name: string, field: string) => (await files.yard.job(name))[field];
    expect(await settings('cntk-brainscript', 'cntkSettings')).toMatchObject({
      languageType: 'BrainScript',
      processCount: 1,
    });
    expect(await settings('pytorch-four-ranks', 'pyTorchSettings')).toMatchObject({ processCount: 4 });
    expect(await settings('chainer-alone', 'chainerSettings')).toMatchObject({ processCount: 1 });
  });

  test('a command of its own runs on the master, and writes where its variables point', async () => {
    const job = await files.yard.inState('custom-on-the-master', 'succeeded');
    const output = directoryVariables(files.body('custom-on-the-master'), job).AZ_BATCHAI_OUTPUT_MODEL ?? '';
    const [own] = startedIn(readFileSync(join(output, 'said'), 'utf8'));
    expect(own?.argv).toEqual(['1']);
  });
});

describe('what cannot be started is told with what to do', () => {
  test('ranks on a node without MPI', async () => {
    const bare = join(files.share, 'bare');
    mkdirSync(bare);
    symlinkSync('/bin/bash', join(bare, 'bash'));
    await files.yard.submit('no-mpi', {
      customMpiSettings: { commandLine: 'true' },
      environmentVariables: [{ name: 'PATH', value: bare }],
    });
    const { reasons, executionInfo } = await files.yard.inState('no-mpi', 'failed');
    expect(reasons).toMatchObject([{ code: 'mpiNotFound' }]);
    expect(executionInfo.exitCode).toBe(127);
  });

  test('a script that is not there, whatever Python the node has', async () => {
    await files.yard.submit('no-script', {
      pyTorchSettings: { pythonScriptFilePath: '$AZ_BATCHAI_JOB_TEMP/train.py' },
    });
    const { reasons } = await files.yard.inState('no-script', 'failed');
    expect(reasons).toMatchObject([{ code: 'scriptNotFound', params: { rank: 0 } }]);
  });
});
