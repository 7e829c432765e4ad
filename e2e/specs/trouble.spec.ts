import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open(2);
});
afterAll(() => yard.close());

describe('a job that', () => {
  test('names a command that is not there fails with 127 and says what to check', async () => {
    await yard.submit('missing', 'no-such-command --at all');
    const ended = await yard.inState('missing', 'failed');
    expect(ended.executionInfo.exitCode).toBe(127);
    expect(ended.reasons[0]).toMatchObject({ code: 'commandNotFound', params: { rank: 0 } });
    expect((await yard.log('missing', { fd: 'stderr' })).toString()).toContain('no-such-command');
  });

  test('prints a line of a megabyte, bytes that are no text, and half a line keeps every byte', async () => {
    const write = `python3 -c "
import sys, os
out = sys.stdout.buffer
out.write(b'x' * 1048576 + b'\\\\n' + bytes(range(256)) + b'\\\\xc3\\\\x28\\\\n' + b'no end')
out.flush()"`;
    await yard.submit('bytes', write);
    await yard.inState('bytes', 'succeeded');
    const wanted = Buffer.concat([
      Buffer.alloc(1_048_576, 'x'),
      Buffer.from('\n'),
      Buffer.from(Array.from({ length: 256 }, (_, at) => at)),
      Buffer.from([0xc3, 0x28, 0x0a]),
      Buffer.from('no end'),
    ]);
    expect((await yard.log('bytes')).equals(wanted)).toBe(true);
    const stream = (await yard.streams('bytes')).find(({ phase, fd }) => phase === 'run' && fd === 'stdout');
    expect(stream).toMatchObject({ bytes: wanted.length, ended: true, holes: [] });
  });

  test('prints without flushing is seen as it prints', async () => {
    const script = 'python3 -c "import time\nfor i in range(3):\n print(i)\n time.sleep(1)\ntime.sleep(600)"';
    await yard.submit('slow', script);
    for (const lines of ['0\n', '0\n1\n', '0\n1\n2\n']) {
      await until(`lines ${JSON.stringify(lines)}`, async () => (await yard.log('slow')).toString() === lines);
    }
    await yard.terminate('slow');
    await yard.inState('slow', 'failed');
  });

  test('holds several nodes and runs on the first of them, as Batch AI did', async () => {
    await yard.submit('master', {
      nodeCount: 2,
      customToolkitSettings: { commandLine: 'sleep 1; cat "$AZ_BATCHAI_MPI_HOST_FILE"; echo "$AZ_BATCH_HOST_LIST"' },
      jobPreparation: { commandLine: 'echo prepared' },
    });
    const ended = await yard.inState('master', 'succeeded');
    expect(ended.attempt).toBe(1);
    const lines = (await yard.log('master')).toString().trim().split('\n');
    expect(lines).toHaveLength(3);
    const nodes = (await yard.attempts('master'))[0]?.tasks.map(({ node }) => node.name) ?? [];
    // A slot for the one GPU of each.
    expect(lines.slice(0, 2)).toEqual(nodes.map((node) => `${node} slots=1 max_slots=1`));
    expect(new Set(lines[2]?.split(',')).size).toBe(2);
    const preparations = (await yard.streams('master')).filter(
      ({ phase, fd }) => phase === 'preparation' && fd === 'stdout',
    );
    expect(preparations.map(({ task, bytes }) => ({ task, bytes }))).toEqual([
      { task: 0, bytes: 9 },
      { task: 1, bytes: 9 },
    ]);
  });

  test('fails in its preparation says so with its own code', async () => {
    await yard.submit('unprepared', {
      customToolkitSettings: { commandLine: 'echo never' },
      jobPreparation: { commandLine: 'exit 5' },
    });
    const ended = await yard.inState('unprepared', 'failed');
    expect(ended.executionInfo).toMatchObject({ exitCode: 5, errors: [{ code: 'JobPreparationFailed' }] });
    expect((await yard.log('unprepared')).length).toBe(0);
  });

  test("sees its variables, secrets and directories, and Batch AI's own", async () => {
    const show =
      'echo "$COLOUR $TOKEN $AZ_BATCHAI_NUM_GPUS $CUDA_VISIBLE_DEVICES $AZ_BATCHAI_INPUT_DATA"; echo model > "$AZ_BATCHAI_OUTPUT_MODEL/m.txt"; pwd';
    await yard.submit('sees', {
      customToolkitSettings: { commandLine: show },
      environmentVariables: [
        { name: 'COLOUR', value: 'blue-$BASE' },
        { name: 'BASE', value: 'x' },
      ],
      secrets: [{ name: 'TOKEN', value: 'hidden-from-all' }],
      inputDirectories: [{ id: 'DATA', path: '$AZ_BATCHAI_JOB_TEMP/in' }],
      outputDirectories: [{ id: 'MODEL' }],
    });
    await yard.inState('sees', 'succeeded');
    const [first] = (await yard.log('sees')).toString().split('\n');
    expect(first).toMatch(/hidden-from-all 1 0 \/.*\/in$/);
    const files = await yard.artifacts('sees');
    expect(files).toEqual([expect.objectContaining({ directory: 'MODEL', path: 'm.txt', bytes: 6 })]);
    expect(JSON.stringify(await yard.job('sees'))).not.toContain('hidden-from-all');
    const { items } = await yard.client.call('listEvents', { query: { limit: 1000 } });
    expect(JSON.stringify(items)).not.toContain('hidden-from-all');
  });
});

