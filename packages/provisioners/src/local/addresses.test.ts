import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressCount, nodeAddress, takeAddress } from './addresses.ts';

it('counts through loopback addresses that are all usable and all different', () => {
  fc.assert(
    fc.property(fc.nat(addressCount - 1), fc.nat(addressCount - 1), (a, b) => {
      const parts = nodeAddress(a).split('.').map(Number);
      expect(parts[0]).toBe(127);
      expect(parts[1]).toBeGreaterThanOrEqual(1);
      expect(parts[1]).toBeLessThanOrEqual(254);
      expect(parts[2]).toBeLessThanOrEqual(255);
      expect(parts[3]).toBeGreaterThanOrEqual(1);
      expect(parts[3]).toBeLessThanOrEqual(254);
      expect(nodeAddress(a) === nodeAddress(b)).toBe(a === b);
    }),
  );
  expect(nodeAddress(addressCount)).toBe(nodeAddress(0));
});

it('skips addresses that living nodes have, also when its counter starts again', async () => {
  const root = await mkdtemp(join(tmpdir(), 'addresses-'));
  try {
    const first = await takeAddress(root, new Set());
    const second = await takeAddress(root, new Set());
    expect(second).not.toBe(first);
    await writeFile(join(root, 'addresses.json'), 'torn');
    expect(await takeAddress(root, new Set([first, second]))).not.toMatch(new RegExp(`^(${first}|${second})$`));
  } finally {
    await rm(root, { recursive: true });
  }
});
