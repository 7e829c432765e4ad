import type { NodeReport } from '@trainyard/contracts/fleet';
import { reason } from '@trainyard/contracts/reasons';
import { findCluster } from '@trainyard/db/readers/clusters';
import { readDb } from '@trainyard/db/readers/read-db';
import { expect, test } from 'vitest';
import { desiredOf } from '../scheduling/desired.ts';
import { agentActor } from '../testing/agent-words.ts';
import { StillWorld, user } from '../testing/still-world.ts';

const setup = { exitCode: 9, stderr: 'no such disk', endedAt: 5 };
const failed: NodeReport = { phase: 'failed', reason: reason('nodeSetupFailed', { exitCode: 9 }), setup };
const nodeSetup = { setupTask: { commandLine: 'mount-data', maxWallClockTime: 'PT5M' } };

async function world(nodes = 1): Promise<StillWorld> {
  return new StillWorld().prepare(nodes, { nodeSetup });
}

function say(at: StillWorld, node: NodeReport, index = 0) {
  const nodeUid = at.nodes()[index]?.uid ?? '';
  return at.control.execute('node.report', { nodeUid, report: { n: 1, tasks: [], node } }, agentActor(nodeUid));
}

const again = (at: StillWorld) => at.control.execute('node.setUp', { uid: at.nodes()[0]?.uid ?? '' }, user);
const wanted = (at: StillWorld, index = 0) =>
  desiredOf(at.writer.rows, at.nodes()[index]?.uid ?? '', 0, '/storage').node.setup;

test('a set-up that fails makes the node unusable with its reason and last words, which its cluster tells too', async () => {
  const at = await world();
  await say(at, failed);
  expect(at.nodes()[0]).toMatchObject({ state: 'unusable', ready: false, reason: failed.reason, setup });
  const view = findCluster(readDb(at.writer.connection), { workspaceUid: at.workspaceUid, nameKey: 'c' });
  expect(view?.unusable).toMatchObject([{ name: 'c-0', reason: failed.reason, setup }]);
});

test('what its agent says of its volumes is kept, and what keeps one away as it changes', async () => {
  const at = await world();
  const volume = { at: 'data', label: 'directory data', state: 'mounting', since: 1 } as const;
  for (const code of ['volumeUnreachable', 'volumeDenied'] as const) {
    const why = reason(code, { label: 'directory data', why: 'x' });
    await say(at, { phase: 'failed', reason: why, volumes: [{ ...volume, reason: why }] });
    expect(at.nodes()[0]).toMatchObject({ state: 'unusable', reason: why, volumes: [{ reason: why }] });
  }
  await say(at, { phase: 'ready', reason: null, volumes: [{ ...volume, state: 'mounted', reason: null }] });
  expect(at.nodes()[0]).toMatchObject({ state: 'idle', reason: null, volumes: [{ state: 'mounted' }] });
  await say(at, { phase: 'ready', reason: null });
  expect(at.nodes()[0]?.volumes).toEqual([]);
});

test('an operator has it run once more, and once it went well the node is idle again', async () => {
  const at = await world();
  await say(at, failed);
  expect(wanted(at)).toMatchObject({ commandLine: 'mount-data', limit: 300_000, round: 0 });
  await again(at);
  expect(wanted(at)).toMatchObject({ round: 1 });
  expect(at.nodes()[0]).toMatchObject({ state: 'preparing', reason: { code: 'nodeSettingUp' }, setup: null });
  // What the agent said before it heard of that is old.
  await say(at, { ...failed, round: 0 });
  expect(at.nodes()[0]?.state).toBe('preparing');
  await say(at, { phase: 'setup', reason: null, round: 1 });
  await say(at, { phase: 'ready', reason: null, round: 1 });
  expect(at.nodes()[0]).toMatchObject({ state: 'idle', ready: true, reason: null, setup: null });
});

test('it is refused where there is nothing to run, where jobs run and where nobody hears of it', async () => {
  const plain = await new StillWorld().prepare(1);
  await expect(again(plain)).rejects.toMatchObject({ code: 'NothingToSetUp' });
  const busy = await world();
  await busy.startJob(await busy.submit('j'), { node: 0 });
  await expect(again(busy)).rejects.toMatchObject({ code: 'NodeInUse' });
  const silent = await world();
  await silent.control.execute('node.contactLost', { nodeUid: silent.nodes()[0]?.uid ?? '', why: 'x' }, user);
  await expect(again(silent)).rejects.toMatchObject({ code: 'NodeOutOfContact' });
});

test('another set-up task runs on every node before it takes new work, and spares what runs', async () => {
  const at = await world(2);
  const job = await at.submit('j');
  await at.startJob(job, { node: 0 });
  await at.submit('k');
  const change = { nodeSetup: { setupTask: { commandLine: 'better', secrets: [{ name: 'KEY', value: 'v' }] } } };
  await at.control.execute('cluster.update', { uid: at.clusterUid, change }, user);
  expect(at.nodes()).toMatchObject([
    { state: 'running', ready: false, setupRound: 1 },
    { state: 'preparing', ready: false, setupRound: 1 },
  ]);
  expect(wanted(at, 1)).toMatchObject({ commandLine: 'better', secrets: ['KEY'], limit: 3_600_000 });
  const { uid } = at.nodes()[1] ?? { uid: '' };
  expect(await at.control.execute('node.secrets', { nodeUid: uid }, agentActor(uid))).toEqual({ KEY: 'v' });
  await at.end(job, 0);
  await say(at, { phase: 'ready', reason: null, round: 1 });
  expect(at.nodes()[0]).toMatchObject({ state: 'idle', ready: true });
  await at.control.execute('cluster.update', { uid: at.clusterUid, change: { nodeSetup: null } }, user);
  expect(wanted(at)).toBeNull();
});

test('a node that is ready again while jobs run on it is not idle', async () => {
  const at = await world();
  const job = await at.submit('j');
  await at.startJob(job, { node: 0 });
  await say(at, { phase: 'failed', reason: reason('nodeHoldsProcesses', { pids: ['7'] }) });
  expect(at.nodes()[0]?.state).toBe('unusable');
  await say(at, { phase: 'ready', reason: null });
  expect(at.nodes()[0]).toMatchObject({ state: 'running', ready: true, idleSince: null });
});
