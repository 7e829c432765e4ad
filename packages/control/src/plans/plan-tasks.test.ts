import type { Fault } from '@trainyard/contracts/errors';
import type { PlannedProcess } from '@trainyard/contracts/task-plan';
import { beforeEach, describe, expect, test } from 'vitest';
import { StillWorld } from '../testing/still-world.ts';

let world: StillWorld;
beforeEach(async () => {
  world = await new StillWorld().prepare(2);
});

const script = { pythonScriptFilePath: 'train.py' };

async function started(more: object) {
  const uid = await world.submit('j', { nodeCount: 2, ...more });
  expect(await world.startJob(uid, { node: 0 }, { node: 1 })).toBe(true);
  return [0, 1].map((at) => world.task(uid, 0, at).plan);
}

const valueIn = (process: PlannedProcess | undefined, name: string) => {
  const found = process?.env.find((one) => one.name === name);
  return found && 'value' in found ? found.value : undefined;
};

describe('a plan', () => {
  test('offers MPI as many slots on each node as ranks start there; the launcher is none', async () => {
    const [master, other] = await started({ customMpiSettings: { commandLine: 'true', processCount: 3 } });
    expect(master?.gang.map(({ slots }) => slots)).toEqual([2, 1]);
    expect(master?.processes.map(({ role, rank }) => `${role} ${rank}`)).toEqual(['launcher 3', 'rank 0', 'rank 1']);
    expect(other?.processes.map(({ role, rank }) => `${role} ${rank}`)).toEqual(['rank 2']);
  });

  test('offers a command of its own a slot for each GPU', async () => {
    const [master] = await started({ customToolkitSettings: { commandLine: 'mpirun' } });
    expect(master?.gang.map(({ slots }) => slots)).toEqual([2, 2]);
  });

  test('leases a port for every parameter server and worker, and tells all of all', async () => {
    const [master, other] = await started({ tensorFlowSettings: script });
    const ports = [master, other].map((plan) => plan?.ports.map(({ port }) => `127.0.0.1:${port}`) ?? []);
    expect(ports.map((of) => of.length)).toEqual([2, 1]);
    const [worker] = other?.processes ?? [];
    expect(valueIn(worker, 'AZ_BATCHAI_PS_HOSTS')).toBe(ports[0]?.[0]);
    expect(valueIn(worker, 'AZ_BATCHAI_WORKER_HOSTS')).toBe([ports[0]?.[1], ports[1]?.[0]].join(','));
  });

  test('gives each attempt a file of its own to meet in', async () => {
    const [first] = await started({ pyTorchSettings: script, restart: { onFailure: 1 } });
    const fileOf = (process: PlannedProcess | undefined) => valueIn(process, 'AZ_BATCHAI_PYTORCH_INIT_METHOD');
    expect(fileOf(first?.processes[0])).toBe('file://$AZ_BATCHAI_SHARED_JOB_TEMP/pytorch-0-1');
    const uid = first?.fence.job ?? '';
    for (const task of [0, 1]) await world.tell(uid, { task }, { phase: 'ended', exitCode: 1, outcome: 'failed' });
    expect(await world.startJob(uid, { node: 0 }, { node: 1 })).toBe(true);
    expect(fileOf(world.task(uid).plan.processes[0])).toBe('file://$AZ_BATCHAI_SHARED_JOB_TEMP/pytorch-0-2');
  });
});

describe('a submission', () => {
  test('is stored with what is assumed', async () => {
    const specOf = async (name: string, more: object) =>
      world.job(await world.submit(name, { nodeCount: 2, ...more })).spec;
    const { cntkSettings } = await specOf('a', { cntkSettings: script });
    expect(cntkSettings).toEqual({ ...script, languageType: 'Python', processCount: 2 });
    const { horovodSettings } = await specOf('b', { horovodSettings: { ...script, processCount: 8 } });
    expect(horovodSettings).toEqual({ ...script, processCount: 8 });
    expect((await specOf('c', { tensorFlowSettings: script })).tensorFlowSettings).toEqual(script);
  });

  test('of more workers than the job gets GPUs is refused; a part of a node counts as that part', async () => {
    const refused = async (more: object) => {
      const fault = await world.submit('j', { nodeCount: 2, ...more }).catch((thrown: Fault) => thrown);
      return typeof fault === 'string' ? fault : { code: fault.code, details: fault.details };
    };
    const workers = (workerCount: number) => ({ tensorFlowSettings: { ...script, workerCount } });
    const detail = { path: 'tensorFlowSettings.workerCount', code: 'TooManyWorkers' };
    expect(await refused(workers(5))).toMatchObject({
      code: 'ProcessesNotPlaceable',
      details: [{ ...detail, params: { nodes: 2, gpus: 2, maximum: 4 } }],
    });
    expect(await refused({ ...workers(3), gpusPerNode: 1 })).toMatchObject({
      details: [{ ...detail, params: { nodes: 2, gpus: 1, maximum: 2 } }],
    });
    expect(typeof (await refused(workers(4)))).toBe('string');
  });
});

describe('a preview', () => {
  const plan = (body: object) =>
    world.control.execute(
      'job.plan',
      { experimentUid: world.experimentUid, body: { name: 'p', cluster: { name: 'c' }, nodeCount: 2, ...body } },
      { kind: 'administrator', id: 'u', name: 'u', via: 'rest' },
    );

  test('shows the launcher, its ranks, and what is told to whom', async () => {
    const { faults, processes } = await plan({ horovodSettings: script });
    expect(faults).toEqual([]);
    expect(processes?.map(({ task, role, startedBy }) => [task, role, startedBy])).toEqual([
      [0, 'launcher', 'agent'],
      [0, 'rank', 'launcher'],
      [1, 'rank', 'launcher'],
    ]);
  });

  test('of what its nodes do not take shows the faults, and the processes where they are clear', async () => {
    const many = await plan({ tensorFlowSettings: { ...script, workerCount: 5 } });
    expect(many.faults.map(({ code }) => code)).toEqual(['TooManyWorkers']);
    expect(many.processes).toHaveLength(6);
    const few = await plan({ horovodSettings: { ...script, processCount: 1 } });
    expect(few.faults.map(({ code }) => code)).toEqual(['TooFewProcesses']);
    expect(few.processes).toBeNull();
    const nowhere = await plan({ cluster: { name: 'x' }, horovodSettings: { ...script, commandLineArgs: '"' } });
    expect(nowhere.faults.map(({ code }) => code)).toEqual(['ClusterNotFound', 'UnclosedQuote']);
  });
});
