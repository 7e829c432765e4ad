import { accessSync, constants, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

/** Where things lie in the data directory. */
export interface Home {
  dir: string;
  lock: string;
  database: string;
  vaultKey: string;
  archive: string;
  /** Local storage accounts that name no directory of their own. */
  storage: string;
  nodes: string;
  fileServers: string;
  logs: string;
  cache: string;
  adminToken: string;
  serverJson: string;
  housekeeping: string;
}

/** Makes the data directory (owner only) and proves that it can be written to. Throws StartError. */
export function prepareHome(dir: string): Home {
  const home: Home = {
    dir,
    lock: join(dir, 'server.lock'),
    database: join(dir, 'trainyard.db'),
    vaultKey: join(dir, 'secrets.key'),
    archive: join(dir, 'archive'),
    storage: join(dir, 'storage'),
    nodes: join(dir, 'nodes'),
    fileServers: join(dir, 'file-servers'),
    logs: join(dir, 'logs'),
    cache: join(dir, 'cache'),
    adminToken: join(dir, 'admin.token'),
    serverJson: join(dir, 'server.json'),
    housekeeping: join(dir, 'housekeeping.json'),
  };
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (!statSync(dir).isDirectory()) throw new Error('it is no directory');
    accessSync(dir, constants.W_OK | constants.X_OK);
    for (const inner of [home.logs, home.cache]) mkdirSync(inner, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `the data directory ${dir} cannot be used: ${why}. Set TRAINYARD_HOME to a directory that can be written to`,
    );
  }
  return home;
}

/** Written aside and renamed: a reader sees the old file or the new one, whole. Owner only. */
export function writePrivate(path: string, content: string): void {
  const aside = `${path}.${process.pid}.new`;
  writeFileSync(aside, content, { mode: 0o600 });
  renameSync(aside, path);
}
