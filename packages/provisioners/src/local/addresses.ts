import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from './node-record.ts';

/** 127.1.0.1 to 127.254.255.254: 127.0.* stays with the machine's own services, .0 and .255 look like networks. */
const perSecondByte = 256 * 254;
export const addressCount = 254 * perSecondByte;

/** The `n`th loopback address of nodes. On Linux all of 127/8 is this machine, so nodes can use the same ports. */
export function nodeAddress(n: number): string {
  const at = n % addressCount;
  const second = 1 + Math.floor(at / perSecondByte);
  const third = Math.floor((at % perSecondByte) / 254);
  return `127.${second}.${third}.${1 + (at % 254)}`;
}

/** Where a root starts counting: different roots (two servers on one machine) are unlikely to meet. */
export function firstOf(root: string): number {
  return createHash('sha256').update(root).digest().readUInt32BE(0) % addressCount;
}

/** Takes the next address that no living node has. The counter on disk keeps a fresh node from a dead one's address for long. */
export async function takeAddress(root: string, taken: ReadonlySet<string>): Promise<string> {
  const file = join(root, 'addresses.json');
  let n = firstOf(root);
  try {
    const next: unknown = JSON.parse(await readFile(file, 'utf8')).next;
    if (typeof next === 'number' && Number.isInteger(next) && next >= 0) n = next;
  } catch {
    // No counter yet, or an unreadable one: `taken` alone already keeps addresses apart.
  }
  for (let tries = 0; tries <= taken.size; tries++, n++) {
    const address = nodeAddress(n);
    if (taken.has(address)) continue;
    await writeAtomically(file, { next: (n + 1) % addressCount });
    return address;
  }
  throw new Error(`all ${addressCount} loopback addresses are taken: release nodes first`);
}
