import { createHash } from 'node:crypto';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArchiveFiles, diskFiles } from '../files.ts';
import { testDirectory } from '../testing/directory.ts';
import { faultyFiles } from '../testing/files.ts';
import { BlobStore } from './blob-store.ts';
import { UploadStore } from './upload-store.ts';

const hashOf = (content: string) => createHash('sha256').update(content).digest('hex');
const limit = 1_000;

async function* parts(...chunks: string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

/** Bytes, then a broken connection. */
async function* cut(...chunks: string[]): AsyncGenerator<Uint8Array> {
  yield* parts(...chunks);
  throw new Error('cut off');
}

async function openStores(files: ArchiveFiles = diskFiles) {
  const dir = await testDirectory();
  const blobs = await BlobStore.open(join(dir, 'blobs'), files);
  const uploads = await UploadStore.open(join(dir, 'uploads'), files, blobs);
  return { dir, blobs, uploads };
}

const text = async (blobs: BlobStore, sha256: string, range?: { from: number; to: number }) =>
  (await buffer(await blobs.open(sha256, range))).toString();

describe('blobs', () => {
  test('come back whole and in parts, and are gone when removed', async () => {
    const { blobs } = await openStores();
    const sha = hashOf('hello world');
    expect(await blobs.has(sha)).toBe(false);
    expect(await blobs.put(sha, parts('hello', ' ', 'world'), limit)).toEqual({ bytes: 11 });
    expect(await blobs.put(sha, parts('hello world'), limit)).toEqual({ bytes: 11 });
    expect(await blobs.size(sha)).toBe(11);
    expect(await text(blobs, sha)).toBe('hello world');
    expect(await text(blobs, sha, { from: 6, to: 8 })).toBe('wo');
    expect(await text(blobs, sha, { from: 6, to: 99 })).toBe('world');
    expect(await text(blobs, sha, { from: 11, to: 99 })).toBe('');
    for await (const stored of blobs.list()) expect(stored).toBe(sha);
    await blobs.remove(sha);
    await blobs.remove(sha);
    await expect(blobs.open(sha)).rejects.toMatchObject({ code: 'BlobNotFound' });
  });

  test('that are empty', async () => {
    const { blobs } = await openStores();
    await blobs.put(hashOf(''), parts(), limit);
    expect(await text(blobs, hashOf(''))).toBe('');
  });

  test('nothing is left of what is refused or cut off', async () => {
    const files = faultyFiles();
    const { dir, blobs } = await openStores(files);
    const sha = hashOf('right');
    await expect(blobs.put(sha, parts('wrong'), limit)).rejects.toMatchObject({
      code: 'HashMismatch',
      params: { found: hashOf('wrong'), expected: sha },
    });
    await expect(blobs.put(sha, parts('right'), 4)).rejects.toMatchObject({ code: 'BodyTooLarge' });
    await expect(blobs.put(sha, cut('ri'), limit)).rejects.toThrow('cut off');
    for (const operation of ['open', 'write', 'sync', 'directory'] as const) {
      files.refuse = (asked) => (asked === operation ? 'ENOSPC' : undefined);
      await expect(blobs.put(sha, parts('right'), limit)).rejects.toMatchObject({ code: 'StorageFull' });
    }
    files.refuse = () => undefined;
    expect(await blobs.has(sha)).toBe(false);
    expect(await readdir(join(dir, 'blobs', 'arriving'))).toEqual([]);
    await blobs.put(sha, parts('right'), limit);
    expect(await text(blobs, sha)).toBe('right');
  });

  test.each(['', '../../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`])('none is called %j', async (name) => {
    const { blobs } = await openStores();
    await expect(blobs.has(name)).rejects.toMatchObject({ code: 'BlobNotFound' });
    await expect(blobs.put(name, parts('x'), limit)).rejects.toMatchObject({ code: 'BlobNotFound' });
  });

  test('a removal waits for who stores and names the same content, and then finds it named', async () => {
    const { blobs, uploads } = await openStores();
    const sha = hashOf('x');
    await uploads.append('k', 0, parts('x'), limit);
    for (const store of [
      (record: () => Promise<void>) => blobs.put(sha, parts('x'), limit, record),
      (record: () => Promise<void>) => uploads.complete('k', sha, 1, record),
    ]) {
      let asked = 0;
      let named = false;
      const recording = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      const storing = store(async () => {
        recording.resolve();
        await go.promise;
        named = true;
      });
      await recording.promise;
      const removing = blobs.removeUnless(sha, async () => {
        asked += 1;
        return named;
      });
      // Time enough for one that does not wait.
      for (let look = 0; look < 20; look++) expect(await blobs.has(sha)).toBe(true);
      expect(asked).toBe(0);
      go.resolve();
      await storing;
      expect(await removing).toBe(0);
      expect(await text(blobs, sha)).toBe('x');
      expect(await blobs.removeUnless(sha, async () => false)).toBe(1);
      expect(await blobs.has(sha)).toBe(false);
    }
  });

  test('are listed by age', async () => {
    const { dir, blobs } = await openStores();
    for (const content of ['old', 'new']) await blobs.put(hashOf(content), parts(content), limit);
    const old = hashOf('old');
    await utimes(join(dir, 'blobs', old.slice(0, 2), old), 1, 1);
    const listed: string[] = [];
    for await (const sha of blobs.list(2_000)) listed.push(sha);
    expect(listed).toEqual([old]);
  });

  test('what a crash left half-way is cleared', async () => {
    const { dir } = await openStores();
    await (await diskFiles.open(join(dir, 'blobs', 'arriving', '7'))).close();
    await BlobStore.open(join(dir, 'blobs'), diskFiles);
    expect(await readdir(join(dir, 'blobs', 'arriving'))).toEqual([]);
  });
});

describe('uploads', () => {
  test('cut off anywhere and gone on with, they become the blob', async () => {
    const { blobs, uploads } = await openStores();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.string({ maxLength: 9 }), fc.boolean()), { maxLength: 8 }),
        async (pieces) => {
          const content = pieces.map(([piece]) => piece).join('');
          const key = `key of ${content}`;
          let offset = 0;
          for (const [piece, whole] of pieces) {
            const sending = uploads.append(key, offset, whole ? parts(piece) : cut(piece), limit);
            if (whole) await sending;
            else await expect(sending).rejects.toThrow('cut off');
            offset = await uploads.offset(key);
          }
          expect(offset).toBe(Buffer.byteLength(content));
          if (pieces.length === 0) await uploads.append(key, 0, parts(), limit);
          await uploads.complete(key, hashOf(content), offset);
          await uploads.complete(key, hashOf(content), offset);
          expect(await text(blobs, hashOf(content))).toBe(content);
          expect(await uploads.offset(key)).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('say where they stand when asked to go on elsewhere', async () => {
    const { uploads } = await openStores();
    await uploads.append('a', 0, parts('12345'), limit);
    const elsewhere = { code: 'OffsetMismatch', params: { stored: 5 } };
    await expect(uploads.append('a', 3, parts('x'), limit)).rejects.toMatchObject(elsewhere);
    await expect(uploads.append('a', 9, parts('x'), limit)).rejects.toMatchObject(elsewhere);
    await expect(uploads.complete('a', hashOf('123456'), 6)).rejects.toMatchObject(elsewhere);
    await expect(uploads.append('a', 5, parts('x'), 5)).rejects.toMatchObject({ code: 'BodyTooLarge' });
  });

  test('of another content are refused and start from nothing', async () => {
    const { uploads } = await openStores();
    await uploads.append('a', 0, parts('wrong'), limit);
    await expect(uploads.complete('a', hashOf('right'), 5)).rejects.toMatchObject({ code: 'HashMismatch' });
    expect(await uploads.offset('a')).toBe(0);
  });

  test('a new connection takes over from one that hangs', async () => {
    const { blobs, uploads } = await openStores();
    let wake = () => {};
    const hanging = uploads.append(
      'a',
      0,
      (async function* () {
        yield Buffer.from('123');
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        yield Buffer.from('XXX');
      })(),
      limit,
    );
    const refused = expect(hanging).rejects.toMatchObject({ code: 'OffsetMismatch' });
    while ((await uploads.offset('a')) < 3) await new Promise(setImmediate);
    await uploads.append('a', 3, parts('456'), limit);
    wake();
    await refused;
    await uploads.complete('a', hashOf('123456'), 6);
    expect(await text(blobs, hashOf('123456'))).toBe('123456');
  });

  test('a full disk leaves what was whole', async () => {
    const files = faultyFiles();
    const { uploads } = await openStores(files);
    await uploads.append('a', 0, parts('123'), limit);
    let writes = 0;
    files.refuse = (operation) => (operation !== 'write' ? undefined : writes++ === 0 ? 1 : 'ENOSPC');
    await expect(uploads.append('a', 3, parts('456'), limit)).rejects.toMatchObject({ code: 'StorageFull' });
    expect(await uploads.offset('a')).toBe(3);
  });

  test('that nobody goes on with are pruned', async () => {
    const { dir, uploads } = await openStores();
    await uploads.append('old', 0, parts('1'), limit);
    const [name] = await readdir(join(dir, 'uploads'));
    await utimes(join(dir, 'uploads', name as string), 1, 1);
    await uploads.append('new', 0, parts('2'), limit);
    expect(await uploads.prune(2_000)).toBe(1);
    expect([await uploads.offset('old'), await uploads.offset('new')]).toEqual([0, 1]);
    await uploads.remove('new');
    expect(await readdir(join(dir, 'uploads'))).toEqual([]);
  });
});
