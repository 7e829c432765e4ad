import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentsOf } from '../cluster/processes.ts';
import { plainEnvironment, RigServer } from '../cluster/server.ts';

const entry = fileURLToPath(new URL('../../apps/bff/dist/main.js', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'trainyard-start-'));
const running = new RigServer();
beforeAll(() => running.start());
afterAll(async () => {
  await running.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

/** Starts a server that is expected to refuse; answers its exit code and what it said. */
function refusal(environment: Record<string, string>): { code: number | null; said: string } {
  const home = join(scratch, 'home');
  const done = spawnSync(process.execPath, [entry], {
    env: plainEnvironment({ TRAINYARD_HOME: home, TRAINYARD_PORT: '0', TRAINYARD_QUICKSTART: '0', ...environment }),
    timeout: 60_000,
    encoding: 'utf8',
  });
  return { code: done.status, said: done.stdout + done.stderr };
}

describe('a server that cannot start says why and what to do', () => {
  test('an unknown setting, with the nearest name', () => {
    const { code, said } = refusal({ TRAINYARD_PROT: '1' });
    expect(code).toBe(2);
    expect(said).toContain('did you mean TRAINYARD_PORT?');
  });

  test('a port that is taken', () => {
    const { code, said } = refusal({ TRAINYARD_PORT: new URL(running.url).port });
    expect(code).toBe(1);
    expect(said).toMatch(/TRAINYARD_PORT/);
  });

  test('a data directory that cannot be written', () => {
    const file = join(scratch, 'a-file');
    writeFileSync(file, '');
    const { code, said } = refusal({ TRAINYARD_HOME: join(file, 'home') });
    expect(code).toBe(1);
    expect(said).toMatch(/TRAINYARD_HOME/);
  });

  test('a data directory that another server uses', () => {
    const { code, said } = refusal({ TRAINYARD_HOME: running.home });
    expect(code).toBe(1);
    expect(said).toContain(String(running.pid));
  });
});

test('SIGTERM ends the server with 0, and its nodes go on', async () => {
  const { client } = running;
  await client.call('createWorkspace', { body: { name: 'w' } });
  const body = { name: 'c', vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 1 } } };
  await client.call('createCluster', { params: { workspace: 'w' }, body });
  await expect.poll(() => agentsOf(running.home).length, { timeout: 30_000 }).toBe(1);
  expect(await running.kill('SIGTERM')).toBe(0);
  expect(agentsOf(running.home)).toHaveLength(1);
  await running.start();
  await expect
    .poll(
      async () =>
        (await running.client.call('getCluster', { params: { workspace: 'w', name: 'c' } })).nodeStateCounts
          .idleNodeCount,
      { timeout: 30_000 },
    )
    .toBe(1);
});
