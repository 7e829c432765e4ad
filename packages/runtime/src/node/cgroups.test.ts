import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  childrenOf,
  findHierarchies,
  handDown,
  pidsBelow,
  recordedGroups,
  recordGroups,
  removeBelow,
} from './cgroups.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cgroups-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function group(path: string, files: Record<string, string> = {}): string {
  const directory = join(root, path);
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

const v1 = (name: string, options = name, at = '/') =>
  `35 31 0:32 ${at} ${join(root, name)} rw,relatime - cgroup cgroup rw,${options}`;
const v2 = (point: string) => `41 31 0:38 / ${join(root, point)} rw - cgroup2 cgroup2 rw`;

test('v1: one hierarchy a controller, each below the group that this process is in there', () => {
  group('memory/slice/mine');
  group('cpu,cpuacct');
  const mountinfo = [v1('memory'), v1('cpu,cpuacct'), v1('devices')].join('\n');
  const self = '8:memory:/slice/mine\n2:cpu,cpuacct:/\n4:devices:/\n0::/\n';
  expect(findHierarchies({ mountinfo, self })).toEqual([
    { version: 1, controllers: ['memory'], directory: join(root, 'memory/slice/mine') },
    { version: 1, controllers: ['cpu'], directory: join(root, 'cpu,cpuacct') },
  ]);
});

test('v1: of a mount that shows a part of the hierarchy, as in a container, that part', () => {
  group('memory/inner');
  const self = '8:memory:/docker/abc/inner\n';
  expect(findHierarchies({ mountinfo: v1('memory', 'memory', '/docker/abc'), self })).toMatchObject([
    { directory: join(root, 'memory/inner') },
  ]);
});

test('v2: the own group hands its controllers down where it can', () => {
  const own = group('all/mine', { 'cgroup.controllers': 'cpuset cpu memory pids', 'cgroup.subtree_control': '' });
  const [found] = findHierarchies({ mountinfo: v2('all'), self: '0::/mine\n' });
  expect(found).toEqual({ version: 2, controllers: ['memory', 'cpu', 'pids'], directory: own });
  expect(readFileSync(join(own, 'cgroup.subtree_control'), 'utf8')).toBe('+memory +cpu +pids');
});

test('v2: else the nearest group above that does', () => {
  group('all/slice', { 'cgroup.controllers': 'memory', 'cgroup.subtree_control': 'memory' });
  // A group with processes refuses; a directory in the file's place refuses every write as well.
  group('all/slice/mine/cgroup.subtree_control');
  group('all/slice/mine', { 'cgroup.controllers': 'memory pids' });
  expect(findHierarchies({ mountinfo: v2('all'), self: '0::/slice/mine\n' })).toEqual([
    { version: 2, controllers: ['memory'], directory: join(root, 'all/slice') },
  ]);
});

test('nothing where v2 has no controllers, where nothing is mounted, and where there is nothing to make groups in', () => {
  group('unified', { 'cgroup.controllers': '' });
  expect(findHierarchies({ mountinfo: v2('unified'), self: '0::/\n' })).toEqual([]);
  expect(findHierarchies({ mountinfo: '', self: '' })).toEqual([]);
  expect(findHierarchies({ mountinfo: v1('memory'), self: '8:memory:/gone\n' })).toEqual([]);
});

test('where the groups of a node are is read back, and nothing that is not its own', () => {
  const of = (directory: string) => ({ version: 1 as const, controllers: ['memory' as const], directory });
  const own = of('/sys/fs/cgroup/memory/trainyard/n1');
  recordGroups(root, [own, of('/sys/fs/cgroup/memory/trainyard/n2'), of('/sys/../trainyard/n1')]);
  expect(recordedGroups(root, 'n1')).toEqual([own]);
  writeFileSync(join(root, 'cgroups.json'), 'torn');
  expect(recordedGroups(root, 'n1')).toEqual([]);
});

test('controllers that were handed down are not asked for again', () => {
  const own = group('g', { 'cgroup.subtree_control': 'memory cpu\n' });
  expect(handDown(own, ['memory'])).toBe(true);
  expect(readFileSync(join(own, 'cgroup.subtree_control'), 'utf8')).toBe('memory cpu\n');
});

test('processes of a group are those of all groups below it, too', () => {
  group('g', { 'cgroup.procs': '12\n0\n' });
  group('g/a/b', { 'cgroup.procs': '7\n8\n' });
  expect(pidsBelow(join(root, 'g'))).toEqual([12, 7, 8]);
  expect(pidsBelow(join(root, 'none'))).toEqual([]);
});

test('a group is removed with those below it, or said to stay', () => {
  group('g/a/b');
  expect(removeBelow(join(root, 'g'))).toBe(true);
  expect(childrenOf(root)).toEqual([]);
  expect(removeBelow(join(root, 'g'))).toBe(true);
  // In a real one only processes keep it; here a file does.
  group('busy/a', { held: '' });
  expect(removeBelow(join(root, 'busy'))).toBe(false);
});
