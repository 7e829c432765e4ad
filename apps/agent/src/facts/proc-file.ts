import { readFileSync } from 'node:fs';

/** Where the facts are read. Tests put a copy of /proc in its place. */
export interface FactFiles {
  proc: string;
}

/** Files of /proc come from memory: reading them takes microseconds, a thread for it would cost more. Undefined when absent. */
export function readProcFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
