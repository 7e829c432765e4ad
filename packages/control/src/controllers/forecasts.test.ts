import { scoreOf } from '@trainyard/db/readers/forecasts';
import { beforeEach, describe, expect, test } from 'vitest';
import { openForecasts } from '../forecasting/scores.ts';
import { StillWorld, settled, silentMachines, user } from '../testing/still-world.ts';
import { moved } from './forecasts.ts';

let world: StillWorld;

beforeEach(async () => {
  world = await new StillWorld({ local: silentMachines }, { forecasts: true }).prepare(1);
  await world.wake();
  await inContact();
});

/** The agents are heard of again. */
async function inContact(): Promise<void> {
  await world.writer.run(user, (tx) => {
    for (const { uid, helloAt } of world.nodes())
      tx.update('node', uid, { helloAt: (helloAt ?? 0) + 1 }, 'node.updated');
  });
  await settled();
}

/** Time goes on; after each timer everything that was asked for is done. */
async function pass(ms: number): Promise<void> {
  const until = world.clock.now() + ms;
  await settled();
  while (world.clock.step(until)) await settled();
}

const eventsOf = (uid: string) =>
  world.writer.connection
    .prepare(`SELECT changed FROM events WHERE uid = ? AND type = 'job.updated'`)
    .pluck()
    .all(uid)
    .map((text) => JSON.parse(text as string))
    .filter((changed) => 'forecast' in changed);

/** Runs a job for a minute. */
async function ranOnce(name: string): Promise<void> {
  const uid = await world.submit(name);
  await pass(60_000);
  await world.end(uid, 0);
  await settled();
}

describe('forecasts', () => {
  test('tell when a waiting job starts, from what its like took', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e1', 'f', 'g', 'h', 'i', 'j']) await ranOnce(name);
    await world.submit('runs');
    const waits = await world.submit('waits');
    const from = world.clock.now();
    await pass(15_000);
    const { forecast } = world.job(waits);
    expect(forecast?.samples).toBe(10);
    expect(Math.abs((forecast?.p50 ?? 0) - (from + 60_000))).toBeLessThan(2_000);
    expect(eventsOf(waits)).toHaveLength(1);
  });

  test('are whole in an explanation: the curve of the futures with its p50 and p90, and when nodes are likely to be empty', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e1', 'f', 'g', 'h', 'i', 'j']) await ranOnce(name);
    const from = world.clock.now();
    await world.submit('runs');
    const waits = await world.submit('waits');
    const explain = () => world.control.execute('job.explain', { uid: waits }, user);
    expect(await explain()).toMatchObject({ forecast: null, curve: null });
    await pass(15_000);
    const { forecast, curve, nodes } = await explain();
    expect(forecast).toEqual(world.job(waits).forecast);
    const atShare = (share: number) => curve?.find((one) => Math.abs(one.share - share) < 1e-9)?.at;
    expect([atShare(0.5), atShare(0.9)]).toEqual([forecast?.p50, forecast?.p90]);
    const times = (curve ?? []).map(({ at }) => at);
    expect(times.length).toBeGreaterThanOrEqual(18);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.abs((nodes.items[0]?.emptyAbout ?? 0) - (from + 60_000))).toBeLessThan(2_000);
    expect(nodes.items[0]?.emptyBy).toBeGreaterThan(from + 60_000);
    await world.control.execute('job.update', { uid: waits, change: { held: true } }, user);
    await settled();
    expect((await explain()).curve).toBeNull();
  });

  test('are told anew only when they moved, and looked at only when something changed', async () => {
    await ranOnce('a');
    await world.submit('runs');
    const waits = await world.submit('waits');
    await pass(15_000);
    const before = world.job(waits).forecast;
    expect(before).not.toBeNull();
    for (let at = 0; at < 5; at++) {
      await world.submit(`more${at}`);
      await pass(2_000);
    }
    expect(world.job(waits).forecast).toEqual(before);
  });

  test('move on when the start that was foretold does not come', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e1', 'f', 'g', 'h', 'i', 'j']) await ranOnce(name);
    await world.submit('runs');
    const waits = await world.submit('waits');
    await pass(15_000);
    const before = world.job(waits).forecast;
    await pass(180_000);
    const after = world.job(waits).forecast;
    expect(after?.p50).toBeGreaterThan(world.clock.now());
    expect(before?.p50).toBeLessThan(world.clock.now());
  });

  test('are scored by the first of each job, over restarts of the control plane', async () => {
    const runs = await world.submit('runs');
    const waits = await world.submit('waits');
    await pass(15_000);
    const { connection } = world.writer;
    expect(openForecasts(connection).map(({ jobUid }) => jobUid)).toEqual([waits]);
    expect(scoreOf(connection, null)).toEqual({
      count: 0,
      beforeP50: null,
      beforeP90: null,
      medianErrorMs: null,
      recent: [],
    });
    const told = world.job(waits).forecast;
    await world.reawaken();
    await inContact();
    await pass(1_000);
    await world.end(runs, 0);
    await pass(15_000);
    expect(world.job(waits).state).toBe('running');
    const startedAt = world.job(waits).startedAt;
    const one = { jobUid: waits, madeAt: told?.at, p50: told?.p50, p90: told?.p90, startedAt };
    expect(scoreOf(connection, world.workspaceUid)).toMatchObject({
      count: 1,
      beforeP50: 1,
      beforeP90: 1,
      recent: [one],
    });
    expect(scoreOf(connection, 'elsewhere').count).toBe(0);
    expect(openForecasts(connection)).toEqual([]);
  });

  test('of jobs that never start are forgotten', async () => {
    await world.submit('runs');
    const waits = await world.submit('waits');
    await pass(15_000);
    expect(openForecasts(world.writer.connection)).toHaveLength(1);
    await world.control.execute('job.terminate', { uid: waits }, user);
    await pass(15_000);
    expect(openForecasts(world.writer.connection)).toEqual([]);
    expect(scoreOf(world.writer.connection, null).count).toBe(0);
  });

  test('count as moved from five seconds and a fifth of the wait', () => {
    const told = (p50: number) => ({ at: 0, p50, p90: p50, samples: 1 });
    expect(moved(told(10_000), told(14_999))).toBe(false);
    expect(moved(told(10_000), told(15_001))).toBe(true);
    expect(moved(told(100_000), told(115_000))).toBe(false);
    expect(moved(told(100_000), told(130_000))).toBe(true);
  });
});
