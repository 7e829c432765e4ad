import fc from 'fast-check';
import { expect, test } from 'vitest';
import { launched, processWith, variablesOf } from '../testing/launched.ts';
import { tensorflow } from './launch.ts';
import { placeRoles } from './placement.ts';

const settings = {
  pythonScriptFilePath: 'mnist.py',
  pythonInterpreterPath: 'python2',
  masterCommandLineArgs: '--job_name=worker --task_index=$AZ_BATCHAI_TASK_INDEX --chief',
  workerCommandLineArgs: '--job_name=worker --task_index=$AZ_BATCHAI_TASK_INDEX',
  parameterServerCommandLineArgs: '--job_name=ps --task_index=$AZ_BATCHAI_TASK_INDEX',
};

/** On three nodes; leased ports are 20000 … on the first, 20010 … on the second. */
const ps = '10.0.0.4:20000';
const workers = ['10.0.0.4:20001', '10.0.0.5:20010', '10.0.0.6:20020'];

const env = (type: string, index: number) => [
  { name: 'AZ_BATCHAI_TASK_INDEX', value: String(index) },
  { name: 'AZ_BATCHAI_PS_HOSTS', value: ps },
  { name: 'AZ_BATCHAI_WORKER_HOSTS', value: workers.join(',') },
  {
    name: 'TF_CONFIG',
    value: `{"cluster":{"ps":["${ps}"],"worker":${JSON.stringify(workers)}},"task":{"type":"${type}","index":${index}},"environment":"cloud"}`,
  },
];

test('three nodes, golden: the example of the documentation with leased ports', () => {
  const worker = (index: number, args: string) =>
    processWith({
      role: 'worker',
      rank: index,
      command: { shell: `python2 mnist.py ${args}` },
      env: env('worker', index),
      log: `wk-${index}`,
      gpuIds: [0],
    });
  const server = processWith({
    role: 'ps',
    rank: 3,
    localRank: 1,
    command: { shell: `python2 mnist.py ${settings.parameterServerCommandLineArgs}` },
    env: env('ps', 0),
    exitRule: 'helper',
    log: 'ps-0',
    gpuIds: [],
  });
  expect(launched(tensorflow, settings, [1, 1, 1])).toEqual([
    [worker(0, settings.masterCommandLineArgs), server],
    [worker(1, settings.workerCommandLineArgs)],
    [worker(2, settings.workerCommandLineArgs)],
  ]);
});

test('a single process, golden: an empty cluster, and the log of the first worker', () => {
  const { masterCommandLineArgs, ...only } = settings;
  expect(launched(tensorflow, { ...only, masterTaskType: 'chief' }, [2])).toEqual([
    [
      processWith({
        role: 'worker',
        command: { shell: 'python2 mnist.py' },
        env: [{ name: 'TF_CONFIG', value: '{"cluster":{},"task":{"type":"worker","index":0},"environment":"cloud"}' }],
        log: 'wk-0',
        gpuIds: [0, 1],
      }),
    ],
  ]);
  expect(tensorflow.ports({ nodeCount: 1, settings: only }, 0)).toBe(0);
});

test.each(['chief', 'master'] as const)(
  'as %s the first worker leads, and the others count from 0',
  (masterTaskType) => {
    const processes = launched(tensorflow, { ...settings, masterTaskType }, [1, 1, 1]).flat();
    const cluster = { ps: [ps], [masterTaskType]: [workers[0]], worker: workers.slice(1) };
    expect(processes.map((one) => JSON.parse(variablesOf(one).TF_CONFIG ?? ''))).toEqual(
      [
        { type: masterTaskType, index: 0 },
        { type: 'ps', index: 0 },
        { type: 'worker', index: 0 },
        { type: 'worker', index: 1 },
      ].map((task) => ({ cluster, task, environment: 'cloud' })),
    );
    expect(processes.map((one) => variablesOf(one).AZ_BATCHAI_TASK_INDEX)).toEqual(['0', '0', '1', '2']);
    expect(variablesOf(processes[0]).AZ_BATCHAI_WORKER_HOSTS).toBe(workers.join(','));
  },
);

