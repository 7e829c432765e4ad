import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Puts lines of known hosts into a file and answers its path. */
export type KnownHosts = (lines: readonly string[]) => string;

/** Files in a directory, one for each set of lines: programs take host keys from files only. They hold no secret. */
export function knownHostsIn(directory: string): KnownHosts {
  return (lines) => {
    const text = `${lines.join('\n')}\n`;
    const file = join(directory, `known-hosts-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`);
    if (existsSync(file)) return file;
    mkdirSync(directory, { recursive: true });
    const aside = `${file}.${process.pid}`;
    writeFileSync(aside, text, { mode: 0o600 });
    renameSync(aside, file);
    return file;
  };
}
