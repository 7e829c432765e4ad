import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileTree } from '../tree.ts';
import { directoryTree } from './directory-tree.ts';

const { signal } = new AbortController();
const odd = ['new\nline', '😀 emoji', `quo"te's`, '%2e%2e', '<b>', 'tab\t', '-dash', 'space ', '..hidden', '\u{ff0e}'];
let scratch: string;
let tree: FileTree;

beforeAll(() => {
  scratch = mkdtempSync(join(realpathSync(tmpdir()), 'trainyard-tree-'));
  const root = join(scratch, 'root');
  mkdirSync(join(root, 'deep/er'), { recursive: true });
  mkdirSync(join(scratch, 'outside'));
  writeFileSync(join(scratch, 'outside/secret'), 'secret');
  writeFileSync(join(root, 'deep/er/file'), '0123456789');
  writeFileSync(join(root, 'empty'), '');
  for (const name of odd) writeFileSync(join(root, name), name);
  symlinkSync('../outside/secret', join(root, 'link-out'));
  symlinkSync('deep', join(root, 'link-in'));
  symlinkSync('/', join(root, 'link-root'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  tree = directoryTree(root, { label: 'the test' });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error) => error.code,
  );
const all = { after: null, limit: 1000 };
const namesOf = async (directory = '', of = tree) =>
  (await of.list(directory, all, signal)).items.map(({ name }) => name);
const text = async (path: string, from: number, to: number) =>
  (await buffer(await tree.open(path, { from, to }, signal))).toString();

describe('a directory as a tree', () => {
  test('is listed in order, without links and pipes', async () => {
    const expected = [...odd, 'deep', 'empty'].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await namesOf()).toEqual(expected);
  });

  test('is read by parts', async () => {
    expect(await text('deep/er/file', 2, 5)).toBe('234');
    expect(await text('deep/er/file', 0, 10)).toBe('0123456789');
    expect(await text('empty', 0, 0)).toBe('');
    for (const name of odd) expect(await text(name, 0, 100)).toBe(name);
  });

  test('tells files from directories', async () => {
    expect(await tree.stat('deep', signal)).toMatchObject({ name: 'deep', type: 'directory', bytes: null, tag: null });
    expect(await tree.stat('', signal)).toMatchObject({ name: '', type: 'directory' });
    expect(await tree.stat('deep/er/file', signal)).toMatchObject({ name: 'file', type: 'file', bytes: 10 });
    expect(await codeOf(tree.list('deep/er/file', all, signal))).toBe('NotADirectory');
    expect(await codeOf(tree.open('deep', { from: 0, to: 1 }, signal))).toBe('NotAFile');
  });

  test('another content has another tag', async () => {
    const path = join(scratch, 'root/deep/changing');
    writeFileSync(path, 'a');
    const tag = async () => (await tree.stat('deep/changing', signal)).tag;
    const first = await tag();
    expect(await tag()).toBe(first);
    writeFileSync(path, 'b');
    utimesSync(path, 1, 1);
    expect(await tag()).not.toBe(first);
  });

  test('names that are no UTF-8 are shown, and read while nothing else is shown alike', async () => {
    const root = join(scratch, 'bytes');
    mkdirSync(root);
    const put = (name: number[]) => writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name)]), 'x');
    put([0x61, 0xff]);
    const of = directoryTree(root, { label: 'bytes' });
    expect(await namesOf('', of)).toEqual(['a\ufffd']);
    expect((await of.stat('a\ufffd', signal)).bytes).toBe(1);
    put([0x61, 0xfe]);
    expect(await codeOf(of.stat('a\ufffd', signal))).toBe('FileNotFound');
  });

  test('a file of 10 GB is read at its end', async () => {
    const path = join(scratch, 'root/deep/huge');
    writeFileSync(path, '');
    truncateSync(path, 10 * 1024 ** 3);
    expect((await tree.stat('deep/huge', signal)).bytes).toBe(10 * 1024 ** 3);
    expect(await text('deep/huge', 10 * 1024 ** 3 - 3, 10 * 1024 ** 3)).toBe('\0\0\0');
  });
});