describe('a request', () => {
  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error: { code?: string }) => error.code,
    );

  test('for a cluster that is not there, a gang that can never fit, or a name that is taken is refused by code', async () => {
    expect(
      await code(yard.submit('a', { cluster: { name: 'nowhere' }, customToolkitSettings: { commandLine: 'true' } })),
    ).toBe('ClusterNotFound');
    const auto = {
      name: 'auto',
      vmSize: 'STANDARD_D1',
      scaleSettings: { autoScale: { minimumNodeCount: 0, maximumNodeCount: 2 } },
    };
    await yard.client.call('createCluster', { params: { workspace: 'w' }, body: auto });
    expect(
      await code(
        yard.submit('a', { cluster: { name: 'auto' }, nodeCount: 3, customToolkitSettings: { commandLine: 'true' } }),
      ),
    ).toBe('NeverFits');
    expect(await code(yard.client.call('createExperiment', { params: { workspace: 'w' }, body: { name: 'E' } }))).toBe(
      'AlreadyExists',
    );
    expect(
      await code(yard.submit('a', { nodeCount: 2, caffeSettings: { configFilePath: 'x', processCount: 1 } })),
    ).toBe('ProcessesNotPlaceable');
    expect(await code(yard.submit('no spaces', 'true'))).toBe('InvalidBody');
  });
});

describe('a job that waits', () => {
  test('says why, and starts when a node comes', async () => {
    const scaleSettings = { manual: { targetNodeCount: 0 } };
    await yard.client.call('createCluster', {
      params: { workspace: 'w' },
      body: { name: 'empty', vmSize: 'STANDARD_D1', scaleSettings },
    });
    await yard.submit('waits', { cluster: { name: 'empty' }, customToolkitSettings: { commandLine: 'true' } });
    await until('a reason', async () => (await yard.job('waits')).reasons[0]?.code === 'clusterHasNoNodes');
    await yard.client.call('updateCluster', {
      params: { workspace: 'w', name: 'empty' },
      body: { scaleSettings: { manual: { targetNodeCount: 1 } } },
    });
    await yard.inState('waits', 'succeeded');
  });
});

describe('what is deleted', () => {
  test('is gone, with the nodes and agents of its clusters', async () => {
    await yard.client.call('deleteCluster', { params: { workspace: 'w', name: 'empty' } });
    const missing = (name: string) =>
      yard.client.call('getCluster', { params: { workspace: 'w', name } }).then(
        () => false,
        (error: { code?: string }) => error.code === 'ClusterNotFound',
      );
    await until('the cluster to be gone', () => missing('empty'));
    await yard.client.call('deleteJob', { params: { workspace: 'w', experiment: 'e', name: 'missing' } });
    await until('the job to be gone', () =>
      yard.job('missing').then(
        () => false,
        (error: { code?: string }) => error.code === 'JobNotFound',
      ),
    );
  });
});
