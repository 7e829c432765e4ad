import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Command } from '../cluster/command.ts';
import { adminToken } from '../cluster/server.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open(1);
});
afterAll(() => yard?.close());

/** Prints a lot and leaves a model that no other job leaves. */
const trains =
  'seq 1 20000; { echo "$AZ_BATCHAI_JOB_TEMP"; head -c 300000 /dev/zero; } > "$AZ_BATCHAI_OUTPUT_MODEL/model.bin"';
const training = (more: object = {}) => ({
  customToolkitSettings: { commandLine: trains },
  outputDirectories: [{ id: 'MODEL' }],
  ...more,
});

const archive = (...parts: string[]) => join(yard.server.home, 'archive', ...parts);
const trainyard = (...args: string[]) =>
  new Command(args, { TRAINYARD_URL: yard.server.url, TRAINYARD_TOKEN: adminToken }).end();
const use = () => yard.client.call('getDiskUse', { params: { workspace: 'w' } });
const contentAt = (sha256: string) => archive('blobs', sha256.slice(0, 2), sha256);

/** Events of a type about a job or what it left. */
async function eventsOf(jobUid: string, type: string) {
  const { items } = await yard.client.call('listEvents', { query: { workspace: 'w', limit: 1000 } });
  return items.filter((event) => event.type === type && event.jobUid === jobUid);
}

describe('what ended jobs left', () => {
  test('goes after the time that the workspace or the job says, with events, and frees the disk', async () => {
    const kept = await yard.submit('kept', training({ retention: { logs: 'forever', outputs: 'forever' } }));
    await yard.inState('kept', 'succeeded');
    const short = await yard.submit('short', training());
    await yard.inState('short', 'succeeded');
    const [model] = await yard.artifacts('short');
    const sha256 = model?.sha256 ?? '';
    expect(existsSync(contentAt(sha256))).toBe(true);
    const before = await until('a count with both', async () => {
      const counted = await use();
      return counted.outputs >= 600_000 && counted.logs > 200_000 && counted;
    });
    const done = await trainyard('workspace', 'update', 'w', '--retention-logs', 'PT1S', '--retention-outputs', 'PT1S');
    expect(done).toMatchObject({ code: 0 });
    const job = await until('both parts to go', async () => {
      const { pruned } = await yard.job('short');
      return pruned.logs && pruned.outputs && yard.job('short');
    });
    expect(job.pruned.logs).toMatchObject({ keptFor: 'PT1S', by: 'workspace' });
    await until('the bytes to go', () => !existsSync(archive('logs', short.uid)) && !existsSync(contentAt(sha256)));
    expect((await eventsOf(short.uid, 'job.pruned')).length).toBeGreaterThan(0);
    expect(await eventsOf(short.uid, 'artifact.deleted')).toHaveLength(1);
    const after = await until('a count with one', async () => {
      const counted = await use();
      return counted.outputs < before.outputs && counted.logs < before.logs && counted;
    });
    expect(after.outputs).toBe(before.outputs - (model?.bytes ?? 0));
    const said = await trainyard('job', 'logs', 'short', '-w', 'w', '-e', 'e');
    expect(said).toMatchObject({
      code: 1,
      err: expect.stringContaining('retention of the workspace keeps them for PT1S'),
    });
    expect((await yard.job('kept')).pruned).toEqual({});
    expect((await yard.log('kept')).toString()).toContain('20000');
    expect(existsSync(archive('logs', kept.uid))).toBe(true);
  });

  test('goes although the server is killed between the event and the end of the bytes', async () => {
    const job = await yard.submit('killed', {
      customToolkitSettings: { commandLine: 'echo said' },
      retention: { logs: 'PT2S', outputs: 'forever' },
    });
    // So much that removing it takes longer than killing the server: one stream a unit, as arrays have them.
    const units = Array.from({ length: 3_000 }, (_, at) => archive('logs', job.uid, String(at + 1)));
    await yard.inState('killed', 'succeeded');
    for (const unit of units) {
      mkdirSync(unit, { recursive: true });
      writeFileSync(join(unit, '1_0_run_0_stdout.0000000000000000.log'), 'x\n');
    }
    await until('the event', async () => (await yard.job('killed')).pruned.logs);
    await yard.server.kill('SIGKILL');
    expect(readdirSync(archive('logs', job.uid)).length).toBeGreaterThan(0);
    await yard.server.start();
    await until('the bytes to go', () => !existsSync(archive('logs', job.uid)));
    expect(await eventsOf(job.uid, 'job.pruned')).toHaveLength(1);
  });
});
