import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { identityOf, isAlive, type ProcessIdentity } from '@trainyard/runtime/node/process-stat';
import { StartError } from './start-error.ts';

/** Two servers that start at once may find each other's traces a few times, not for ever. */
const triesMost = 20;

/**
 * Takes the data directory for this process; throws StartError while another server lives on it. A lock that a killed server left
 * is taken over. Answers the way to give it back.
 */
export function takeHome(path: string): () => void {
  const mine = `${path}.${process.pid}`;
  const me = JSON.stringify(identityOf(process.pid));
  writeFileSync(mine, me, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < triesMost; attempt++) {
      if (claim(mine, path)) return () => giveBack(path, me);
      const text = readText(path);
      if (text === undefined) continue;
      const holder = parse(text);
      if (holder && isAlive(holder)) {
        throw new StartError(
          `another server (process ${holder.pid}) uses this data directory: stop it, or set TRAINYARD_HOME to another directory`,
        );
      }
      removeStale(path, text);
    }
    throw new StartError(`the lock ${path} cannot be taken: remove it if no server runs`);
  } finally {
    remove(mine);
  }
}

/** A link appears whole or not at all, and fails when somebody was faster. */
function claim(mine: string, path: string): boolean {
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead server's lock away; should it be a living one's that was put there meanwhile, it is put back. */
function removeStale(path: string, text: string): void {
  const away = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, away);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readText(away) !== text) claim(away, path);
  remove(away);
}

function giveBack(path: string, me: string): void {
  if (readText(path) === me) remove(path);
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Who holds a lock: a pid alone could be somebody else's by now. */
function parse(text: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
