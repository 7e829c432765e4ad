import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity } from '@trainyard/runtime/node/process-stat';
import { expect, it, vi } from 'vitest';
import { launch } from './launch.ts';
import { makeNodeDirectory } from './node-record.ts';

it('runs no agent that could not be written down', async () => {
  const root = await mkdtemp(join(tmpdir(), 'launch-'));
  try {
    await makeNodeDirectory(root, 'n');
    const proof = join(root, 'ran');
    let gate: ProcessIdentity | undefined;
    const order = { root, nodeUid: 'n', command: ['touch', proof], env: { PATH: process.env.PATH ?? '' } };
    const refused = launch({
      ...order,
      async remember(agent) {
        gate = agent;
        throw new Error('the disk is full');
      },
    });
    await expect(refused).rejects.toThrow('the disk is full');
    await vi.waitFor(() => expect(isAlive(gate as ProcessIdentity)).toBe(false), { timeout: 8_000, interval: 10 });
    await expect(access(proof)).rejects.toThrow();
    await launch({ ...order, remember: async () => undefined });
    await vi.waitFor(() => access(proof), { timeout: 8_000, interval: 10 });
  } finally {
    await rm(root, { recursive: true });
  }
});
