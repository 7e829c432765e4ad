import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { rcloneLines, whyOf } from './rclone-run.ts';
import { rcloneTree } from './rclone-tree.ts';

const scratch = mkdtempSync(join(tmpdir(), 'trainyard-rclone-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A program in the place of rclone. */
function program(name: string, script: string): string {
  const path = join(scratch, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

const remote = {
  root: 'ty:data',
  prefix: '',
  first: null,
  env: { RCLONE_CONFIG_TY_TYPE: 'azureblob', RCLONE_CONFIG_TY_SAS_URL: 'https://x/?sig=SECRETS' },
};
const { signal } = new AbortController();
const all = { after: null, limit: 10 };

describe('why rclone failed, in a line', () => {
  const refused = `2026/11/26 08:16:30 ERROR : : error listing: -> github.com/Azure/azure-storage-blob-go/azblob.newStorageError, github.com/Azure/azure-storage-blob-go/azblob/zc_storage_error.go:42
===== RESPONSE ERROR (ServiceCode=AuthorizationFailure) =====
   GET http://127.0.0.1:1/account/data?comp=list&sig=REDACTED
2026/11/26 08:16:30 Failed to lsjson with 2 errors: last error was: error in ListJSON: -> github.com/Azure/azure-storage-blob-go/azblob.newStorageError, github.com/Azure/azure-storage-blob-go/azblob/zc_storage_error.go:42
`;
  test('names what the service meant', () => {
    expect(whyOf(refused, [])).toBe('error in ListJSON: (AuthorizationFailure)');
  });

  test('holds no secret, whether by itself or in an address', () => {
    const said = 'Failed to lsjson: Get "http://h:1/c?sv=1&sig=abcdefgh%3D": dial tcp: key hunter2hunter2 refused';
    expect(whyOf(said, ['hunter2hunter2'])).toBe('Get "http://h:1/c": dial tcp: key … refused');
  });

  test('is empty where nothing was said', () => {
    expect(whyOf('', ['secret'])).toBe('');
  });
});

describe('a program that misbehaves', () => {
  test('that is not there is told as such', async () => {
    const tree = rcloneTree(remote, { label: 'account a', rclone: join(scratch, 'none') });
    await expect(tree.list('', all, signal)).rejects.toMatchObject({
      code: 'StorageUnavailable',
      params: { label: 'account a', why: 'rclone is not installed on the server' },
    });
  });

  test('that does not answer is ended, and whoever leaves ends it at once', async () => {
    const silent = program('silent', `echo $$ > ${scratch}/pid; exec sleep 1000`);
    const late = rcloneLines(silent, [], remote, { limitMs: 300, signal }).next();
    await expect(late).rejects.toThrow('no answer within 0.3 s');
    const controller = new AbortController();
    const left = rcloneLines(silent, [], remote, { limitMs: 60_000, signal: controller.signal }).next();
    controller.abort();
    await expect(left).rejects.toThrow('aborted');
  });

  test('is given no secret among its arguments', async () => {
    const telling = program('telling', `echo "$@" >&2; exit 9`);
    const error = await rcloneTree(remote, { label: 'a', rclone: telling })
      .list('', all, signal)
      .catch((one) => one);
    expect(error.code).toBe('StorageUnavailable');
    expect(error.message).not.toContain('SECRETS');
  });
});
