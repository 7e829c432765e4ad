import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentsOf, processesOfJob } from '../../cluster/processes.ts';
import { until } from '../../cluster/wait.ts';
import { Yard } from '../../cluster/yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open(3);
});
afterAll(() => yard?.close());

/** Adds up the ranks of all; says where it is, in one write: mpirun mixes what comes in pieces. Debian's Python has mpi4py. */
const sum = `import os, sys
from mpi4py import MPI
world = MPI.COMM_WORLD
total = world.allreduce(world.rank + 1)
task = os.environ['TRAINYARD_FENCE'].split('/')[-1]
sys.stdout.write(f"rank {world.rank} of {world.size} total {total} in {task} {os.environ['COLOUR']}\\n")
`;
const colour = [{ name: 'COLOUR', value: 'green' }];
const files = [{ path: 'sum.py', text: sum, executable: false }];
const python = '/usr/bin/python3 -u';

const textOf = async (name: string, rank: number, fd: 'stdout' | 'stderr' = 'stdout') =>
  (await yard.log(name, { rank, fd })).toString();

describe('Open MPI over three nodes', () => {
  test('each rank runs in the task of its own node, with its own stream, and the sum is right', async () => {
    await yard.submit('sums', {
      nodeCount: 3,
      customMpiSettings: { commandLine: `${python} $HOME/sum.py`, processCount: 3 },
      environmentVariables: colour,
      files,
      stdOutErrPathPrefix: '$AZ_BATCHAI_JOB_TEMP/mirror',
    });
    await yard.inState('sums', 'succeeded');
    for (const rank of [0, 1, 2]) {
      expect(await textOf('sums', rank)).toBe(`rank ${rank} of 3 total 6 in ${rank} green\n`);
    }
    const [attempt] = await yard.attempts('sums');
    const ranks = attempt?.tasks.flatMap(({ index, processes }) =>
      processes.filter(({ role }) => role === 'rank').map(({ rank, exitCode }) => ({ index, rank, exitCode })),
    );
    expect(ranks).toEqual([0, 1, 2].map((rank) => ({ index: rank, rank, exitCode: 0 })));
  });

  test("a user's own mpirun with the host file starts its ranks on the nodes of the job", async () => {
    const mpirun = 'mpirun -mca btl_tcp_if_exclude docker0,lo --allow-run-as-root --hostfile $AZ_BATCHAI_MPI_HOST_FILE';
    await yard.submit('own', {
      nodeCount: 3,
      customToolkitSettings: { commandLine: `${mpirun} ${python} $HOME/sum.py` },
      environmentVariables: colour,
      files,
    });
    await yard.inState('own', 'succeeded');
    const lines = (await textOf('own', 0)).trimEnd().split('\n').sort();
    expect(lines).toEqual([0, 1, 2].map((rank) => `rank ${rank} of 3 total 6 in ${rank} green`));
  });

  test('a rank that dies ends the gang, and is named', async () => {
    const line = `${python} -c "
import os, time
from mpi4py import MPI
world = MPI.COMM_WORLD
world.barrier()
print('up', flush=True)
time.sleep(600)
"`;
    const job = await yard.submit('dies', { nodeCount: 3, customMpiSettings: { commandLine: line, processCount: 3 } });
    for (const rank of [0, 1, 2]) await until(`rank ${rank}`, async () => (await textOf('dies', rank)).includes('up'));
    const victim = processesOfJob(job.uid).find(
      ({ command, environment }) => command.startsWith('/usr/bin/python3') && environment.OMPI_COMM_WORLD_RANK === '2',
    );
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    await until('the ranks to be gone', () => processesOfJob(job.uid).length === 0);
    const ended = await yard.inState('dies', 'failed');
    expect(ended.executionInfo).toMatchObject({ exitCode: 137 });
    const [attempt] = await yard.attempts('dies');
    expect(attempt).toMatchObject({ culprit: { task: 2, rank: 2, signal: 'SIGKILL' } });
  });

  test('ranks live on while their agent is replaced, and their exit codes are told', async () => {
    const line = 'echo up; until [ -e "$AZ_BATCHAI_JOB_TEMP/../../../../../go" ]; do sleep 0.05; done; echo down';
    const job = await yard.submit('lives', {
      nodeCount: 3,
      customMpiSettings: {
        commandLine: line.replace('$AZ_BATCHAI_JOB_TEMP/../../../../../go', `${yard.server.home}/go`),
        processCount: 3,
      },
    });
    for (const rank of [0, 1, 2]) await until(`rank ${rank}`, async () => (await textOf('lives', rank)).includes('up'));
    const before = processesOfJob(job.uid).length;
    for (const { pid } of agentsOf(yard.server.home)) process.kill(pid, 'SIGKILL');
    await until(
      'all agents to be back',
      async () =>
        (await yard.nodes()).every(({ health }) => health === 'ok') && agentsOf(yard.server.home).length === 3,
    );
    expect(before).toBeGreaterThan(3);
    writeFileSync(`${yard.server.home}/go`, '');
    await yard.inState('lives', 'succeeded');
    for (const rank of [0, 1, 2]) expect(await textOf('lives', rank)).toBe('up\ndown\n');
  });
});

