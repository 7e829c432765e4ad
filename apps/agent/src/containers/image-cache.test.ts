import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type PulledImage, PulledImages, toEvict } from './image-cache.ts';

const directory = mkdtempSync(join(tmpdir(), 'ty-images-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const one = (reference: string, bytes: number, usedAt: number): PulledImage => ({
  reference,
  id: reference,
  bytes,
  usedAt,
  signedIn: false,
});
const roomy = { wantedFree: 0, free: 0 };

test('the least recently used goes first, those in use stay and do not count', () => {
  const images = [one('new', 40, 30), one('old', 40, 10), one('mid', 40, 20), one('used', 900, 1)];
  const names = (keepBytes: number, more = roomy) =>
    toEvict(images, new Set(['used']), { keepBytes, ...more }).map(({ reference }) => reference);
  expect(names(120)).toEqual([]);
  expect(names(119)).toEqual(['old']);
  expect(names(0)).toEqual(['old', 'mid', 'new']);
  expect(names(120, { wantedFree: 50, free: 5 })).toEqual(['old', 'mid']);
});

test('no more goes than is needed, and never one in use', () => {
  const image = fc.record({ bytes: fc.nat(100), usedAt: fc.nat(100), used: fc.boolean() });
  const given = fc.record({ keepBytes: fc.nat(300), wantedFree: fc.nat(200), free: fc.nat(200) });
  fc.assert(
    fc.property(fc.array(image, { maxLength: 8 }), given, (list, room) => {
      const images = list.map(({ bytes, usedAt }, at) => one(String(at), bytes, usedAt));
      const inUse = new Set(list.flatMap(({ used }, at) => (used ? [String(at)] : [])));
      const gone = toEvict(images, inUse, room);
      const idle = images.filter(({ reference }) => !inUse.has(reference));
      const bytesOf = (some: readonly PulledImage[]) => some.reduce((sum, { bytes }) => sum + bytes, 0);
      const fits = (some: readonly PulledImage[]) =>
        bytesOf(idle) - bytesOf(some) <= room.keepBytes && room.free + bytesOf(some) >= room.wantedFree;
      expect(gone.every(({ reference }) => !inUse.has(reference))).toBe(true);
      expect(fits(gone) || gone.length === idle.length).toBe(true);
      if (gone.length > 0) expect(fits(gone.slice(0, -1))).toBe(false);
    }),
  );
});

test('what was pulled is known to the next agent, and a broken file makes nothing ours', () => {
  const file = join(directory, 'images.json');
  new PulledImages(file).add(one('a', 1, 1));
  const again = new PulledImages(file);
  again.used('a', 5);
  again.used('not ours', 5);
  expect(new PulledImages(file).all).toEqual([one('a', 1, 5)]);
  again.remove('a');
  expect(new PulledImages(file).all).toEqual([]);
  writeFileSync(file, '[{');
  expect(new PulledImages(file).all).toEqual([]);
});
