import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Gate } from '../cluster/gate.ts';
import { readAll } from '../cluster/read-all.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';
import { armClient, download, outputFiles } from '../compat/arm-client.ts';

/** Files that real jobs leave, as people get at them. */
let yard: Yard;
const scratch = mkdtempSync(join(tmpdir(), 'trainyard-files-'));
beforeAll(async () => {
  yard = await Yard.open(2);
  await yard.client.call('createStorageAccount', { body: { name: 'local', backing: { kind: 'local' } } });
});
afterAll(async () => {
  await yard?.close();
  rmSync(scratch, { recursive: true, force: true });
});

const at = (name: string, directory: string) => ({ workspace: 'w', experiment: 'e', name, directory });
const onShare = {
  mountVolumes: { storageFolders: [{ accountName: 'local', container: 'share', relativeMountPath: 'share' }] },
  stdOutErrPathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/share',
  outputDirectories: [{ id: 'OUT', pathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/share' }, { id: 'STORE' }],
};

describe('while a job runs', () => {
  test('its log is followed by Range on a signed link, as Batch AI’s own command line does', async () => {
    const gate = new Gate(yard.server, 'followed');
    const commandLine = `echo first; ${gate.wait}; echo second; echo left > $AZ_BATCHAI_STDOUTERR_DIR/beside.txt`;
    await yard.submit('followed', { ...onShare, customToolkitSettings: { commandLine } });
    const client = armClient(yard.server.url);
    const listed = () => outputFiles(client, 'followed', { outputdirectoryid: 'stdouterr' });
    const found = await until('the log', async () =>
      (await listed()).find((file) => file.name === 'stdout.txt' && (file.contentLength ?? 0) > 0),
    );
    const { downloadUrl = '' } = found;
    let seen = '';
    const poll = async (): Promise<string> => {
      const answer = await fetch(downloadUrl, { headers: { range: `bytes=${Buffer.byteLength(seen)}-` } });
      if (answer.status === 206) seen += await answer.text();
      else expect(answer.status).toBe(416);
      return seen;
    };
    await until('the first line', async () => (await poll()) === 'first\n');
    gate.open();
    await until('the second line', async () => (await poll()) === 'first\nsecond\n');
    await yard.inState('followed', 'succeeded');
    expect((await listed()).map(({ name }) => name)).toEqual([
      'beside.txt',
      'execution.log',
      'stderr.txt',
      'stdout.txt',
    ]);
  });
});

describe('what jobs left', () => {
  beforeAll(async () => {
    const commandLine = [
      'cd $AZ_BATCHAI_OUTPUT_OUT',
      `mkdir -p deep/er; printf nested > deep/er/file`,
      `printf odd > $'new\\nline'; printf quoted > 'quo"te'; : > empty`,
      'truncate -s 10G huge; printf end >> huge',
      'ln -s /etc/passwd out; ln -s / root',
      'mkdir -p $AZ_BATCHAI_OUTPUT_STORE/a; printf stored > $AZ_BATCHAI_OUTPUT_STORE/a/b.txt',
    ].join('; ');
    await yard.submit('leaves', { ...onShare, customToolkitSettings: { commandLine } });
    await yard.inState('leaves', 'succeeded');
  });

  test('is listed without what leads out', async () => {
    const { items } = await yard.client.call('listJobFiles', { params: at('leaves', 'OUT') });
    expect(items.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['deep', null],
      ['empty', 0],
      ['huge', 10 * 1024 ** 3 + 3],
      ['new\nline', 3],
      ['quo"te', 6],
    ]);
    const directories = await yard.client.call('listJobDirectories', {
      params: { workspace: 'w', experiment: 'e', name: 'leaves' },
    });
    expect(directories.items.map(({ id, place }) => `${id} ${place}`)).toEqual([
      'stdouterr logs',
      'OUT volume',
      'STORE artifacts',
    ]);
    for (const path of ['out', 'root/etc/passwd', '../../../../../..', 'deep/../../x']) {
      const error = await yard.client
        .bytes('getJobFile', { params: at('leaves', 'OUT'), query: { path } })
        .catch((one) => one);
      expect(error.code).toBe('FileNotFound');
    }
  });

  test('goes on where a download stopped, also behind 10 GB', async () => {
    const { url } = await yard.client.call('linkJobFile', { params: at('leaves', 'OUT'), body: { path: 'huge' } });
    expect(await download(url, { range: 'bytes=-3' })).toBe('end');
    const answer = await fetch(url, { headers: { range: `bytes=${10 * 1024 ** 3}-` } });
    expect(answer.headers.get('content-range')).toBe(
      `bytes ${10 * 1024 ** 3}-${10 * 1024 ** 3 + 2}/${10 * 1024 ** 3 + 3}`,
    );
    await answer.text();
  });

  test('comes as a zip that Python’s own reader opens', async () => {
    const { stream } = await yard.client.bytes('zipJobFiles', { params: at('leaves', 'STORE'), query: {} });
    const file = join(scratch, 'store.zip');
    writeFileSync(file, await readAll(stream));
    execFileSync('python3', ['-m', 'zipfile', '-e', file, scratch]);
    expect(readFileSync(join(scratch, 'a/b.txt'), 'utf8')).toBe('stored');
  });
});

test('shards of an array have directories of their own', async () => {
  const commandLine =
    'printf $TRAINYARD_SHARD_INDEX > $AZ_BATCHAI_OUTPUT_OUT/mine; printf $TRAINYARD_SHARD_INDEX > $AZ_BATCHAI_OUTPUT_STORE/mine';
  await yard.submit('shards', { ...onShare, array: { count: 2 }, customToolkitSettings: { commandLine } });
  await yard.inState('shards', 'succeeded');
  for (const directory of ['OUT', 'STORE']) {
    for (const unit of [0, 1]) {
      const query = { path: 'mine', unit };
      const { stream } = await yard.client.bytes('getJobFile', { params: at('shards', directory), query });
      expect((await readAll(stream)).toString()).toBe(String(unit));
    }
  }
});