test('in networks of their own the nodes of a subnet start ranks on each other, and the sum is right', async () => {
  const id = '/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/net/subnets/mpi';
  await yard.client.call('createCluster', {
    params: { workspace: 'w' },
    body: {
      name: 'subnet',
      vmSize: 'STANDARD_NC6',
      subnet: { id },
      scaleSettings: { manual: { targetNodeCount: 2 } },
    },
  });
  await yard.submit('apart', {
    cluster: { name: 'subnet' },
    nodeCount: 2,
    customMpiSettings: { commandLine: `hostname; ${python} $HOME/sum.py`, processCount: 2 },
    environmentVariables: colour,
    files,
  });
  await yard.inState('apart', 'succeeded');
  for (const rank of [0, 1]) {
    expect(await textOf('apart', rank)).toMatch(
      new RegExp(`^subnet-${rank}\\nrank ${rank} of 2 total 3 in ${rank} green\\n$`),
    );
  }
});

describe('the remote start', () => {
  test('passes stdin, stdout, stderr and the exit code, into the task of the host that is named', async () => {
    const other = '$(sed -n "s/ .*//;2p" "$AZ_BATCHAI_MPI_HOST_FILE")';
    const line = `echo question | "$TRAINYARD_REMOTE_START" -x -l root ${other} 'cat; echo "$TRAINYARD_FENCE $COLOUR"; echo oops >&2; exit 9'; echo "code $?"`;
    const job = await yard.submit('rsh', {
      nodeCount: 2,
      customToolkitSettings: { commandLine: line },
      environmentVariables: colour,
    });
    await yard.inState('rsh', 'succeeded');
    expect(await textOf('rsh', 0)).toBe(`question\n${job.uid}/0/1/1 green\ncode 9\n`);
    expect(await textOf('rsh', 0, 'stderr')).toBe('oops\n');
  });

  test('is not ended by a server and agents that die meanwhile, and its exit code is told', async () => {
    const other = '$(sed -n "s/ .*//;2p" "$AZ_BATCHAI_MPI_HOST_FILE")';
    const go = `${yard.server.home}/go-on`;
    const far = `echo "up $TRAINYARD_FENCE" >>${go}.up; until [ -e ${go} ]; do sleep 0.05; done; exit 9`;
    await yard.submit('outlives', {
      nodeCount: 2,
      customToolkitSettings: { commandLine: `"$TRAINYARD_REMOTE_START" ${other} '${far}'; echo "code $?"` },
    });
    const up = () => (existsSync(`${go}.up`) ? readFileSync(`${go}.up`, 'utf8') : '');
    await until('the far command', () => up().endsWith('\n'));
    await yard.server.kill('SIGKILL');
    await yard.server.start();
    const agents = agentsOf(yard.server.home);
    for (const { pid } of agents) process.kill(pid, 'SIGKILL');
    await until(
      'all agents to be back',
      async () =>
        (await yard.nodes()).every(({ health }) => health === 'ok') &&
        agentsOf(yard.server.home).length === agents.length,
    );
    writeFileSync(go, '');
    await yard.inState('outlives', 'succeeded');
    expect(await textOf('outlives', 0)).toBe('code 9\n');
    expect(await textOf('outlives', 0, 'stderr')).toBe('');
    // Once, in the first attempt.
    expect(up()).toMatch(/^up [^\n]*\/0\/1\/1\n$/);
  });

  test('is refused for a host that is not of the job, and into a job that is not its own', async () => {
    await yard.submit('foreign', {
      nodeCount: 2,
      customToolkitSettings: { commandLine: '"$TRAINYARD_REMOTE_START" c-7 true; echo "code $?"' },
    });
    await yard.inState('foreign', 'succeeded');
    expect(await textOf('foreign', 0)).toBe('code 255\n');
    expect(await textOf('foreign', 0, 'stderr')).toContain('host c-7 is no node of this job');
  });
});
