import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Retention } from '@trainyard/contracts/retention';
import { describe, expect, test } from 'vitest';
import { agentActor } from '../testing/agent-words.ts';
import { StillWorld, settled, user } from '../testing/still-world.ts';
import { plainVault } from '../testing/vault.ts';
import type { Controller } from './controller.ts';
import { createPrunings } from './prunings.ts';

const day = 86_400_000;
const sha256 = 'a'.repeat(64);

/** A world in which this controller alone is at work, so that years pass in a moment. */
async function worldWith(retention?: Retention) {
  const world = await new StillWorld().prepare(1);
  const events: TrainyardEvent[] = [];
  const again = (): Controller => {
    const { writer, clock, ids, chance, fileServers, storageHome } = world;
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const ports = { writer, clock, ids, chance, vault: plainVault, provisioners: {}, logger: quiet };
    const made = createPrunings({
      ...ports,
      storageHome,
      fileServers,
      change: (actor, work) => writer.run(actor, work),
    });
    made.resync();
    return made;
  };
  let controller = again();
  world.writer.onCommit((some) => {
    events.push(...some);
    controller.wake(some);
  });
  if (retention) await keep(world, retention);
  const restart = (): void => {
    controller.stop();
    controller = again();
  };
  return { world, events, restart };
}

const keep = (world: StillWorld, retention: Retention) =>
  world.control.execute('workspace.update', { uid: world.workspaceUid, change: { retention } }, user);

async function pass(world: StillWorld, ms: number): Promise<void> {
  const until = world.clock.now() + ms;
  while (world.clock.step(until)) await settled();
}

/** A job that left files in its one output directory and has ended, or runs on. */
async function ran(
  world: StillWorld,
  name: string,
  more: object = {},
  { files = 1, ends = true } = {},
): Promise<string> {
  const uid = await world.submit(name, { outputDirectories: [{ id: 'MODEL' }], ...more });
  await world.startJob(uid, { node: 0 });
  const { nodeUid, plan } = world.task(uid);
  const stored = { fence: plan.fence, kind: 'output', directory: 'MODEL', bytes: 1, sha256 } as const;
  for (let at = 0; at < files; at++) {
    await world.control.execute('artifact.store', { ...stored, path: `f${at}` } as never, agentActor(nodeUid));
  }
  if (ends) await world.end(uid, 0);
  return uid;
}

const artifacts = (world: StillWorld, jobUid: string) => world.writer.rows.where('artifact', { jobUid }).length;
const leftParts = (world: StillWorld) =>
  world.writer.connection.prepare('SELECT what FROM keptParts ORDER BY what').pluck().all();

