import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fenceKey } from '@trainyard/contracts/attempt';
import { reason } from '@trainyard/contracts/reasons';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import { findHierarchies } from '@trainyard/runtime/node/cgroups';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plan, run, shell } from '../testing/plans.ts';
import { Rig } from '../testing/rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.make();
});

afterEach(() => rig.close());

async function ends(of: TaskPlan) {
  rig.server.want(run(of));
  return rig.server.ended(fenceKey(of.fence));
}

/** Grows until it is stopped: `tail` keeps what may be the last lines. */
const grows = 'tail /dev/zero';
const little = { resources: { gpuIds: [], cpus: 64, memoryBytes: 32 * 1024 ** 2 } };
const where = { rank: 3, node: 'n0' };
const controlled = findHierarchies().flatMap(({ controllers }) => controllers);

describe.skipIf(!controlled.includes('memory'))('a memory limit', () => {
  beforeEach(() => rig.startAgent());

  test('that is hit is told as such, and what is within it is let be', async () => {
    const report = await ends(plan([shell('true'), shell(grows, { rank: 3 })], little));
    expect(report).toMatchObject({
      outcome: 'failed',
      exitCode: 137,
      reason: { code: 'memoryLimitHit', params: { ...where, limit: '32 MiB' } },
    });
    expect(await ends(plan([shell('head -c 5000000 /dev/zero | tail -c 1 | wc -c')], little))).toMatchObject({
      outcome: 'succeeded',
    });
  });

  test('that ended a child is told beside what became of its parent', async () => {
    const report = await ends(plan([shell(`${grows} || exit 5`, { rank: 3 })], little));
    const params = { ...where, limit: '32 MiB', exitCode: 5, count: 1 };
    expect(report).toMatchObject({ exitCode: 5, reason: { code: 'exitedAfterMemoryLimit', params } });
  });

  test('holds for the preparation, too', async () => {
    const report = await ends(plan([shell('true')], { ...little, preparation: { commandLine: grows } }));
    expect(report).toMatchObject({
      exitCode: 137,
      reason: { code: 'preparationMemoryLimitHit', params: { node: 'n0', limit: '32 MiB' } },
    });
  });

  test('is no story of a process that was killed by somebody else', async () => {
    expect(await ends(plan([shell('kill -9 $$')], little))).toMatchObject({ reason: { code: 'processKilled' } });
  });

  test('stands in what the node says of itself', () => {
    expect(rig.server.hellos[0]?.capabilities.isolation.join()).toMatch(/memory \(cgroup v[12]\)/);
  });
});

describe.skipIf(!controlled.includes('pids'))('the group of a task', () => {
  test('finds what shed every mark, and goes with the task', async () => {
    await rig.startAgent();
    const hides = `cd /; (env -i setsid /bin/sleep 1234567 </dev/null >/dev/null 2>&1 &); echo left`;
    const of = plan([shell(hides)], { grace: 100 });
    expect(await ends(of)).toMatchObject({ outcome: 'succeeded' });
    expect(rig.groups.names()).toEqual([]);
  });

  test('is ended at the start of an agent that does not know the task', async () => {
    await rig.startAgent();
    const of = plan([shell('echo ready; sleep 1234567')]);
    rig.server.want(run(of));
    await rig.server.until(() => rig.stdout(of).includes('ready'));
    const [name = ''] = rig.groups.names();
    expect(rig.groups.group(name)?.pids()).not.toEqual([]);
    rig.stopAgent();
    await rig.server.until(() => !rig.server.connected);
    // Its journal is lost, and nobody wants it any more.
    rig.server.drop(fenceKey(of.fence));
    rig.loseJournal();
    await rig.startAgent();
    await expect.poll(() => rig.groups.names(), { timeout: 5_000 }).toEqual([]);
  });
});

const freezer = '/sys/fs/cgroup/freezer';

