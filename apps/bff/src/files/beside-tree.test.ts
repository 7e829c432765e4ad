import { Readable } from 'node:stream';
import { Fault } from '@trainyard/contracts/errors';
import type { FileTree } from '@trainyard/mounts/tree';
import { notFound } from '@trainyard/mounts/trees/tree-path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { besideTree } from './beside-tree.ts';

const { signal } = new AbortController();

/** Files of these names, all at the top, that say whose they are. */
function treeOf(names: readonly string[], owner: number): FileTree {
  const sorted = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const entry = (name: string) => ({ name, type: 'file' as const, bytes: owner, modified: null });
  return {
    async list(_, { after, limit }) {
      const rest = sorted.filter((name) => after === null || Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0);
      const items = rest.slice(0, limit).map(entry);
      return { items, next: rest.length > limit ? (items.at(-1)?.name ?? null) : null };
    },
    async stat(path) {
      if (!names.includes(path)) throw notFound(path);
      return { ...entry(path), tag: null };
    },
    open: async () => Readable.from([String(owner)]),
  };
}

async function everything(tree: FileTree, limit: number) {
  const seen: [string, number | null][] = [];
  for (let after: string | null = null; ; ) {
    const page = await tree.list('', { after, limit }, signal);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    seen.push(...page.items.map(({ name, bytes }): [string, number | null] => [name, bytes]));
    if (page.next === null) return seen;
    after = page.next;
  }
}

test('whatever the names and pages, each comes once and in order, and the first tree hides the second', async () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', '😀', '\uffee'));
  await fc.assert(
    fc.asyncProperty(names, names, fc.integer({ min: 1, max: 4 }), async (own, more, limit) => {
      const all = [...new Set([...own, ...more])].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      const seen = await everything(besideTree(treeOf(own, 1), treeOf(more, 2)), limit);
      expect(seen).toEqual(all.map((name) => [name, own.includes(name) ? 1 : 2]));
    }),
  );
});

test('where the second cannot be read the first still is', async () => {
  const failing = async (): Promise<never> => {
    throw new Fault('StorageUnavailable', { label: 'a', why: 'b' });
  };
  const tree = besideTree(treeOf(['a'], 1), { list: failing, stat: failing, open: failing });
  expect(await everything(tree, 10)).toEqual([['a', 1]]);
  expect((await tree.stat('a', signal)).bytes).toBe(1);
  await expect(tree.stat('b', signal)).rejects.toMatchObject({ code: 'StorageUnavailable' });
});
