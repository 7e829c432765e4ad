import { existsSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { NodeNetwork } from '@trainyard/contracts/node-network';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import type { TaskLayout } from '../tasks/layout.ts';
import type { Variables } from '../tasks/variables.ts';
import { type MountRoot, within } from '../volumes/mount-roots.ts';
import type { Bind } from './engine.ts';

/** Directories that belong to the image: a job that names one as its input means the image's own. */
const ofImage = /^\/(?:bin|boot|dev|etc|lib\d*|opt|proc|root|run|sbin|sys|usr|var)?(?:\/|$)/;

/** What a task's container may need of the node. */
export interface BindsOf {
  plan: TaskPlan;
  layout: TaskLayout;
  system: Variables;
  roots: readonly MountRoot[];
  network: NodeNetwork | null;
}

/**
 * What of the node a task's container has, at the same paths: the mount roots with all that is mounted there, all of the task's own
 * directories, and those that its variables name elsewhere. Directories below one that is there already come with it.
 */
export function bindsOf({ plan, layout, system, roots, network }: BindsOf): Bind[] {
  const own = [...roots.map(({ path }) => path), layout.root, layout.scratch, system.AZ_BATCHAI_SHARED_JOB_TEMP];
  const made = [
    system.AZ_BATCHAI_STDOUTERR_DIR,
    ...plan.outputDirectories.map(({ id }) => system[`AZ_BATCHAI_OUTPUT_${id}`]),
  ];
  const inputs = plan.inputDirectories
    .map(({ id }) => system[`AZ_BATCHAI_INPUT_${id}`])
    .filter((path) => path !== undefined && !ofImage.test(path));
  const wanted = [...own, ...made, ...inputs].filter((path): path is string => path?.startsWith('/') === true);
  // What lies on a volume comes with its root, and is not looked at: that could take as long as its server likes.
  const looked = wanted.filter((path) => !roots.some((root) => root.path !== path && within(root.path, path)));
  const there = looked.filter((path) => existsSync(path)).flatMap(withTarget);
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
  return [
    ...outermost([...there, ...linked(roots)]).map((path) => bindOf(path, mounts)),
    ...remoteStart(plan),
    ...networkFiles(network),
  ];
}

/** What is mounted under it later comes too, where its own file system tells others of that. */
function bindOf(path: string, mounts: string): Bind {
  return tellsOthers(path, mounts) ? { source: path, target: path, follows: true } : { source: path, target: path };
}

/** Whether the mount that a path lies on is shared or a slave: engines refuse to follow any other. `mounts` as in mountinfo. Pure. */
export function tellsOthers(path: string, mounts: string): boolean {
  const under = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , , , point = '-']) => within(point.replaceAll('\\040', ' '), path))
    .toSorted((a, b) => (a[4]?.length ?? 0) - (b[4]?.length ?? 0))
    .at(-1);
  const optional = under?.slice(6, under.indexOf('-')) ?? [];
  return optional.some((field) => /^(?:shared|master):/.test(field));
}

/** Where volumes lie that are there by a link. */
function linked(roots: readonly MountRoot[]): string[] {
  const links = roots.flatMap(({ volumes }) => volumes.filter(({ record }) => record.mount?.by === 'link'));
  return links.map(({ path }) => resolve(dirname(path), readlinkSync(path)));
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
