import { reason } from '@trainyard/contracts/reasons';
import { describe, expect, test } from 'vitest';
import { StillWorld, user } from '../testing/still-world.ts';

const failed = { phase: 'ended', outcome: 'failed' } as const;

async function started(more: object = {}, ports = { from: 20_000, to: 20_003 }) {
  const world = await new StillWorld().prepare(1, {}, ports);
  const uid = await world.submit('j', { distributedSettings: { commandLine: 'true' }, ...more });
  await world.startJob(uid, { node: 0 });
  return { world, uid };
}

describe('the errors of executionInfo', () => {
  test('of a process: its exit code', async () => {
    const { world, uid } = await started();
    const why = reason('processExited', { rank: 0, node: 'c-0', exitCode: 4 });
    await world.tell(uid, {}, { ...failed, exitCode: 4, reason: why });
    expect(world.job(uid)).toMatchObject({ state: 'failed', exitCode: 4, reasons: [why] });
    expect(world.job(uid).errors).toEqual([{ code: 'JobFailed', message: 'Job failed with non-zero exit code' }]);
  });

  test('of a preparation: its own code and exit code', async () => {
    const { world, uid } = await started({ jobPreparation: { commandLine: 'false' } });
    const why = reason('preparationFailed', { node: 'c-0', exitCode: 5 });
    await world.tell(uid, {}, { ...failed, exitCode: 5, reason: why });
    expect(world.job(uid)).toMatchObject({ exitCode: 5, reasons: [why] });
    const message = 'Job preparation task failed with non-zero exit code';
    expect(world.job(uid).errors).toEqual([{ code: 'JobPreparationFailed', message }]);
  });

  test('of a preparation that never ended: no exit code, and a sentence that says what to do', async () => {
    const { world, uid } = await started({ jobPreparation: { commandLine: 'true', maxWallClockTime: 'PT5M' } });
    expect(world.task(uid).plan.preparation).toEqual({ commandLine: 'true', limit: 300_000 });
    await world.tell(uid, {}, { ...failed, reason: reason('preparationTimedOut', { node: 'c-0', limit: 'PT5M' }) });
    expect(world.job(uid).exitCode).toBeNull();
    expect(world.job(uid).errors).toEqual([
      { code: 'JobPreparationTimedOut', message: expect.stringContaining('jobPreparation.maxWallClockTime') },
    ]);
  });

  test('of a step without an exit code: nothing is said of one', async () => {
    const { world, uid } = await started();
    await world.tell(
      uid,
      {},
      { ...failed, reason: reason('stepFailed', { step: 'files', node: 'c-0', why: 'no room' }) },
    );
    expect(world.job(uid).errors).toEqual([{ code: 'JobFailed', message: 'step files failed on node c-0: no room' }]);
  });

  test('of a job that was terminated: no exit code', async () => {
    const { world, uid } = await started();
    await world.control.execute('job.terminate', { uid }, user);
    await world.tell(uid, {}, { phase: 'ended', outcome: 'failed', exitCode: 143 });
    expect(world.job(uid)).toMatchObject({ state: 'failed', exitCode: null });
    const message = 'The specified job has been terminated by the user';
    expect(world.job(uid).errors).toEqual([{ code: 'JobTerminated', message }]);
  });

  test('a preparation has an hour unless it says otherwise', async () => {
    const { world, uid } = await started({ jobPreparation: { commandLine: 'true' } });
    expect(world.task(uid).plan.preparation?.limit).toBe(3_600_000);
  });
});

describe('a leased port that another program took', () => {
  const portOf = (world: StillWorld, uid: string) => world.task(uid).plan.ports[0]?.port ?? 0;
  const taken = (port: number) => ({ ...failed, reason: reason('portTaken', { port, node: 'c-0' }) });

  test('leads to a new plan with other ports at once, which is no failure; in the end it is', async () => {
    const { world, uid } = await started();
    const used = new Set([portOf(world, uid)]);
    for (let time = 1; time <= 3; time++) {
      await world.tell(uid, {}, taken(portOf(world, uid)));
      expect(world.unit(uid)).toMatchObject({ state: 'queued', failures: 0, notBefore: world.clock.now(), avoid: [] });
      expect(world.job(uid).state).toBe('queued');
      await world.startJob(uid, { node: 0 });
      used.add(portOf(world, uid));
    }
    expect(used.size).toBe(4);
    await world.tell(uid, {}, taken(portOf(world, uid)));
    expect(world.job(uid)).toMatchObject({ state: 'failed', exitCode: null, reasons: [{ code: 'portTaken' }] });
    expect(world.job(uid).errors).toEqual([{ code: 'JobFailed', message: expect.stringContaining('was taken') }]);
  });

  test('of a job that is being stopped is no reason to start again', async () => {
    const { world, uid } = await started();
    await world.control.execute('job.terminate', { uid }, user);
    await world.tell(uid, {}, taken(portOf(world, uid)));
    expect(world.job(uid)).toMatchObject({ state: 'failed', errors: [{ code: 'JobTerminated' }] });
  });
});
