import { existsSync, realpathSync, statSync } from 'node:fs';
import type { NodeNetwork } from '@trainyard/contracts/node-network';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import type { TaskLayout } from '../tasks/layout.ts';
import type { Variables } from '../tasks/variables.ts';
import type { Bind } from './engine.ts';

/** Directories that belong to the image: a job that names one as its input means the image's own. */
const ofImage = /^\/(?:bin|boot|dev|etc|lib\d*|opt|proc|root|run|sbin|sys|usr|var)?(?:\/|$)/;

/**
 * What of the node a task's container has, at the same paths: the mount roots, all of the task's own directories, and those that its
 * variables name elsewhere. Directories below one that is there already come with it.
 */
export function bindsOf(plan: TaskPlan, layout: TaskLayout, system: Variables, network: NodeNetwork | null): Bind[] {
  const own = [system.AZ_BATCHAI_MOUNT_ROOT, layout.root, layout.scratch, system.AZ_BATCHAI_SHARED_JOB_TEMP];
  const made = [
    system.AZ_BATCHAI_STDOUTERR_DIR,
    ...plan.outputDirectories.map(({ id }) => system[`AZ_BATCHAI_OUTPUT_${id}`]),
  ];
  const inputs = plan.inputDirectories
    .map(({ id }) => system[`AZ_BATCHAI_INPUT_${id}`])
    .filter((path) => path !== undefined && !ofImage.test(path));
  const wanted = [...own, ...made, ...inputs].filter((path): path is string => path?.startsWith('/') === true);
  const there = wanted.filter((path) => existsSync(path)).flatMap(withTarget);
  return [
    ...outermost(there).map((path) => ({ source: path, target: path })),
    ...remoteStart(plan),
    ...networkFiles(network),
  ];
}

/** The program that starts others on the nodes of a job runs on the agent's Node, which few images have. */
function remoteStart({ gang }: TaskPlan): Bind[] {
  return gang.length > 1 ? [{ source: process.execPath, target: process.execPath, readOnly: true }] : [];
}

/** A path and, where it is a link, what it leads to. */
function withTarget(path: string): string[] {
  const real = realpathSync(path);
  return statSync(real).isDirectory() && real !== path ? [real, path] : [path];
}

/** Without those that lie in another. Pure. */
export function outermost(paths: readonly string[]): string[] {
  const unique = [...new Set(paths.map((path) => path.replace(/\/+$/, '')))];
  return unique.filter((path) => !unique.some((other) => other !== path && path.startsWith(`${other}/`))).sort();
}

/** A node with a network of its own knows its neighbours by names that the image does not. */
function networkFiles(network: NodeNetwork | null): Bind[] {
  if (network === null) return [];
  const { hosts, resolver } = network;
  return [
    { source: hosts, target: '/etc/hosts' },
    ...(resolver === null ? [] : [{ source: resolver, target: '/etc/resolv.conf' }]),
  ];
}