describe('nothing leads out of it', () => {
  const ways = [
    '..',
    '../outside/secret',
    'deep/../../outside/secret',
    './empty',
    '/etc/passwd',
    'deep//er',
    'deep/',
    '.',
    'link-out',
    'link-in/er/file',
    'link-root/etc/passwd',
    'link-in',
    'deep/er/file/..',
    'nul\0',
    'deep\\er',
    '..\\outside',
    '%2e%2e/outside',
    '..%2foutside',
    '%252e%252e',
    '..;/outside/secret',
    '\u{2024}\u{2024}/outside',
    'pipe',
    'x'.repeat(300),
    `${'d/'.repeat(3000)}x`,
    'empty/x',
  ];
  test.each(ways)('%j', async (path) => {
    expect(await codeOf(tree.stat(path, signal))).toBe('FileNotFound');
    expect(await codeOf(tree.list(path, all, signal))).toBe('FileNotFound');
    expect(await codeOf(tree.open(path, { from: 0, to: 1 }, signal))).toBe('FileNotFound');
  });

  test('a socket is not there', async () => {
    const server = createServer().listen(join(scratch, 'root/deep/socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await namesOf('deep')).not.toContain('socket');
    expect(await codeOf(tree.open('deep/socket', { from: 0, to: 1 }, signal))).toBe('FileNotFound');
    server.close();
  });

  test('not even while a directory and a link change places all the time', async () => {
    const at = (name: string) => join(scratch, 'root', name);
    mkdirSync(at('turning'));
    writeFileSync(at('turning/secret'), 'mine');
    symlinkSync('../outside', at('turned'));
    // Another process: renames of this one would always stand before or after a step.
    const turning = `const { renameSync } = require('node:fs');
      for (;;) for (const [from, to] of [['turning', 'aside'], ['turned', 'turning'], ['turning', 'turned'], ['aside', 'turning']]) renameSync(from, to);`;
    const child = spawn(process.execPath, ['-e', turning], { cwd: join(scratch, 'root'), stdio: 'ignore' });
    const seen = new Map<string, number>();
    const count = (what: string): number => seen.get(what) ?? 0;
    // Until the link was met often.
    while (count('mine') < 100 || count('FileNotFound') < 300) {
      const what = await text('turning/secret', 0, 6).catch((error) => error.code);
      seen.set(what, count(what) + 1);
      if (what === 'secret') break;
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect([...seen.keys()].sort()).toEqual(['FileNotFound', 'mine']);
  });

  test('whatever the path', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '',
      'deep',
      'er',
      'file',
      'link-out',
      'link-root',
      'outside',
      'secret',
      'etc',
      'passwd',
      '\0',
      '..\\',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        const found = await tree.stat(parts.join('/'), signal).catch((error) => error.code);
        if (typeof found === 'string') expect(found).toBe('FileNotFound');
        else expect(['', 'deep', 'deep/er', 'deep/er/file']).toContain(parts.join('/'));
      }),
    );
  });
});

/** As many names as one file may have on the strictest file systems: links take no inode each. */
const many = 30_000;

describe('a large directory', () => {
  test('comes page by page, in order, each once', async () => {
    const root = join(scratch, 'many');
    mkdirSync(root);
    writeFileSync(join(root, 'f0'), '');
    for (let at = 1; at < many; at++) linkSync(join(root, 'f0'), join(root, `f${at}`));
    const of = directoryTree(root, { label: 'many' });
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await of.list('', { after, limit: 1000 }, signal);
      seen.push(...page.items.map(({ name }) => name));
      if (page.next === null) break;
      after = page.next;
    }
    expect(seen).toHaveLength(many);
    expect(seen).toEqual([...new Set(seen)].sort());
    const middle = await of.list('', { after: 'f5', limit: 2 }, signal);
    expect(middle.items.map(({ name }) => name)).toEqual(['f50', 'f500']);
  });
});

test('a root that is not there is told as such, and one that cannot be read as unavailable', async () => {
  expect(await codeOf(directoryTree(join(scratch, 'none'), { label: 'none' }).list('', all, signal))).toBe(
    'FileNotFound',
  );
});