describe('what an ended job left', () => {
  test('stays for ever unless somebody says otherwise', async () => {
    const { world } = await worldWith();
    const uid = await ran(world, 'j');
    await pass(world, 4_000 * day);
    expect(world.job(uid).pruned).toEqual({});
    expect(artifacts(world, uid)).toBe(1);
  });

  test('goes part by part when its workspace says so, each with an event', async () => {
    const { world, events } = await worldWith({ logs: 'P1D', outputs: 'P2D' });
    const uid = await ran(world, 'j');
    await pass(world, day - 1_000);
    expect(world.job(uid).pruned).toEqual({});
    await pass(world, 3_000);
    expect(world.job(uid).pruned).toEqual({ logs: { at: expect.any(Number), keptFor: 'P1D', by: 'workspace' } });
    expect(artifacts(world, uid)).toBe(1);
    await pass(world, day);
    expect(Object.keys(world.job(uid).pruned)).toEqual(['logs', 'outputs']);
    expect(artifacts(world, uid)).toBe(0);
    const said = events.filter(({ type }) => type === 'job.pruned' || type === 'artifact.deleted');
    expect(said.map(({ type }) => type)).toEqual(['job.pruned', 'job.pruned', 'artifact.deleted']);
    expect(said.every(({ actor }) => actor.kind === 'controller' && actor.name.includes('prunings'))).toBe(true);
    await pass(world, 400 * day);
    expect(leftParts(world)).toEqual(['series']);
  });

  test("is kept by the job's own word before its workspace's, also for ever", async () => {
    const { world } = await worldWith({ logs: 'PT1H', series: 'PT1H' });
    const short = await ran(world, 'short', { retention: { logs: 'PT1M' } });
    const long = await ran(world, 'long', { retention: { logs: 'forever' } });
    await pass(world, 2 * 60_000);
    expect(world.job(short).pruned).toEqual({ logs: { at: expect.any(Number), keptFor: 'PT1M', by: 'job' } });
    await pass(world, day);
    expect(Object.keys(world.job(short).pruned)).toEqual(['logs', 'series']);
    expect(Object.keys(world.job(long).pruned)).toEqual(['series']);
  });

  test('goes at once when a shorter time is set, and a longer one lets it stay', async () => {
    const { world } = await worldWith({ logs: 'P30D' });
    const [first, second] = [await ran(world, 'first'), await ran(world, 'second', { retention: { outputs: 'P1D' } })];
    await pass(world, 10 * day);
    expect(world.job(first).pruned).toEqual({});
    await keep(world, { logs: 'forever' });
    await pass(world, 50 * day);
    expect(world.job(first).pruned).toEqual({});
    await keep(world, { series: 'P1D' });
    await pass(world, 5_000);
    expect(Object.keys(world.job(first).pruned)).toEqual(['series']);
    expect(Object.keys(world.job(second).pruned).sort()).toEqual(['outputs', 'series']);
    expect(world.writer.rows.get('workspace', world.workspaceUid)?.retention).toEqual({
      logs: 'forever',
      series: 'P1D',
    });
  });

  test('never goes while the job waits or runs, and its time begins at its end', async () => {
    const { world } = await worldWith({ logs: 'PT0S', outputs: 'PT0S', series: 'PT0S' });
    const uid = await ran(world, 'j', {}, { ends: false });
    const waiting = await world.submit('w', { held: true });
    await pass(world, 30_000);
    for (const one of [uid, waiting]) expect(world.job(one).pruned).toEqual({});
    expect(artifacts(world, uid)).toBe(1);
    await world.end(uid, 0);
    await pass(world, 5_000);
    expect(Object.keys(world.job(uid).pruned).sort()).toEqual(['logs', 'outputs', 'series']);
    expect(world.job(waiting).pruned).toEqual({});
  });

  test('of which a living job reads the outputs stays until that one is over', async () => {
    const { world } = await worldWith({ outputs: 'PT1M' });
    const uid = await ran(world, 'first');
    const from = { job: 'first', directory: 'MODEL' };
    const next = await world.submit('next', { held: true, inputDirectories: [{ id: 'IN', from }] });
    await pass(world, day);
    expect(world.job(uid).pruned).toEqual({});
    await world.control.execute('job.terminate', { uid: next }, user);
    await pass(world, 5_000);
    expect(Object.keys(world.job(uid).pruned)).toEqual(['outputs']);
    const late = world.submit('late', { held: true, inputDirectories: [{ id: 'IN', from }] });
    await expect(late).rejects.toMatchObject({ details: [{ code: 'OutputPruned' }] });
    await expect(world.control.execute('job.resubmit', { uid: next, name: 'again' }, user)).rejects.toMatchObject({
      details: [{ code: 'OutputPruned' }],
    });
  });

  test('goes a part at a time where it is much, and goes on after a restart', async () => {
    const { world, events, restart } = await worldWith();
    const uid = await ran(world, 'j', {}, { files: 4_500 });
    await keep(world, { outputs: 'PT1S' });
    while (events.every(({ type }) => type !== 'job.pruned')) {
      world.clock.step(world.clock.now() + 1_500);
      await settled();
    }
    expect(artifacts(world, uid)).toBe(2_500);
    restart();
    await pass(world, 5_000);
    expect(artifacts(world, uid)).toBe(0);
    expect(events.filter(({ type }) => type === 'job.pruned')).toHaveLength(1);
    expect(leftParts(world)).toEqual(['logs', 'series']);
  });

  test('is forgotten with the job', async () => {
    const { world } = await worldWith({ logs: 'P1D' });
    const uid = await ran(world, 'j', { retention: { outputs: 'P3D' } });
    expect(leftParts(world)).toEqual(['logs', 'outputs', 'series']);
    await world.control.execute('job.delete', { uid }, user);
    await settled();
    expect(world.writer.rows.get('job', uid)).toBeUndefined();
    expect(leftParts(world)).toEqual([]);
  });
});

test('an answer kept for who asks again is forgotten after a week', async () => {
  const { world } = await worldWith();
  const given = { common: {}, jobs: [] };
  const submission = (text: string) => ({
    experimentUid: world.experimentUid,
    given,
    key: { text, hash: 'h' },
  });
  const kept = () => world.writer.connection.prepare('SELECT key FROM submissions').pluck().all();
  await world.control.execute('job.submitMany', submission('first'), user);
  await pass(world, day);
  await world.control.execute('job.submitMany', submission('second'), user);
  await ran(world, 'ends');
  await pass(world, 6 * day - 5_000);
  expect(kept()).toEqual(['first', 'second']);
  await pass(world, 10_000);
  expect(kept()).toEqual(['second']);
  await pass(world, day);
  expect(kept()).toEqual([]);
  expect((await world.control.execute('job.submitMany', submission('first'), user)).made).toBe(true);
});
