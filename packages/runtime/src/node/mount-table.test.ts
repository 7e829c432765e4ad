import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { isMountPoint, mountsBelow, parseMounts, readMounts, unmountBelow } from './mount-table.ts';
import { removeTree, StillMounted } from './remove-tree.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'trainyard-mounts-')));
afterEach(async () => {
  await unmountBelow(scratch);
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
});

const isRoot = process.geteuid?.() === 0;

/** As the kernel writes a path. */
function escaped(path: string): string {
  return path.replace(/[ \t\n\\]/g, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

test('any path is read back from the table as it was', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => `/${text.replaceAll('\0', '')}`);
  fc.assert(
    fc.property(name, fc.boolean(), fc.nat(3), (path, readOnly, optional) => {
      const extra = Array.from({ length: optional }, (_, at) => ` shared:${at}`).join('');
      const line = `36 35 98:0 ${escaped(path)} ${escaped(path)} ${readOnly ? 'ro' : 'rw'},noatime${extra} - fuse.rclone v: rw`;
      expect(parseMounts(line)).toEqual([
        { device: '98:0', at: path, root: path, type: 'fuse.rclone', source: 'v:', readOnly },
      ]);
    }),
  );
});

test('below is by whole parts of a path, the deepest and uppermost first', () => {
  const mounts = ['/', '/a/b', '/a/b/c/d', '/a/bc', '/a/b/x', '/a/b'].map((at) => ({
    device: '8:1',
    at,
    root: '/',
    type: 'ext4',
    source: 'd',
    readOnly: false,
  }));
  expect(mountsBelow('/a/b', mounts)).toEqual(['/a/b/c/d', '/a/b/x', '/a/b', '/a/b']);
  expect(mountsBelow('/a', mounts)).toHaveLength(5);
  expect(mountsBelow('/', mounts)).toHaveLength(6);
  expect(mountsBelow('/a/b/c/d/e', mounts)).toEqual([]);
});

test('the table of this machine has its root', () => {
  expect(readMounts().map(({ at }) => at)).toContain('/');
});

test.runIf(isRoot)('mounts with any name are taken off, and what lies beside is left alone', async () => {
  const names = ['plain', 'two words', 'line\nend', '"quoted"', '😀', 'back\\slash'];
  const source = join(scratch, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'kept'), 'kept');
  for (const name of names) {
    const at = join(scratch, 'node', name);
    mkdirSync(at, { recursive: true });
    execFileSync('mount', ['--bind', source, at]);
    expect(await isMountPoint(at)).toBe(true);
  }
  mkdirSync(join(scratch, 'node-2'));
  execFileSync('mount', ['--bind', source, join(scratch, 'node-2')]);
  // Reached by a link: the table knows the real path only.
  symlinkSync(scratch, join(scratch, 'link'));
  expect(await unmountBelow(join(scratch, 'link', 'node'))).toEqual([]);
  expect(mountsBelow(scratch)).toEqual([join(scratch, 'node-2')]);
});

test.runIf(isRoot)('a tree is removed without a file of what was mounted in it', async () => {
  const source = join(scratch, 'source');
  const tree = join(scratch, 'tree');
  mkdirSync(source);
  mkdirSync(join(tree, 'deep', 'at'), { recursive: true });
  writeFileSync(join(source, 'kept'), 'kept');
  execFileSync('mount', ['--bind', source, join(tree, 'deep', 'at')]);
  // In use, so that it has to be taken off at once.
  process.chdir(join(tree, 'deep', 'at'));
  try {
    await removeTree(tree);
  } finally {
    process.chdir('/');
  }
  expect(existsSync(tree)).toBe(false);
  expect(readFileSync(join(source, 'kept'), 'utf8')).toBe('kept');
});

test.runIf(isRoot)('a tree with a mount that cannot be taken off is not touched', async () => {
  const source = join(scratch, 'source');
  const tree = join(scratch, 'tree');
  mkdirSync(source);
  mkdirSync(join(tree, 'at'), { recursive: true });
  writeFileSync(join(source, 'kept'), 'kept');
  writeFileSync(join(tree, 'own'), 'own');
  execFileSync('mount', ['--bind', source, join(tree, 'at')]);
  const { PATH } = process.env;
  const broken = join(scratch, 'bin');
  mkdirSync(broken);
  writeFileSync(join(broken, 'umount'), '#!/bin/sh\necho busy >&2; exit 32\n', { mode: 0o755 });
  process.env.PATH = `${broken}:${PATH}`;
  try {
    await expect(removeTree(tree)).rejects.toThrow(StillMounted);
  } finally {
    process.env.PATH = PATH;
  }
  expect(readFileSync(join(tree, 'at', 'kept'), 'utf8')).toBe('kept');
  expect(existsSync(join(tree, 'own'))).toBe(true);
});
