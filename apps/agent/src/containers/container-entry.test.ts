import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskPlan } from '@trainyard/contracts/task-plan';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { statOf } from '../executors/proc.ts';
import { layoutOf } from '../tasks/layout.ts';
import { plan } from '../testing/plans.ts';
import type { Volume } from '../volumes/volume.ts';
import { bindsOf, outermost, tellsOthers } from './binds.ts';
import { enterContainer, overImage, renumbered } from './container-entry.ts';
import { runWords } from './run-words.ts';

const home = mkdtempSync(join(tmpdir(), 'ty-binds-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const own = statOf(process.pid) ?? { pid: 0, startTime: 0 };
const place = {
  nsenter: '/usr/bin/nsenter',
  process: own,
  shell: '/bin/sh',
  gpuIds: null,
  lost: () => new Error('lost'),
};

test('what is entered starts in its directory, and what is for its loader does not reach that of the machine', () => {
  const env = { A: '1', LD_PRELOAD: "/opt/it's.so", LD_LIBRARY_PATH: '/opt/lib' };
  const entered = enterContainer(place).enter({ argv: ['prog', 'a b'], env, cwd: '/w' }, false);
  expect(entered.env).toEqual({ A: '1' });
  const [nsenter, target, ...words] = entered.argv;
  expect([nsenter, target]).toEqual(['/usr/bin/nsenter', `--target=${process.pid}`]);
  expect(words).toEqual([
    '--mount',
    '--ipc',
    '--root',
    '--',
    '/bin/sh',
    '-c',
    `export LD_PRELOAD='/opt/it'\\''s.so'; export LD_LIBRARY_PATH='/opt/lib'; cd -- "$1" || exit 126; shift; exec "$@"`,
    'sh',
    '/w',
    'prog',
    'a b',
  ]);
});

test('the words that begin a process work in a shell as it is in small images', () => {
  const { argv } = enterContainer(place).enter(
    { argv: ['/bin/sh', '-c', 'pwd; echo "$1"', 'x', 'a b'], env: {}, cwd: home },
    false,
  );
  const said = execFileSync('/bin/sh', argv.slice(argv.indexOf('/bin/sh') + 1), { cwd: '/' }).toString();
  expect(said).toBe(`${home}\na b\n`);
});

test('a container that is gone cannot be entered', () => {
  const gone = enterContainer({ ...place, process: { ...own, startTime: own.startTime + 1 } });
  expect(() => gone.enter({ argv: ['true'], env: {}, cwd: '/' }, false)).toThrow('lost');
});

test('GPUs are numbered from 0 in the order of the machine', () => {
  const all = (ids: string) => ({ CUDA_VISIBLE_DEVICES: ids, NVIDIA_VISIBLE_DEVICES: ids, HIP_VISIBLE_DEVICES: ids });
  expect(renumbered(all('5,2'), [5, 2, 9])).toEqual(all('1,0'));
  expect(renumbered(all(''), [1])).toEqual(all(''));
});

test("a task's variables lie over the image's, whose PATH, HOME and LANG stay", () => {
  const system = { PATH: '/host', HOME: '/work', LANG: 'fr_FR.UTF-8', TMPDIR: '/t', CUDA_VISIBLE_DEVICES: '' };
  const image = { PATH: '/opt/conda/bin:/bin', TMPDIR: '/image', CUDA_VISIBLE_DEVICES: 'all', EXTRA: 'x' };
  expect(overImage(system, image)).toEqual({
    PATH: '/opt/conda/bin:/bin',
    HOME: '/root',
    LANG: 'C.UTF-8',
    TMPDIR: '/t',
    CUDA_VISIBLE_DEVICES: '',
    EXTRA: 'x',
  });
  expect(overImage(system, { HOME: '/me', LANG: 'C' })).toMatchObject({
    HOME: '/me',
    LANG: 'C',
    PATH: expect.stringContaining('/usr/bin'),
  });
});

test('a container has the mount roots, what is the task’s, and what its variables name elsewhere', () => {
  const at = (name: string) => join(home, name);
  const of: TaskPlan = plan([], {
    inputDirectories: [
      { id: 'DATA', path: '' },
      { id: 'OWN', path: '' },
      { id: 'GONE', path: '' },
    ],
    outputDirectories: [{ id: 'MODEL', pathPrefix: null, pathSuffix: null }],
  });
  const layout = layoutOf(at('node'), of.fence);
  for (const path of [at('mounts'), layout.root, at('data'), at('shared')]) mkdirSync(path, { recursive: true });
  symlinkSync(at('shared'), join(layout.root, 'shared'));
  const system = {
    AZ_BATCHAI_MOUNT_ROOT: at('mounts'),
    AZ_BATCHAI_SHARED_JOB_TEMP: join(layout.root, 'shared'),
    AZ_BATCHAI_STDOUTERR_DIR: layout.run,
    AZ_BATCHAI_OUTPUT_MODEL: join(layout.root, 'outputs'),
    AZ_BATCHAI_INPUT_DATA: at('data'),
    AZ_BATCHAI_INPUT_OWN: '/usr/share',
    AZ_BATCHAI_INPUT_GONE: at('gone'),
  };
  const paths = [at('data'), at('mounts'), at('lies here'), layout.root, at('shared')].sort();
  // A volume that is there by a link; nothing on a volume is looked at, as it need not answer.
  mkdirSync(layout.mounts);
  symlinkSync(at('lies here'), join(layout.mounts, 'linked'));
  const volume = { path: join(layout.mounts, 'linked'), record: { mount: { by: 'link' } } } as Volume;
  const roots = [
    { path: layout.mounts, variable: 'J', volumes: [volume] },
    { path: at('mounts'), variable: 'N', volumes: [] },
  ];
  const all = { plan: of, layout, system, roots, network: null };
  expect(bindsOf(all).map(({ source, target }) => [source, target])).toEqual(paths.map((path) => [path, path]));
  const network = { hosts: '/n/hosts', resolver: '/n/resolv.conf' } as never;
  expect(bindsOf({ ...all, network }).slice(-2)).toEqual([
    { source: '/n/hosts', target: '/etc/hosts' },
    { source: '/n/resolv.conf', target: '/etc/resolv.conf' },
  ]);
});

test('a bind follows what is mounted later where the mount under it tells others', () => {
  const mounts = `22 1 0:20 / / rw shared:1 - ext4 /dev/vda rw
30 22 0:30 / /data rw - ext4 /dev/vdb rw
31 30 0:31 / /data/own\\040disk rw master:7 - ext4 /dev/vdc rw
32 22 0:32 / /database rw - fuse.rclone x rw
`;
  const follows = ['/', '/home', '/data/own disk/x', '/datab'];
  const paths = [...follows, '/data', '/data/x', '/database/x'];
  expect(paths.filter((path) => tellsOthers(path, mounts))).toEqual(follows);
  const line = runWords('docker', {
    ...{ name: 'n', nodeUid: 'u', fence: 'f', image: 'i', shmSize: null, gpuIds: null, hold: '/h' },
    binds: [{ source: '/m', target: '/m', follows: true }],
  });
  expect(line).toContain('--mount=type=bind,source=/m,target=/m,bind-propagation=rslave');
});

test('of directories that lie in each other the outermost are bound, and all are reached', () => {
  const path = fc
    .array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 })
    .map((parts) => `/${parts.join('/')}`);
  fc.assert(
    fc.property(fc.array(path), (paths) => {
      const outer = outermost(paths);
      const reaches = (by: string, what: string) => what === by || what.startsWith(`${by}/`);
      for (const one of paths) expect(outer.filter((other) => reaches(other, one))).toHaveLength(1);
    }),
  );
});
