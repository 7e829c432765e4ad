/** Names for jobs that are submitted again. Pure. */
import { freeName } from '@trainyard/contracts/next-name';
import { nameKey } from '@trainyard/contracts/workspace-key';

/** `train` → `train-2`, `train-2` → `train-3`: the first of these that is not taken (names compare without case). */
export function nextName(name: string, taken: Iterable<string>): string {
  const used = new Set([...taken].map(nameKey));
  return freeName(name, (key) => used.has(key));
}
