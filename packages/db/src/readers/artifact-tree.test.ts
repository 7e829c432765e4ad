import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openForReading } from '../open.ts';
import { openTemporary } from '../testing/open-temporary.ts';
import { artifactAt, artifactChildren } from './artifact-tree.ts';
import { type ReadDb, readDb } from './read-db.ts';

let temporary: ReturnType<typeof openTemporary>;
let db: ReadDb;
let made = 0;

beforeAll(() => {
  temporary = openTemporary();
  db = readDb(openForReading(temporary.file));
});
afterAll(() => {
  db.connection.close();
  temporary.dispose();
});

const insert = `INSERT INTO artifacts (uid, path, workspaceUid, revision, createdAt, jobUid, unit, attempt, task, kind, directory, file, bytes, sha256)
  VALUES (?, '', '', 1, 5, ?, 0, ?, ?, 'output', 'MODEL', ?, ?, 'hash')`;

/** A job of its own with these files. */
function jobWith(files: readonly { file: string; attempt?: number; task?: number; bytes?: number }[]) {
  const jobUid = `job${made++}`;
  const { connection } = temporary.writer;
  connection.transaction(() => {
    for (const { file, attempt = 1, task = 0, bytes = 7 } of files) {
      connection.prepare(insert).run(`artifact${made++}`, jobUid, attempt, task, file, bytes);
    }
  })();
  return { jobUid, unit: 0, attempt: undefined, kind: 'output' as const, directory: 'MODEL' };
}

function listing(of: ReturnType<typeof jobWith>, under: string, limit: number): string[] {
  const names: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = artifactChildren(db, { ...of, under, after, limit });
    names.push(...page.map(({ name, file }) => (file ? name : `${name}/`)));
    after = page.at(-1)?.name ?? null;
    if (page.length < limit) return names;
  }
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

test('a directory is made of the paths below it, in the order of names and not of paths', () => {
  const of = jobWith(['a/x', 'a/y/z', 'a-b', 'a.txt', 'a b/c', 'b', '😀', '\uffee'].map((file) => ({ file })));
  expect(listing(of, '', 100)).toEqual(['a/', 'a b/', 'a-b', 'a.txt', 'b', '\uffee', '😀']);
  expect(listing(of, 'a', 1)).toEqual(['x', 'y/']);
  expect(listing(of, 'a/y', 1)).toEqual(['z']);
  expect(listing(of, 'nothing', 1)).toEqual([]);
  expect(artifactAt(db, { ...of, path: 'a/y' })).toBe('directory');
  expect(artifactAt(db, { ...of, path: 'a/y/z' })).toMatchObject({ bytes: 7, attempt: 1 });
  expect(artifactAt(db, { ...of, path: 'a/' })).toBeNull();
  expect(artifactAt(db, { ...of, path: '' })).toBe('directory');
});

test('the newest attempt counts unless one is named, and the first of the tasks that left one path', () => {
  const of = jobWith([
    { file: 'old' },
    { file: 'new', attempt: 2, task: 1, bytes: 2 },
    { file: 'new', attempt: 2, task: 0, bytes: 1 },
  ]);
  expect(listing(of, '', 10)).toEqual(['new']);
  expect(artifactAt(db, { ...of, path: 'new' })).toMatchObject({ bytes: 1, attempt: 2 });
  expect(artifactAt(db, { ...of, attempt: 1, path: 'old' })).toMatchObject({ attempt: 1 });
});

test('whatever the paths, every name comes once and in order, over any pages', () => {
  const part = fc.constantFrom('a', 'a-', 'a-b', 'a.b', 'ab', 'b', '!', '0', 'é', '😀', 'a b');
  const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (paths, limit) => {
      // A file and a directory of one name cannot come from one task.
      const files = paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`)));
      const of = jobWith(files.map((file) => ({ file })));
      const expected = new Map(files.map((one) => [one.split('/')[0] as string, one.includes('/')]));
      const names = [...expected.keys()].sort(byBytes);
      expect(listing(of, '', limit)).toEqual(names.map((name) => (expected.get(name) ? `${name}/` : name)));
    }),
    { numRuns: 300 },
  );
});

test('a page of 100,000 files is found through the index', () => {
  const of = jobWith(Array.from({ length: 100_000 }, (_, at) => ({ file: `deep/${String(at).padStart(6, '0')}` })));
  const page = artifactChildren(db, { ...of, under: 'deep', after: '049999', limit: 1000 });
  expect([page.length, page[0]?.name, page.at(-1)?.name]).toEqual([1000, '050000', '050999']);
  expect(artifactChildren(db, { ...of, under: '', after: null, limit: 10 })).toEqual([{ name: 'deep', file: null }]);
  const plan = db.connection
    .prepare(
      'EXPLAIN QUERY PLAN SELECT file FROM artifacts WHERE jobUid = ? AND unit = ? AND kind = ? AND directory = ? AND attempt = ? AND file > ? ORDER BY file, task LIMIT 1',
    )
    .all(of.jobUid, 0, 'output', 'MODEL', 1, 'deep/') as { detail: string }[];
  expect(plan.map(({ detail }) => detail).join()).toMatch(/USING (COVERING )?INDEX artifactsByPath/);
});