test('several workers of a node share its GPUs; ports go on behind the parameter server', () => {
  const all = launched(tensorflow, { ...settings, workerCount: 4, parameterServerCount: 2 }, [2, 2]);
  expect(all.map((of) => of.map(({ log, gpuIds }) => `${log} ${gpuIds}`))).toEqual([
    ['wk-0 0', 'wk-1 1', 'ps-0 '],
    ['wk-2 0', 'wk-3 1', 'ps-1 '],
  ]);
  expect(variablesOf(all[1]?.[0]).AZ_BATCHAI_PS_HOSTS).toBe('10.0.0.4:20000,10.0.0.5:20010');
  expect(variablesOf(all[1]?.[0]).AZ_BATCHAI_WORKER_HOSTS).toBe(
    '10.0.0.4:20001,10.0.0.4:20002,10.0.0.5:20011,10.0.0.5:20012',
  );
});

test('without parameter servers workers are among themselves', () => {
  const [first] = launched(tensorflow, { ...settings, parameterServerCount: 0 }, [1, 1]).flat();
  expect(variablesOf(first)).toMatchObject({ AZ_BATCHAI_PS_HOSTS: '' });
  expect(Object.keys(JSON.parse(variablesOf(first).TF_CONFIG ?? '').cluster)).toEqual(['worker']);
});

const faults = (more: object, nodeCount: number, gpus = 1) =>
  tensorflow
    .validate?.({ nodeCount, settings: { ...settings, ...more } }, gpus)
    .map(({ path, code, message }) => [path, code, message]);

test('counts that the nodes do not take are refused, each in its words', () => {
  expect(faults({ workerCount: 5 }, 2, 2)).toEqual([
    [
      'tensorFlowSettings.workerCount',
      'TooManyWorkers',
      '2 nodes with 2 GPUs each take at most 4 workers: lower it, or raise nodeCount',
    ],
  ]);
  expect(faults({ parameterServerCount: 3 }, 2)).toEqual([
    [
      'tensorFlowSettings.parameterServerCount',
      'TooManyParameterServers',
      'each of the 2 nodes takes one parameter server: write at most 2, or raise nodeCount',
    ],
  ]);
  expect(faults({ workerCount: 1 }, 3)).toMatchObject([['tensorFlowSettings.workerCount', 'TooFewProcesses', {}]]);
  expect(faults({}, 1001)).toMatchObject([['tensorFlowSettings.workerCount', 'TooManyToName', {}]]);
  expect(faults({ workerCommandLineArgs: '"' }, 2)).toMatchObject([
    ['tensorFlowSettings.workerCommandLineArgs', 'UnclosedQuote', {}],
  ]);
  expect(faults({ workerCount: 4, parameterServerCount: 2 }, 2, 2)).toEqual([]);
  expect(faults({}, 3, 0)).toEqual([]);
});

test('every worker and parameter server once; a node has one parameter server at most; no node is left out', () => {
  const counts = fc
    .integer({ min: 1, max: 12 })
    .chain((nodes) =>
      fc.record({
        nodes: fc.constant(nodes),
        workers: fc.integer({ min: 1, max: 40 }),
        parameterServers: fc.nat(nodes),
      }),
    )
    .filter(({ nodes, workers, parameterServers }) => workers + parameterServers >= nodes);
  fc.assert(
    fc.property(counts, (them) => {
      const placed = placeRoles(them);
      const servers = placed.flatMap(({ parameterServer }) => (parameterServer === null ? [] : [parameterServer]));
      expect(servers).toEqual(Array.from({ length: them.parameterServers }, (_, at) => at));
      const workers = placed.flatMap(({ workers: { first, count } }) =>
        Array.from({ length: count }, (_, at) => first + at),
      );
      expect(workers).toEqual(Array.from({ length: them.workers }, (_, at) => at));
      for (const { parameterServer, workers: here } of placed)
        expect(here.count + (parameterServer === null ? 0 : 1)).toBeGreaterThan(0);
    }),
  );
});
