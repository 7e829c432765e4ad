/** Names for jobs that are submitted again. Pure. */
import { nameKey } from '@trainyard/contracts/workspace-key';

const longest = 64;

/** `train` → `train-2`, `train-2` → `train-3`: the first of these that is not taken (names compare without case). */
export function nextName(name: string, taken: Iterable<string>): string {
  const used = new Set([...taken].map(nameKey));
  const [, stem = name, number] = /^(.*?)-(\d{1,6})$/.exec(name) ?? [];
  for (let at = number === undefined ? 2 : Number(number) + 1; ; at += 1) {
    const end = `-${at}`;
    const candidate = `${stem.slice(0, longest - end.length)}${end}`;
    if (!used.has(nameKey(candidate))) return candidate;
  }
}
