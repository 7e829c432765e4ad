import { createHash } from 'node:crypto';
import { fenceKey } from '@trainyard/contracts/attempt';
import { type Desired, type DesiredNode, type DesiredTask, desiredDigest } from '@trainyard/contracts/fleet';
import { keyOf } from './tasks/table.ts';

/** What the server wants, kept up by numbered deltas. */
export class DesiredSet {
  readonly tasks = new Map<string, DesiredTask>();
  node: DesiredNode | undefined;
  #n = 0;

  /** False when a delta is missing or the result is not what the server has: then the full set must be asked for. */
  apply(desired: Desired): boolean {
    if (!desired.full && desired.n <= this.#n) return true;
    const inOrder = desired.full || desired.n === this.#n + 1;
    if (!inOrder) return false;
    this.#n = desired.n;
    this.node = desired.node;
    if (desired.full) this.tasks.clear();
    for (const fence of desired.drop) this.tasks.delete(fenceKey(fence));
    for (const task of desired.upsert) this.tasks.set(keyOf(task), task);
    return desiredHash(this.tasks.values()) === desired.hash;
  }

  /** Deltas are numbered from 1 on each connection. */
  reset(): void {
    this.#n = 0;
  }
}

/** SHA-256 of the digest in hexadecimal. */
export function desiredHash(tasks: Iterable<DesiredTask>): string {
  return createHash('sha256').update(desiredDigest(tasks)).digest('hex');
}
