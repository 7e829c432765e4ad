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
function setupLogDirectory(setup: DesiredNode['setup'], { mountRoot }: NodeVariables): string | undefined {
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

/**
 * Copies the streams of the set-up task there, under the node's name, since all nodes of the cluster write there. They are in the server's
 * archive anyway: where they cannot be copied, `warn` is told and the node is none the worse.
 */
export function mirrorSetupLogs(
  setup: DesiredNode['setup'],
  of: { node: NodeVariables; nodeHome: string; name: string; warn(why: string): void },
): void {
  const directory = setupLogDirectory(setup, of.node);
  if (directory === undefined) return;
  try {
    mkdirSync(directory, { recursive: true });
    for (const fd of ['stdout', 'stderr'] as const) {
      const stream = streamFile(join(of.nodeHome, 'setup', 'setup'), fd);
      if (existsSync(stream)) copyFileSync(stream, join(directory, `${fd}-${of.name}.txt`));
    }
  } catch (error) {
    of.warn(`the logs of the set-up task could not be copied to ${directory}: ${(error as Error).message}`);
  }
}
