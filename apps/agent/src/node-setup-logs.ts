import { isAbsolute, join } from 'node:path';
import { expand } from '@trainyard/contracts/expand';
import type { DesiredNode } from '@trainyard/contracts/fleet';
import type { Clock } from '@trainyard/runtime/clock';
import { streamFile } from './executors/wrapper.ts';
import type { NodeVariables } from './tasks/variables.ts';
import { doFileWork, type FileFailure, type FileWork } from './volumes/file-work.ts';
import { within } from './volumes/mount-roots.ts';
import type { Volume } from './volumes/volume.ts';
import { workOnVolume } from './volumes/volume-files.ts';

/** What of the node says where the logs of its set-up are to go. */
export interface SetupLogsOf {
  node: NodeVariables;
  nodeHome: string;
  clock: Clock;
  /** The node's volumes, on which that place may lie. */
  volumes: readonly Volume[];
}

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
export async function makeSetupLogDirectory(setup: DesiredNode['setup'], of: SetupLogsOf): Promise<string | undefined> {
  const directory = setupLogDirectory(setup, of.node);
  if (directory === undefined) return undefined;
  const failures = await work(directory, [], of);
  return failures.length === 0 ? directory : undefined;
}

/**
 * Copies the streams of the set-up task there, under the node's name, since all nodes of the cluster write there. They are in the server's
 * archive anyway: where they cannot be copied, `warn` is told and the node is none the worse.
 */
export async function mirrorSetupLogs(
  setup: DesiredNode['setup'],
  of: SetupLogsOf & { name: string; warn(why: string): void },
): Promise<void> {
  const directory = setupLogDirectory(setup, of.node);
  if (directory === undefined) return;
  const merges = (['stdout', 'stderr'] as const).map((fd) => ({
    to: join(directory, `${fd}-${of.name}.txt`),
    from: [streamFile(join(of.nodeHome, 'setup', 'setup'), fd)],
    add: false,
  }));
  for (const { path, why } of await work(directory, merges, of)) {
    of.warn(`the logs of the set-up task could not be copied to ${path}: ${why}`);
  }
}

async function work(
  directory: string,
  merges: FileWork['merges'],
  { volumes, clock }: SetupLogsOf,
): Promise<FileFailure[]> {
  const volume = volumes.find(({ path }) => within(path, directory));
  const wanted = { directories: [directory], forget: null, merges };
  return volume ? workOnVolume(volume, wanted, clock) : doFileWork(wanted, () => {});
}
