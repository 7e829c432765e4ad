/** Names for jobs that are submitted again. Pure. */
import { nameKey } from './workspace-key.ts';

const longest = 64;

/** `train` → `train-2`, `train-2` → `train-3`: the first of these whose key (names compare without case) is not taken. */
export function freeName(name: string, isTaken: (key: string) => boolean): string {
  const [, stem = name, number] = /^(.*?)-(\d{1,6})$/.exec(name) ?? [];
  for (let at = number === undefined ? 2 : Number(number) + 1; ; at += 1) {
    const end = `-${at}`;
    const candidate = `${stem.slice(0, longest - end.length)}${end}`;
    if (!isTaken(nameKey(candidate))) return candidate;
  }
}
