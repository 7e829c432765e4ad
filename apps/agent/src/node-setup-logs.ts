import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { DesiredNode } from '@trainyard/contracts/fleet';
import { streamFile } from './executors/wrapper.ts';
import { expand } from './tasks/expand.ts';
import type { NodeVariables } from './tasks/variables.ts';

/**
 * Where the set-up task's logs are to be found on the node's file systems: `{prefix}/{suffix}` (BATCHAI.md §9.2). Undefined when the
 * cluster names no prefix, or one that is no path here.
 */
export function setupLogDirectory(setup: DesiredNode['setup'], { mountRoot }: NodeVariables): string | undefined {
  if (!setup?.logs) return undefined;
  const directory = join(expand(setup.logs.prefix, { AZ_BATCHAI_MOUNT_ROOT: mountRoot }), setup.logs.suffix);
  return isAbsolute(directory) ? directory : undefined;
}

/** {@link setupLogDirectory}, made so that the task itself can write there; undefined where that cannot be. */
export function makeSetupLogDirectory(setup: DesiredNode['setup'], node: NodeVariables): string | undefined {
  const directory = setupLogDirectory(setup, node);
  try {
    if (directory !== undefined) mkdirSync(directory, { recursive: true });
    return directory;
  } catch {
    return undefined;
  }
}

/** Copies the streams of the set-up task there, under the node's name, since all nodes of the cluster write there. */
export function mirrorSetupLogs(directory: string, nodeHome: string, nodeName: string): void {
  mkdirSync(directory, { recursive: true });
  for (const fd of ['stdout', 'stderr'] as const) {
    const stream = streamFile(setupBase(nodeHome), fd);
    if (existsSync(stream)) copyFileSync(stream, join(directory, `${fd}-${nodeName}.txt`));
  }
}

/** Base path of the set-up task's files. */
export function setupBase(nodeHome: string): string {
  return join(nodeHome, 'setup', 'setup');
}
