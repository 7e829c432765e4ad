import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outsideItsTime } from './azure-blob.ts';
import { blobfuseOptions } from './blobfuse-options.ts';

test.each([
  ['', [], []],
  ['-o allow_other', [], []],
  [
    '-o attr_timeout=240 -o entry_timeout=120,ro',
    ['--attr-timeout', '240s', '--dir-cache-time', '120s', '--read-only'],
    [],
  ],
  ['--tmp-path=/mnt/x --use-https=true -oumask=022', ['--umask', '022'], ['--tmp-path=/mnt/x', '--use-https=true']],
  [
    '--file-cache-timeout-in-seconds=120 --cache-size-mb 500',
    ['--vfs-cache-mode', 'full', '--vfs-cache-max-age', '120s', '--vfs-cache-max-size', '500M'],
    [],
  ],
  ['--file-cache-timeout-in-seconds 0', [], []],
  ['attr_timeout=soon,negative_timeout=120', [], ['attr_timeout=soon', 'negative_timeout=120']],
  ['--log-level LOG_DEBUG uid=1000', ['--uid', '1000'], ['--log-level LOG_DEBUG']],
])('%j', (written, more, unknown) => {
  expect(blobfuseOptions(written)).toEqual({ more, unknown });
});

test('no option reaches rclone that was not made here', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('-o', '--config', '--rc', 'constructor', '__proto__', '--cache-dir=/', 'umask=--rc', 'uid=1 --rc'),
  );
  const known = /^--(attr-timeout|dir-cache-time|read-only|umask|uid|gid|vfs-cache-(mode|max-age|max-size))$/;
  fc.assert(
    fc.property(fc.array(word), (words) => {
      for (const one of blobfuseOptions(words.join(' ')).more) expect(one).toMatch(/^(full|[\d.]+[sM]?)$|^--/);
      for (const one of blobfuseOptions(words.join(' ')).more.filter((more) => more.startsWith('-'))) {
        expect(one).toMatch(known);
      }
    }),
  );
});

test('a refused signature that is not valid now is told as a matter of clocks', () => {
  const refused = { code: 'volumeDenied', params: {} };
  const at = (query: string) => ({ secret: `https://a.blob.core.windows.net/c?${query}&sig=x`, label: 'c' });
  const now = Date.parse('2026-11-26T09:00:00Z');
  expect(outsideItsTime(refused, at('se=2026-11-26T08:59:00Z'), now)).toMatchObject({ code: 'volumeClockSkew' });
  expect(outsideItsTime(refused, at('st=2026-11-26T09:01:00Z&se=2026-11-27'), now)).toMatchObject({
    code: 'volumeClockSkew',
  });
  expect(outsideItsTime(refused, at('se=2026-11-26T09:01:00Z'), now)).toBeNull();
  expect(outsideItsTime({ code: 'volumeNotFound', params: {} }, at('se=2026-11-26T08:59:00Z'), now)).toBeNull();
});
