import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CodeEntry, type CodeTree, listCode } from './code-directory.ts';
import { IgnoredPaths } from './ignored-paths.ts';

const limits = { files: 2_000, bytes: 1_000_000 };

/** A tree that is a list of paths with their text, as a browser has one. */
function treeOf(files: Readonly<Record<string, string>>): CodeTree {
  return {
    async list(directory) {
      const entries = new Map<string, CodeEntry>();
      for (const [path, text] of Object.entries(files)) {
        if (directory !== '' && !path.startsWith(`${directory}/`)) continue;
        const [name = '', ...rest] = path.slice(directory === '' ? 0 : directory.length + 1).split('/');
        entries.set(name, rest.length > 0 ? { name, type: 'directory' } : { name, type: 'file', bytes: text.length });
      }
      return [...entries.values()];
    },
    read: async (path) => files[path] ?? '',
  };
}

const shipped = async (files: Record<string, string>, above?: IgnoredPaths) =>
  (await listCode(treeOf(files), limits, above)).files.map(({ path }) => path);

describe('what is shipped of a directory', () => {
  test('is all of it, in order, but for .git at any depth', async () => {
    const files = { 'b.py': '', 'a/c.py': '', '.git/HEAD': '', 'sub/.git': 'gitdir: x', '.github/x.yml': '' };
    expect(await shipped(files)).toEqual(['.github/x.yml', 'a/c.py', 'b.py']);
  });

  test('is what rules of the nearest directory say, theirs before those above', async () => {
    const files = {
      '.gitignore': '*.log\n/data/\n',
      'run.log': '',
      'data/x': '',
      'deep/data/x': '',
      'deep/.gitignore': '!keep.log\n',
      'deep/keep.log': '',
      'deep/more/keep.log': '',
      'deep/drop.log': '',
    };
    expect(await shipped(files)).toEqual(
      ['.gitignore', 'deep/.gitignore', 'deep/data/x', 'deep/keep.log', 'deep/more/keep.log'].sort(),
    );
  });

  test('is what .trainyardignore says after .gitignore', async () => {
    const files = {
      '.gitignore': 'model.bin\n',
      '.trainyardignore': '!model.bin\nnotes/\n',
      'model.bin': '',
      'notes/a': '',
    };
    expect(await shipped(files)).toEqual(['.gitignore', '.trainyardignore', 'model.bin']);
  });

  test('is what rules of directories above say as well', async () => {
    const above = IgnoredPaths.none().with('', '__pycache__/\n*.pyc\r\n');
    expect(await shipped({ 'a.py': '', '__pycache__/a.pyc': '', 'b.pyc': '' }, above)).toEqual(['a.py']);
  });

  test('is refused where it is too much, with the places that hold most', async () => {
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`data/${at}`, '1234']));
    await expect(listCode(treeOf(files), { files: 8, bytes: 99 })).rejects.toMatchObject({
      code: 'CodeTooMany',
      params: { limit: 8, where: ['data/ (9)'] },
    });
    await expect(listCode(treeOf(files), { files: 9, bytes: 35 })).rejects.toMatchObject({
      code: 'CodeTooLarge',
      params: { bytes: 36, limit: 35 },
    });
    expect(await listCode(treeOf(files), { files: 9, bytes: 36 })).toMatchObject({ bytes: 36 });
  });
});

/** Names and patterns of a small world, so that they meet. Of ASCII alone: git's `?` is a byte, ours is a character. */
const name = fc.constantFrom('a', 'b', 'ab', 'a b', 'c.log', 'e+', '#x', '!y', 'a[1]', '.d', 'A');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const piece = fc.constantFrom('a', 'b', 'ab', '*', '**', '?', '*.log', '[a-b]', 'e+', 'a\\[1]', 'A', '.d', 'a b');
const pattern = fc
  .record({
    negated: fc.boolean(),
    root: fc.boolean(),
    pieces: fc.array(piece, { minLength: 1, maxLength: 3 }),
    end: fc.constantFrom('', '', '/', ' ', '\r'),
  })
  .map(({ negated, root, pieces, end }) => `${negated ? '!' : ''}${root ? '/' : ''}${pieces.join('/')}${end}`);
const line = fc.oneof({ weight: 8, arbitrary: pattern }, fc.constantFrom('', '# a', '\\#x', '\\!y', '   '));
const rules = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => `${lines.join('\n')}\n`);

test('what git would not add is not shipped, and nothing else is left out', async () => {
  const world = fc.record({
    paths: fc.uniqueArray(path, { minLength: 1, maxLength: 10 }),
    top: rules,
    nested: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'a/b', 'a[1]', '#x', '!y', 'a b', 'e+'), rules), {
      maxLength: 3,
    }),
  });
  const scratch = mkdtempSync(join(tmpdir(), 'trainyard-code-'));
  git(scratch, 'init', '-q');
  let serial = 0;
  try {
    await fc.assert(
      fc.asyncProperty(world, async ({ paths, top, nested }) => {
        const files: Record<string, string> = { '.gitignore': top };
        for (const [directory, text] of nested) files[`${directory}/.gitignore`] = text;
        // A path is a file or a directory, not both.
        const all = [...paths, ...Object.keys(files)];
        for (const one of paths) if (!all.some((other) => other.startsWith(`${one}/`))) files[one] = 'x';
        const clashes = Object.keys(files).some((one) =>
          one.split('/').some((_, at, parts) => at > 0 && files[parts.slice(0, at).join('/')] !== undefined),
        );
        fc.pre(!clashes);
        expect(await shipped(files)).toEqual(addedByGit(join(scratch, String(serial++)), files));
      }),
      { numRuns: 60 },
    );
  } finally {
    rmSync(scratch, { recursive: true });
  }
});

function addedByGit(directory: string, files: Record<string, string>): string[] {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  const listed = git(directory, 'ls-files', '--others', '--exclude-standard', '-z').split('\0');
  return listed.filter((one) => one !== '').sort(bySlash);
}

function git(cwd: string, ...args: string[]): string {
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', args, { cwd, encoding: 'utf8', env });
}

/** As a walk goes: directory by directory, names by their code units. */
function bySlash(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  const at = left.findIndex((part, index) => part !== right[index]);
  return (left[at] ?? '') < (right[at] ?? '') ? -1 : 1;
}
