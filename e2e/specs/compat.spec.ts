import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../cluster/wait.ts';
import { download, outputFiles } from '../compat/arm-client.ts';
import { directoryVariables, stdOutErr } from '../compat/expected.ts';
import { clusterFiles, clusterOf, fileServerFiles, fileServerOf, isByMpi, jobFiles } from '../compat/job-files.ts';
import { JobFilesYard } from '../compat/job-files-yard.ts';
import { startedIn } from '../compat/stand-ins.ts';

/**
 * Files as users of Batch AI wrote them, with stand-ins for the programs of jobs that say how they were started. What they mount is mounted, from
 * a storage account with a directory behind it; no container runs. What MPI starts is tested with engines.
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
      const file = `${stdOutErr(body, job)}/stdout-job_prep-${node}.txt`;
      const log = readFileSync(files.placeOf('pytorch-four-ranks', file), 'utf8');
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
    const said = readFileSync(files.placeOf('custom-on-the-master', `${output}/said`), 'utf8');
    expect(startedIn(said)[0]?.argv).toEqual(['1']);
    expect(await files.downloaded('custom-on-the-master', 'MODEL', 'said')).toBe(said);
  });
});

describe('what cannot be started is told with what to do', () => {
  test('ranks on a node without MPI', async () => {
    const bare = join(files.scratch, 'bare');
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

describe('files of a job, by Microsoft’s client', () => {
  const options = { outputdirectoryid: 'stdouterr' };

  test('come page by page, each whole by its link', async () => {
    await files.yard.inState('custom-on-the-master', 'succeeded');
    const all = await outputFiles(files.arm, 'custom-on-the-master', options);
    const single = await outputFiles(files.arm, 'custom-on-the-master', { ...options, maxResults: 1 });
    expect(single.map(({ name }) => name)).toEqual(all.map(({ name }) => name));
    expect(all.length).toBeGreaterThan(4);
    const { downloadUrl = '', contentLength = 0, lastModified, fileType } = all[0] ?? {};
    expect(fileType).toBe('file');
    expect(lastModified).toBeInstanceOf(Date);
    const whole = await download(downloadUrl);
    expect(Buffer.byteLength(whole)).toBe(contentLength);
    expect(await download(downloadUrl, { range: 'bytes=5-' })).toBe(Buffer.from(whole).subarray(5).toString());
  });

  test('of a directory that is none, or a job that is none, are refused in words', async () => {
    const refused = (job: string, outputdirectoryid: string) =>
      outputFiles(files.arm, job, { outputdirectoryid }).catch((error) => [error.statusCode, error.code]);
    expect(await refused('custom-on-the-master', 'NONE')).toEqual([404, 'DirectoryNotFound']);
    expect(await refused('nothing', 'MODEL')).toEqual([404, 'JobNotFound']);
  });
});

describe('files of clusters and file servers', () => {
  const inWorkspace = { workspace: 'w' };

  test.each(clusterFiles())('$name makes a cluster whose nodes mount what it says', async (file) => {
    const { client } = files.yard;
    const body = clusterOf(file);
    const { minimumNodeCount, maximumNodeCount } = body.scaleSettings?.autoScale ?? {};
    // A node of each is enough to see.
    const scaleSettings = maximumNodeCount
      ? { autoScale: { minimumNodeCount: minimumNodeCount ?? 0, maximumNodeCount } }
      : { manual: { targetNodeCount: 1 } };
    const name = `made-${file.name}`.slice(0, 64);
    await client.call('createCluster', { params: inWorkspace, body: { ...body, scaleSettings, name } });
    const commandLine = 'ls -d $AZ_BATCHAI_MOUNT_ROOT/*/ 2>/dev/null | wc -l';
    await files.yard.submit(name, { cluster: { name }, customToolkitSettings: { commandLine } });
    await files.yard.inState(name, 'succeeded');
    const mounted = Object.values(body.nodeSetup?.mountVolumes ?? {}).flat().length;
    expect((await files.yard.log(name)).toString().trim()).toBe(String(mounted));
    await client.call('deleteCluster', { params: { ...inWorkspace, name } });
  });

  test.each(fileServerFiles())('$name makes a file server that a job writes to', async (file) => {
    const { client } = files.yard;
    const name = `made-${file.name}`;
    const params = { ...inWorkspace, name };
    await client.call('createFileServer', { params: inWorkspace, body: { ...fileServerOf(file), name } });
    await until(
      'the file server',
      async () => (await client.call('getFileServer', { params })).provisioningState === 'succeeded',
    );
    await files.yard.submit(name, {
      mountVolumes: { fileServers: [{ fileServer: { name }, relativeMountPath: 'nfs' }] },
      outputDirectories: [{ id: 'OUT', pathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/nfs' }],
      customToolkitSettings: { commandLine: 'echo kept > $AZ_BATCHAI_OUTPUT_OUT/result.txt' },
    });
    const job = await files.yard.inState(name, 'succeeded');
    expect(await files.downloaded(name, 'OUT', 'result.txt')).toBe('kept\n');
    const path = `${job.jobOutputDirectoryPathSegment}/outputs`;
    const { items } = await client.call('listFileServerFiles', { params, query: { path } });
    expect(items.map((one) => one.name)).toEqual(['result.txt']);
    for (const outside of ['..', '../..', `${path}/../../../../../../../../etc/passwd`, '/etc/passwd']) {
      const error = await client.bytes('getFileServerFile', { params, query: { path: outside } }).catch((one) => one);
      expect(error.code, outside).toBe('FileNotFound');
    }
    await client.call('deleteFileServer', { params });
    const gone = () =>
      client.call('getFileServer', { params }).then(
        () => false,
        (error) => error.code === 'FileServerNotFound',
      );
    await until('the file server to be gone', gone);
  });
});