describe.skipIf(!existsSync(freezer))('a process that not even SIGKILL ends', () => {
  test('does not hold up the end of its task; its node takes no work until it is gone', async () => {
    const frozen = join(freezer, `ty-${process.pid}`);
    mkdirSync(frozen);
    try {
      rig.patience = 200;
      await rig.startAgent();
      const freeze = `sleep 1000 & echo $! > ${frozen}/cgroup.procs; echo FROZEN > ${frozen}/freezer.state`;
      const of = plan([shell(`${freeze}; echo ready; wait`)], { grace: 50 });
      rig.server.want(run(of));
      await rig.server.until(() => rig.stdout(of).includes('ready'));
      rig.server.want(run(of, { want: 'stop', reason: reason('terminatedByUser', { actor: 'a' }) }));
      expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ outcome: 'stopped' });
      await rig.server.until(() => rig.server.nodeReport?.phase === 'failed');
      expect(rig.server.nodeReport?.reason).toEqual({
        code: 'nodeHoldsProcesses',
        params: { pids: [expect.stringMatching(/^\d+$/)] },
      });
      writeFileSync(join(frozen, 'freezer.state'), 'THAWED');
      await rig.server.until(() => rig.server.nodeReport?.phase === 'ready');
      expect(rig.left(of)).toBe(0);
    } finally {
      writeFileSync(join(frozen, 'freezer.state'), 'THAWED');
      await expect.poll(() => tryRemove(frozen), { timeout: 5_000 }).toBe(true);
    }
  });
});

function tryRemove(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}

describe('a leased port', () => {
  const leased = (port: number): Partial<TaskPlan> => ({
    ports: [{ name: 'port0', port }],
    gang: [{ task: 0, nodeUid: 'n', address: '127.0.0.1', host: 'h', slots: 1, gpuIds: [] }],
  });

  test.each(['127.0.0.1', '0.0.0.0'])(
    'that another program listens on at %s is told before anything starts',
    async (at) => {
      await rig.startAgent();
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, at, resolve));
      const { port } = other.address() as { port: number };
      try {
        const report = await ends(plan([shell('echo started')], leased(port)));
        expect(report).toMatchObject({
          outcome: 'failed',
          prepared: false,
          exitCode: null,
          reason: { code: 'portTaken', params: { port, node: 'n0' } },
          processes: [{ state: 'waiting' }],
        });
      } finally {
        other.close();
      }
      expect(await ends(plan([shell('echo started')], leased(port)))).toMatchObject({ outcome: 'succeeded' });
    },
  );
});

describe('a preparation', () => {
  beforeEach(() => rig.startAgent());

  test('that never ends is stopped at its limit, with its last words in its log', async () => {
    const preparation = {
      commandLine: `trap 'echo stopped; exit 1' TERM; echo waits; while :; do sleep 0.02; done`,
      limit: 300,
    };
    const of = plan([shell('echo never')], { preparation });
    const report = await ends(of);
    expect(report).toMatchObject({
      outcome: 'failed',
      exitCode: null,
      reason: { code: 'preparationTimedOut', params: { node: 'n0', limit: 'PT0.3S' } },
      processes: [{ state: 'waiting' }],
    });
    expect(rig.server.text(`${fenceKey(of.fence)}/preparation/0/stdout`)).toBe('waits\nstopped\n');
    expect(rig.left(of)).toBe(0);
  });

  test('is followed by the processes in the same directory, with the same variables', async () => {
    const env = [{ name: 'WORD', value: 'same' }];
    const of = plan([shell('echo $WORD; cat made')], { preparation: { commandLine: 'echo $WORD > made' }, env });
    expect(await ends(of)).toMatchObject({ outcome: 'succeeded' });
    expect(rig.stdout(of)).toBe('same\nsame\n');
  });
});

