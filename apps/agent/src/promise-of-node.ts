import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DesiredNode } from '@trainyard/contracts/fleet';

type Promised = DesiredNode['promised'];

/** What the node size promises, kept so that the first hello after a restart already tells the GPUs that stand in for it. */
export function readPromised(nodeHome: string): Promised | null {
  try {
    return JSON.parse(readFileSync(join(nodeHome, 'promised.json'), 'utf8')) as Promised;
  } catch {
    return null;
  }
}

export function writePromised(nodeHome: string, promised: Promised): void {
  const file = join(nodeHome, 'promised.json');
  writeFileSync(`${file}.new`, JSON.stringify(promised));
  renameSync(`${file}.new`, file);
}
