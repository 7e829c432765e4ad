import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAzureFileUrl } from './azure-file-url.ts';
import { mountPath, overlap, plainPath } from './plain-path.ts';

/** Names and everything that is a trick in a path. */
const name = fc.oneof(
  fc.constantFrom(
    '',
    '.',
    '..',
    'a',
    'A',
    'b',
    ' ',
    '...',
    '.inputs',
    'a\\b',
    'a\u0000',
    'a\nb',
    '%2e%2e',
    'é',
    '🚂',
    "'",
    '"',
  ),
  fc.string({ maxLength: 4 }),
);
const path = fc.array(name, { maxLength: 5 }).map((names) => names.join('/'));

test('a plain path never leaves its top, is its own plain path, and means what was written', () => {
  fc.assert(
    fc.property(path, (text) => {
      const plain = plainPath(text);
      const names = text.split('/').filter((one) => one !== '' && one !== '.');
      if (names.some((one) => one === '..' || /[\\\p{Cc}]/u.test(one.replace(/[\u0080-\u009f]/g, '')))) {
        expect(plain).toBeUndefined();
        return;
      }
      expect(plain).toBe(names.join('/'));
      expect(plainPath(plain ?? '')).toBe(plain);
    }),
  );
});

test('two places overlap as their directories would', () => {
  fc.assert(
    fc.property(path, path, (one, other) => {
      const [a, b] = [mountPath(one), mountPath(other)];
      fc.pre(a !== undefined && b !== undefined);
      const [x = [], y = []] = [a?.split('/'), b?.split('/')];
      const shorter = Math.min(x.length, y.length);
      const below = x.slice(0, shorter).join('/') === y.slice(0, shorter).join('/');
      expect(overlap(a as string, b as string)).toBe(below);
      expect(overlap(b as string, a as string)).toBe(below);
    }),
  );
});

test.each([
  ['a', 'a', true],
  ['a', 'a/b', true],
  ['a/b', 'a', true],
  ['a', 'ab', false],
  ['a', 'A', false],
  ['a/b', 'a/c', false],
])('%s and %s: %s', (one, other, is) => {
  expect(overlap(one, other)).toBe(is);
});

test.each(['/a', '', '.', './', '..', 'a/../b', '.inputs', '.inputs/x', './.inputs', 'a\\b', 'a\u0000b', 'a\nb'])(
  '%j is no place to mount at',
  (text) => {
    expect(mountPath(text)).toBeUndefined();
  },
);

const file = (account: string, share: string, at = '', host = `${account}.file.core.windows.net`) => ({
  account,
  host: host.toLowerCase(),
  share,
  path: at,
});

test.each([
  ['https://acct.file.core.windows.net/share', file('acct', 'share')],
  ['https://acct.file.core.windows.net/share/', file('acct', 'share')],
  ['HTTPS://Acct.file.core.windows.net/Share/a/b', file('Acct', 'Share', 'a/b')],
  ['https://acct.file.core.chinacloudapi.cn/s', file('acct', 's', '', 'acct.file.core.chinacloudapi.cn')],
  ['https://acct.file.core.windows.net/my%20share/%C3%A9', file('acct', 'my share', 'é')],
  ['https://acct.file.core.windows.net/s/%252e%252e', file('acct', 's', '%2e%2e')],
  ['https://<AZURE_BATCHAI_STORAGE_ACCOUNT>.file.core.windows.net/s', file('<AZURE_BATCHAI_STORAGE_ACCOUNT>', 's')],
])('%s is read', (text, expected) => {
  expect(parseAzureFileUrl(text)).toEqual(expected);
});

test.each([
  'acct.file.core.windows.net/share',
  'https://acct.file.core.windows.net',
  'https://acct.file.core.windows.net/',
  'https://acct.file.core.windows.net//share',
  'https://acct.blob.core.windows.net/share',
  'https://.file.core.windows.net/share',
  'https://user@acct.file.core.windows.net/share',
  'https://acct.file.core.windows.net:445/share',
  'https://acct.file.core.windows.net/share?sv=1',
  'https://acct.file.core.windows.net/share#x',
  'https://acct.file.core.windows.net/share/../other',
  'https://acct.file.core.windows.net/share/%2e%2e/other',
  'https://acct.file.core.windows.net/share/%2E./other',
  'https://acct.file.core.windows.net/share/a%2f..%2fb',
  'https://acct.file.core.windows.net/share/a%5c..',
  'https://acct.file.core.windows.net/share/a\\..',
  'https://acct.file.core.windows.net/share/%00',
  'https://acct.file.core.windows.net/share/%c0%ae%c0%ae/x',
  'https://acct.file.core.windows.net/share/%',
  'ftp://acct.file.core.windows.net/share',
])('%s is no address of a share', (text) => {
  expect(parseAzureFileUrl(text)).toBeUndefined();
});