describe('a rank that fails', () => {
  beforeEach(() => rig.startAgent());

  test('is the one to blame, and not those that fail because of it', async () => {
    const first = `sleep 0.2; : > failed; exit 7`;
    const after = `until [ -e failed ]; do sleep 0.01; done; sleep 0.1; exit 1`;
    const report = await ends(plan([shell(after), shell(first, { rank: 1 })], { grace: 5_000 }));
    expect(report).toMatchObject({ exitCode: 7, reason: { code: 'processExited', params: { rank: 1, exitCode: 7 } } });
    const [other, culprit] = report.processes;
    expect(culprit?.exitedAt).toBeLessThanOrEqual(other?.exitedAt ?? 0);
  });

  test('is told as failing before its task has ended, so that its gang is stopped meanwhile', async () => {
    const member = (task: number) => ({ task, nodeUid: 'n', address: '10.0.0.1', host: 'h', slots: 1, gpuIds: [] });
    const stays = `trap '' TERM; echo ready; while :; do sleep 0.05; done`;
    const of = plan([shell(stays), shell('until [ -e GO ]; do sleep 0.02; done; exit 3', { rank: 1 })], {
      gang: [member(0), member(1)],
      grace: 600_000,
      files: [{ path: 'GO', text: '', executable: false }],
    });
    rig.server.want(run(of));
    const told = await rig.server.until(() => {
      const report = rig.server.reports.get(fenceKey(of.fence));
      return report?.failing ? report : undefined;
    });
    expect(told).toMatchObject({ outcome: null, phase: 'stopping' });
    // Ten minutes of grace are for a stop that somebody asks for.
    expect(await rig.server.ended(fenceKey(of.fence))).toMatchObject({ outcome: 'failed', exitCode: 3 });
  });
});

describe('a command that cannot start', () => {
  beforeEach(() => rig.startAgent());

  const file = (path: string, text: string, executable = false) => ({ path, text, executable });

  test.each([
    ['a missing script', shell('/usr/bin/python3 gone.py'), 'scriptNotFound', { path: 'gone.py' }],
    [
      'a missing interpreter',
      shell('python9.9 x.py'),
      'interpreterNotFound',
      { interpreter: 'python9.9', path: 'x.py' },
    ],
    [
      'an argument vector',
      { ...shell(''), command: { argv: ['nosuch', 'x'] } },
      'commandNotFound',
      { command: 'nosuch' },
    ],
    ['a line for a shell', shell('true && nosuch'), 'commandNotFound', { command: 'nosuch' }],
    ['a file that may not be run', shell('./plain.sh'), 'commandNotExecutable', { path: './plain.sh' }],
    ['the same behind a shell', shell('true && ./plain.sh'), 'commandNotExecutable', { path: './plain.sh' }],
    ['Windows line ends', shell('./dos.sh'), 'windowsLineEnds', { path: './dos.sh' }],
    ['Windows line ends for a shell', shell('bash dos.sh'), 'windowsLineEnds', { path: 'dos.sh' }],
    [
      'a first line that names nothing',
      shell('./ghost.sh'),
      'interpreterNotFound',
      { interpreter: '/no/sh', path: './ghost.sh' },
    ],
  ])('%s', async (_, process, code, params) => {
    const files = [
      file('plain.sh', 'echo\n'),
      file('dos.sh', '#!/bin/bash\r\nfor i in 1 2\r\ndo\r\necho $i\r\ndone\r\n', true),
      file('ghost.sh', '#!/no/sh\n', true),
    ];
    const report = await ends(plan([process], { files }));
    expect(report).toMatchObject({ outcome: 'failed', reason: { code, params: { ...params, rank: 0, node: 'n0' } } });
  });

  test("a program's own 127 stays its own", async () => {
    const report = await ends(plan([shell(`/usr/bin/env -i /usr/bin/perl -e 'exit 127'`)]));
    expect(report).toMatchObject({ exitCode: 127, reason: { code: 'processExited', params: { exitCode: 127 } } });
    expect(await ends(plan([shell('echo tired >&2; exit 127')]))).toMatchObject({
      reason: { code: 'exitAsNotStarted' },
    });
  });
});
