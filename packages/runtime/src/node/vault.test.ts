import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { openVault } from './vault.ts';

const dir = mkdtempSync(join(tmpdir(), 'trainyard-vault-'));
const file = join(dir, 'secret.key');
afterEach(() => rmSync(file, { force: true }));

test('opens what it sealed, also after a restart, and never shows it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), (plain) => {
      const sealed = openVault(file).seal(plain);
      expect(openVault(file).open(sealed)).toBe(plain);
      expect(sealed).not.toContain(plain);
    }),
  );
});

test('refuses a text that was changed, and one sealed under another key', () => {
  const sealed = openVault(file).seal('a secret');
  const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
  expect(() => openVault(file).open(changed)).toThrow();
  rmSync(file);
  expect(() => openVault(file).open(sealed)).toThrow();
});

test('keeps its key for its owner alone', () => {
  openVault(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('says what to do about a damaged key', () => {
  writeFileSync(file, 'short');
  expect(() => openVault(file)).toThrow(/restore it from a backup/);
});

test('knows what it signed, for the purpose that it signed it for, under the same key', () => {
  const signature = openVault(file).sign('links', 'a text');
  const vault = openVault(file);
  expect(vault.verify('links', 'a text', signature)).toBe(true);
  for (const [purpose, text, other] of [
    ['links', 'a text.', signature],
    ['other', 'a text', signature],
    ['links', 'a text', `${signature}=`],
    ['links', 'a text', signature.slice(0, -1)],
    ['links', 'a text', ''],
    ['links', 'a text', vault.sign('other', 'a text')],
  ] as const) {
    expect(vault.verify(purpose, text, other)).toBe(false);
  }
  rmSync(file);
  expect(openVault(file).verify('links', 'a text', signature)).toBe(false);
});
