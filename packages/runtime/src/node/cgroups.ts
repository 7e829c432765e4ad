import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Controllers of cgroups that ours use. */
const wanted = ['memory', 'cpu', 'pids'] as const;
export type Controller = (typeof wanted)[number];

/** A hierarchy of cgroups in which this process may make groups: with v1 one a controller, with v2 one for all. */
export interface Hierarchy {
  version: 1 | 2;
  controllers: Controller[];
  /** Where groups can be made. */
  directory: string;
}

/** What the kernel says of this process's mounts and groups; given by tests. */
export interface CgroupSources {
  mountinfo: string;
  self: string;
}

function kernelSources(): CgroupSources {
  return {
    mountinfo: readText('/proc/self/mountinfo') ?? '',
    self: readText('/proc/self/cgroup') ?? '',
  };
}

/**
 * Every hierarchy in which this process may make groups, below the group it is in, so that what limits it limits them. Under v2 a group
 * that has processes can give its children no controllers: then the nearest one above that can is taken. Empty without rights.
 */
export function findHierarchies(sources: CgroupSources = kernelSources()): Hierarchy[] {
  const paths = ownPaths(sources.self);
  const seen = new Set<Controller>();
  const found: Hierarchy[] = [];
  // v1 first: where both are mounted, a controller is of v1 or v2, never of both.
  for (const mount of mountsOf(sources.mountinfo).sort((a, b) => a.version - b.version)) {
    const controllers = wanted.filter((one) => mount.options.includes(one) && !seen.has(one));
    const own = paths.find(({ names }) =>
      mount.version === 2 ? names.length === 0 : controllers.some((one) => names.includes(one)),
    );
    if (!own) continue;
    const at = below(mount, own.path);
    const hierarchy = mount.version === 2 ? delegated(mount.point, at) : usable(at, controllers);
    if (!hierarchy) continue;
    for (const one of hierarchy.controllers) seen.add(one);
    found.push(hierarchy);
  }
  return found;
}

interface Mount {
  version: 1 | 2;
  /** What of the hierarchy is mounted there. */
  root: string;
  point: string;
  options: string[];
}

/** Fields as in proc_pid_mountinfo(5). */
function mountsOf(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [head = '', tail = ''] = line.split(' - ');
    const [, , , root = '/', point = ''] = head.split(' ');
    const [type, , options = ''] = tail.split(' ');
    if (type !== 'cgroup' && type !== 'cgroup2') return [];
    return [{ version: type === 'cgroup2' ? 2 : 1, root, point, options: options.split(',') } as const];
  });
}

/** Lines `ID:NAMES:PATH` as in cgroups(7); v2 has no names. */
function ownPaths(self: string): { names: string[]; path: string }[] {
  return self.split('\n').flatMap((line) => {
    const [id, names = '', ...path] = line.split(':');
    return id === '' || path.length === 0
      ? []
      : [{ names: names === '' ? [] : names.split(','), path: path.join(':') }];
  });
}

function below({ root, point }: Mount, path: string): string {
  if (root === '/') return resolve(point, `.${path}`);
  return path === root || path.startsWith(`${root}/`) ? resolve(point, `.${path.slice(root.length)}`) : point;
}

function usable(directory: string, controllers: Controller[]): Hierarchy | undefined {
  return controllers.length > 0 && mayMake(directory) ? { version: 1, controllers, directory } : undefined;
}

/** The nearest group at or above `from` whose children get controllers. */
function delegated(top: string, from: string): Hierarchy | undefined {
  for (let at = from; ; at = join(at, '..')) {
    const offered = (readText(join(at, 'cgroup.controllers')) ?? '').split(/\s+/);
    const controllers = wanted.filter((one) => offered.includes(one));
    if (controllers.length > 0 && handDown(at, controllers) && mayMake(at)) {
      return { version: 2, controllers, directory: at };
    }
    if (at === top || !at.startsWith(top)) return undefined;
  }
}

/** Lets children of a v2 group have controllers; false when the kernel or the rights forbid it. */
export function handDown(directory: string, controllers: readonly Controller[]): boolean {
  const file = join(directory, 'cgroup.subtree_control');
  const has = (readText(file) ?? '').split(/\s+/);
  if (controllers.every((one) => has.includes(one))) return true;
  return write(file, controllers.map((one) => `+${one}`).join(' '));
}

function mayMake(directory: string): boolean {
  const probe = join(directory, `trainyard-probe-${process.pid}`);
  try {
    mkdirSync(probe);
    rmdirSync(probe);
    return true;
  } catch {
    return false;
  }
}

/** File in a node's home in which its agent writes down where the node's groups are. */
const recordName = 'cgroups.json';

/** Written so that readers see the old or the new content. */
export function recordGroups(nodeHome: string, hierarchies: readonly Hierarchy[]): void {
  const file = join(nodeHome, recordName);
  writeFileSync(`${file}.new`, JSON.stringify(hierarchies), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Where the groups of a node are; only directories that bear its uid count, since its tasks may write that file too. */
export function recordedGroups(nodeHome: string, nodeUid: string): Hierarchy[] {
  try {
    const all = JSON.parse(readFileSync(join(nodeHome, recordName), 'utf8')) as Hierarchy[];
    return all.filter(
      ({ directory }) => directory === resolve(directory) && directory.endsWith(`/trainyard/${nodeUid}`),
    );
  } catch {
    return [];
  }
}

/** Numbers of all processes in a group and the groups below it; none when it is not there. */
export function pidsBelow(directory: string): number[] {
  const own = (readText(join(directory, 'cgroup.procs')) ?? '').split('\n').map(Number);
  // 0 is a process that this namespace cannot name.
  return [...own.filter((pid) => pid > 0), ...childrenOf(directory).flatMap(pidsBelow)];
}

/** Removes a group with those below it; false while processes are in it, or the kernel still holds it. None there is no error. */
export function removeBelow(directory: string): boolean {
  const emptied = childrenOf(directory)
    .map(removeBelow)
    .every((gone) => gone);
  try {
    rmdirSync(directory);
    return emptied;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** Groups right below one; empty when it is not there. */
export function childrenOf(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name));
  } catch {
    return [];
  }
}

/** The text of a file of a group; undefined when there is none to read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function write(path: string, value: string): boolean {
  try {
    writeFileSync(path, value);
    return true;
  } catch {
    return false;
  }
}
