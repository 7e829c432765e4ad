import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { controllerActor } from '@trainyard/contracts/actors';
import { taskStream } from '@trainyard/contracts/log-frame';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, enrol, frame } from '../../testing/agent.ts';
import { type Booted, boot, type CallOptions, until } from '../../testing/boot.ts';

let yard: Booted;
let scratch: string;
/** The output directory of the job on its volume. */
let outputs: string;
let jobUid = '';
const workspace = '/api/v1/workspaces/fleet';
const jobPath = `${workspace}/experiments/e/jobs/j`;
const odd = ['new\nline.txt', '😀.txt', `quo"te's.txt`, '<img src=x>.html', '%2e%2e.txt'];

beforeAll(async () => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'trainyard-trees-')));
  yard = await boot();
  const agent = await connect(yard, await enrol(yard, 'c'));
  await agent.socket.emitWithAck('report', { n: 1, tasks: [], node: { phase: 'ready', reason: null } });
  const post = async (path: string, body: object) => {
    const answer = await yard.call('POST', `/api/v1${path}`, { body });
    if (answer.status >= 300) throw new Error(answer.text);
    return answer.json;
  };
  await post('/storage-accounts', { name: 'acc', backing: { kind: 'local', directory: scratch } });
  await post('/workspaces/fleet/experiments', { name: 'e' });
  const made = await post('/workspaces/fleet/experiments/e/jobs', {
    name: 'j',
    cluster: { name: 'c' },
    customToolkitSettings: { commandLine: 'true' },
    mountVolumes: {
      azureFileShares: [
        { accountName: 'acc', azureFileUrl: 'https://acc.file.core.windows.net/share', relativeMountPath: 'data' },
      ],
    },
    stdOutErrPathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/data',
    outputDirectories: [
      { id: 'MODEL', pathPrefix: '$AZ_BATCHAI_JOB_MOUNT_ROOT/data', pathSuffix: 'Models' },
      { id: 'STORE' },
      { id: 'LOCAL', pathPrefix: '$AZ_BATCHAI_JOB_TEMP' },
    ],
  });
  jobUid = made.uid;
  const segment = join(scratch, 'share', made.jobOutputDirectoryPathSegment);
  outputs = join(segment, 'outputs/Models');
  mkdirSync(join(outputs, 'deep/er'), { recursive: true });
  mkdirSync(join(segment, 'stdouterr/counters'), { recursive: true });
  writeFileSync(join(segment, 'stdouterr/beside.txt'), 'beside');
  writeFileSync(join(segment, 'stdouterr/stdout.txt'), 'a mirror, not the truth');
  writeFileSync(join(scratch, 'secret'), 'secret');
  writeFileSync(join(outputs, 'model.bin'), '0123456789');
  writeFileSync(join(outputs, 'empty'), '');
  writeFileSync(join(outputs, 'deep/er/file'), 'deep');
  for (const name of odd) writeFileSync(join(outputs, name), name);
  symlinkSync(join(scratch, 'secret'), join(outputs, 'link'));
  symlinkSync('/etc', join(outputs, 'etc'));
  const { doors } = yard.server.inside;
  await until('the job to have a task', async () => (await yard.call('GET', jobPath)).json.attempt === 1);
  const fence = { job: jobUid, unit: 0, attempt: 1, task: 0 };
  await doors.archive.logs.append(frame(taskStream(fence, 'run', 0, 'stdout'), 0, 'line 1\nline 2\n'));
  await doors.archive.logs.append(frame(taskStream(fence, 'agent', 0, 'stdout'), 0, 'account\n'));
  const sha256 = createHash('sha256').update('stored').digest('hex');
  await doors.archive.blobs.put(sha256, Readable.from([Buffer.from('stored')]), 100);
  const artifact = { fence, kind: 'output', directory: 'STORE', path: 'a/b.txt', bytes: 6, sha256 } as const;
  await doors.execute('artifact.store', artifact, controllerActor('test'));
}, 30_000);
afterAll(async () => {
  await yard?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const query = (given: Record<string, string | number>) =>
  new URLSearchParams(given as Record<string, string>).toString();
const inDirectory = (
  directory: string,
  what: string,
  given: Record<string, string | number> = {},
  options: CallOptions = {},
) => yard.call('GET', `${jobPath}/directories/${directory}/${what}?${query(given)}`, options);
const content = (path: string, headers: Record<string, string> = {}) =>
  inDirectory('MODEL', 'content', { path }, { headers });
const names = (answer: { json: { items: { name: string }[] } }) => answer.json.items.map(({ name }) => name);
const linkTo = async (path: string, options: CallOptions = {}) => {
  const answer = await yard.call('POST', `${jobPath}/directories/MODEL/links`, { body: { path }, ...options });
  return answer.json.url as string;
};
const follow = (url: string, options: CallOptions = {}) =>
  yard.call('GET', new URL(url).pathname, { token: null, ...options });

describe('directories of a job', () => {
  test('are where its paths say', async () => {
    const { json } = await yard.call('GET', `${jobPath}/directories`);
    expect(json.items.map(({ id, place, volume }: Record<string, string>) => [id, place, volume !== null])).toEqual([
      ['stdouterr', 'logs', true],
      ['MODEL', 'volume', true],
      ['STORE', 'artifacts', false],
      ['LOCAL', 'unreadable', false],
    ]);
  });

  test('on a volume are listed by pages', async () => {
    const all = await inDirectory('MODEL', 'files');
    const expected = [...odd, 'deep', 'empty', 'model.bin'];
    expect(names(all)).toEqual(expected.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    const page = await inDirectory('MODEL', 'files', { limit: 2, after: 'deep' });
    expect([names(page), page.json.next]).toEqual([['empty', 'model.bin'], 'model.bin']);
    expect(all.json.items.find(({ name }: { name: string }) => name === 'model.bin')).toMatchObject({
      type: 'file',
      bytes: 10,
    });
    expect(names(await inDirectory('MODEL', 'files', { path: 'deep/er' }))).toEqual(['file']);
  });

  test('in the artifact store are made of paths', async () => {
    expect(names(await inDirectory('STORE', 'files'))).toEqual(['a']);
    expect((await inDirectory('STORE', 'content', { path: 'a/b.txt' })).text).toBe('stored');
  });

  test('of logs are the log store’s, with what else lies there beside', async () => {
    expect(names(await inDirectory('stdouterr', 'files'))).toEqual([
      'beside.txt',
      'counters',
      'execution.log',
      'stdout.txt',
    ]);
    const page = await inDirectory('stdouterr', 'files', { limit: 1, after: 'counters' });
    expect([names(page), page.json.next]).toEqual([['execution.log'], 'execution.log']);
    expect((await inDirectory('stdouterr', 'content', { path: 'stdout.txt' })).text).toBe('line 1\nline 2\n');
    expect((await inDirectory('stdouterr', 'content', { path: 'beside.txt' })).text).toBe('beside');
  });

  test('that cannot be read, or are none, are told as such', async () => {
    expect(await inDirectory('LOCAL', 'files')).toMatchObject({
      status: 409,
      json: { error: { code: 'DirectoryUnreadable' } },
    });
    expect(await inDirectory('NONE', 'files')).toMatchObject({
      status: 404,
      json: { error: { code: 'DirectoryNotFound', params: { directories: ['stdouterr', 'MODEL', 'STORE', 'LOCAL'] } } },
    });
    expect((await inDirectory('MODEL', 'files', { path: 'model.bin' })).json.error.code).toBe('NotADirectory');
    expect((await content('deep')).json.error.code).toBe('NotAFile');
  });
});

describe('a log of a running job', () => {
  test('grows, and is read on from where the reader stopped', async () => {
    const stream = taskStream({ job: jobUid, unit: 0, attempt: 1, task: 0 }, 'run', 0, 'stderr');
    const { logs } = yard.server.inside.doors.archive;
    await logs.append(frame(stream, 0, 'one\n'));
    const read = (from: number) =>
      inDirectory('stdouterr', 'content', { path: 'stderr.txt' }, { headers: { range: `bytes=${from}-` } });
    expect(await read(0)).toMatchObject({ status: 206, text: 'one\n' });
    expect((await read(4)).status).toBe(416);
    await logs.append(frame(stream, 4, 'two\n'));
    expect(await read(4)).toMatchObject({ status: 206, text: 'two\n' });
  });
});

describe('a download', () => {
  test('is an attachment that nothing runs in', async () => {
    const { headers, text } = await content('<img src=x>.html');
    expect(text).toBe('<img src=x>.html');
    expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''%3Cimg%20src%3Dx%3E.html");
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });

  test.each(odd)('of %j', async (name) => expect((await content(name)).text).toBe(name));

  test('comes in parts', async () => {
    const part = await content('model.bin', { range: 'bytes=2-4' });
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await content('model.bin', { range: 'bytes=-3' })).text).toBe('789');
    expect((await content('model.bin', { range: 'bytes=10-' })).status).toBe(416);
    expect((await content('empty', { range: 'bytes=0-' })).status).toBe(416);
    expect(await content('empty')).toMatchObject({ status: 200, text: '' });
  });

  test('is conditional', async () => {
    const { headers } = await content('model.bin');
    const etag = headers.get('etag') ?? '';
    const modified = headers.get('last-modified') ?? '';
    expect((await content('model.bin', { 'if-none-match': etag })).status).toBe(304);
    expect((await content('model.bin', { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await content('model.bin', { 'if-modified-since': modified })).status).toBe(304);
    expect((await content('model.bin', { 'if-range': etag, range: 'bytes=0-1' })).status).toBe(206);
    expect((await content('model.bin', { 'if-range': '"other"', range: 'bytes=0-1' })).status).toBe(200);
    utimesSync(join(outputs, 'model.bin'), 1, 1);
    expect((await content('model.bin', { 'if-none-match': etag })).status).toBe(200);
    expect((await content('model.bin', { 'if-range': etag, range: 'bytes=0-1' })).status).toBe(200);
  });

  test('says its length to whoever only looks', async () => {
    const head = await yard.call('HEAD', `${jobPath}/directories/MODEL/content?path=model.bin`);
    expect([head.status, head.headers.get('content-length'), head.text]).toEqual([200, '10', '']);
  });

  test('of 10 GB goes on at its end', async () => {
    writeFileSync(join(outputs, 'huge'), '');
    truncateSync(join(outputs, 'huge'), 10 * 1024 ** 3);
    appendFileSync(join(outputs, 'huge'), 'end');
    const part = await content('huge', { range: `bytes=${10 * 1024 ** 3}-` });
    expect([part.status, part.text]).toEqual([206, 'end']);
    rmSync(join(outputs, 'huge'));
  });
});

describe('nothing leads out of a tree', () => {
  const ways = [
    '../../secret',
    '..',
    'link',
    'etc/passwd',
    '/etc/passwd',
    'deep/../../../secret',
    'nul\0',
    '..\\..\\secret',
    '..;/secret',
    '%2e%2e/secret',
    '%252e%252e/secret',
    'deep//er/file',
    './model.bin',
  ];
  const places = [
    [`${jobPath}/directories/MODEL`, ''],
    [`${jobPath}/directories/stdouterr`, ''],
    [`${jobPath}/directories/STORE`, ''],
    ['/api/v1/storage-accounts/acc', 'share/'],
  ] as const;
  test.each(ways)('%j', async (way) => {
    for (const [place, top] of places) {
      const path = `${top}${way}`;
      for (const what of ['files', 'content', 'zip']) {
        const { status, text } = await yard.call('GET', `${place}/${what}?${query({ path })}`);
        expect(`${what} ${status}`).toBe(`${what} 404`);
        expect(text).not.toContain('root:');
      }
      expect((await yard.call('POST', `${place}/links`, { body: { path } })).status).toBe(404);
    }
  });

  test.each(['%c0%ae%c0%ae/secret', '%2e%2e%2fsecret', '..%5csecret', '%00'])('written as %s', async (raw) => {
    const answer = await yard.call('GET', `${jobPath}/directories/MODEL/content?path=${raw}`);
    expect([400, 404]).toContain(answer.status);
  });
});

describe('a directory as a zip', () => {
  test('holds what is there, and no link', async () => {
    const answer = await fetch(`${yard.url}${jobPath}/directories/MODEL/zip`, {
      headers: { authorization: `Bearer test-administrator-token-of-forty-letters` },
    });
    expect(answer.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''j-MODEL.zip");
    const zip = Buffer.from(await answer.arrayBuffer());
    const stored = centralNames(zip);
    expect(stored).toEqual(expect.arrayContaining([...odd, 'deep/', 'deep/er/', 'deep/er/file', 'model.bin', 'empty']));
    expect(stored.filter((name) => name.startsWith('link') || name.startsWith('etc'))).toEqual([]);
  });

  test('whose reader leaves is left as well', async () => {
    writeFileSync(join(outputs, 'large.gz'), '');
    truncateSync(join(outputs, 'large.gz'), 4 * 1024 ** 3);
    const url = `${yard.url}${jobPath}/directories/MODEL/zip`;
    const sent = httpRequest(url, {
      headers: { authorization: `Bearer test-administrator-token-of-forty-letters` },
    }).end();
    const answer = await new Promise<NodeJS.ReadableStream>((resolve) => sent.once('response', resolve));
    await new Promise((resolve) => answer.once('data', resolve));
    sent.destroy();
    await until('the file to be closed', () => !openFiles().some((path) => path.endsWith('large.gz')));
    rmSync(join(outputs, 'large.gz'));
    expect((await content('model.bin')).status).toBe(200);
  });
});

describe('a signed link', () => {
  test('needs no credentials, and honours parts and conditions', async () => {
    const url = await linkTo('model.bin');
    const whole = await follow(url);
    expect([whole.status, whole.text]).toEqual([200, '0123456789']);
    expect((await follow(url, { headers: { range: 'bytes=8-' } })).text).toBe('89');
    expect((await follow(url, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } })).status).toBe(304);
  });

  test('leads to one file', async () => {
    const url = await linkTo('model.bin');
    const [said = '', signature = ''] = url.split('/').at(-1)?.split('.') ?? [];
    const changed = JSON.parse(Buffer.from(said, 'base64url').toString());
    changed.target.path = 'empty';
    const other = Buffer.from(JSON.stringify(changed)).toString('base64url');
    for (const altered of [
      `${other}.${signature}`,
      `${said}.${signature}x`,
      `${said}.`,
      said,
      `${said}.${signature}.`,
      'x.y',
    ]) {
      expect(await follow(`http://h/api/v1/links/${altered}`)).toMatchObject({
        status: 403,
        json: { error: { code: 'LinkInvalid' } },
      });
    }
  });

  test('expires', async () => {
    const { vault, clock } = yard.server.inside.doors;
    const { signLink } = await import('../links/signed-link.ts');
    const target = { of: 'job', uid: jobUid, directory: 'MODEL', path: 'model.bin' } as const;
    const by = (await yard.call('GET', '/api/v1/tokens')).json.items[0].uid;
    const at = (until: number) => follow(`http://h/api/v1/links/${signLink(vault, { target, by, until })}`);
    expect((await at(clock.now() + 60_000)).status).toBe(200);
    expect(await at(clock.now() - 1)).toMatchObject({ status: 403, json: { error: { code: 'LinkExpired' } } });
  });

  test('is made for what is there, for 5 to 600 minutes', async () => {
    const make = (body: object) => yard.call('POST', `${jobPath}/directories/MODEL/links`, { body });
    expect((await make({ path: 'none' })).json.error.code).toBe('FileNotFound');
    expect((await make({ path: 'deep' })).json.error.code).toBe('NotAFile');
    expect((await make({ path: 'model.bin', minutes: 4 })).status).toBe(400);
    expect((await make({ path: 'model.bin', minutes: 601 })).status).toBe(400);
  });

  test('ends with its file, and with the token of its maker', async () => {
    writeFileSync(join(outputs, 'passing'), 'x');
    const url = await linkTo('passing');
    expect((await follow(url)).status).toBe(200);
    rmSync(join(outputs, 'passing'));
    expect(await follow(url)).toMatchObject({ status: 404, json: { error: { code: 'LinkGone' } } });

    const made = await yard.call('POST', '/api/v1/tokens', {
      body: { name: 'brief', role: 'reader', workspace: 'fleet' },
    });
    const theirs = await linkTo('model.bin', { token: made.json.secret });
    expect((await follow(theirs)).status).toBe(200);
    await yard.call('DELETE', `/api/v1/tokens/${made.json.uid}`);
    expect(await follow(theirs)).toMatchObject({ status: 404, json: { error: { code: 'LinkGone' } } });
  });
});

describe('a storage account', () => {
  test('has its containers at the top', async () => {
    const list = (given: Record<string, string> = {}) =>
      yard.call('GET', `/api/v1/storage-accounts/acc/files?${query(given)}`);
    expect(names(await list())).toContain('share');
    const answer = await yard.call('POST', '/api/v1/storage-accounts/acc/links', { body: { path: 'secret' } });
    expect((await follow(answer.json.url)).text).toBe('secret');
  });
});

describe('the wire dialect', () => {
  const list = (given: Record<string, string>, options: CallOptions = {}) => {
    const path =
      '/Subscriptions/LOCAL/resourcegroups/Default/providers/microsoft.batchai/workspaces/FLEET/experiments/E/jobs/J/LISTOUTPUTFILES';
    return yard.call('POST', `${path}?${query({ 'api-version': '2018-05-01', ...given })}`, { raw: '', ...options });
  };

  test('lists files with links, whatever the case of its names', async () => {
    const answer = await list({ OutputDirectoryId: 'MODEL', directory: './deep/er/' });
    expect(answer.json).toMatchObject({
      value: [{ name: 'file', fileType: 'file', properties: { contentLength: 4 } }],
    });
    expect(answer.json).not.toHaveProperty('nextLink');
    expect((await follow(answer.json.value[0].downloadUrl)).text).toBe('deep');
    const top = await list({ outputdirectoryid: 'MODEL' });
    expect(top.json.value).toContainEqual({ name: 'deep', fileType: 'directory' });
  });

  test('goes on at a whole address', async () => {
    const seen: string[] = [];
    let answer = await list({ outputdirectoryid: 'MODEL', maxresults: '3' });
    for (;;) {
      seen.push(...answer.json.value.map(({ name }: { name: string }) => name));
      if (!answer.json.nextLink) break;
      const next = new URL(answer.json.nextLink);
      answer = await yard.call('POST', `${next.pathname}${next.search}`, { raw: '' });
    }
    expect(seen).toHaveLength(odd.length + 3);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('refuses in its own words', async () => {
    const code = async (answer: Promise<{ status: number; json: { error: { code: string } } }>) => {
      const { status, json } = await answer;
      return `${status} ${json.error.code}`;
    };
    const at = (path: string, token?: string | null) =>
      yard.call('POST', `/subscriptions/local/resourceGroups/default/providers/Microsoft.BatchAI/workspaces/${path}`, {
        raw: '',
        ...(token === undefined ? {} : { token }),
      });
    const missing = await at(
      'fleet/experiments/e/jobs/none/listOutputFiles?api-version=2018-05-01&outputdirectoryid=MODEL',
    );
    expect(missing.json).toEqual({ error: { code: 'JobNotFound', message: 'The specified job none is not found' } });
    expect(
      await code(at('none/experiments/e/jobs/j/listOutputFiles?api-version=2018-05-01&outputdirectoryid=MODEL')),
    ).toBe('404 WorkspaceNotFound');
    expect(
      await code(at('fleet/experiments/none/jobs/j/listOutputFiles?api-version=2018-05-01&outputdirectoryid=MODEL')),
    ).toBe('404 ExperimentNotFound');
    expect(await code(at('fleet/experiments/e/jobs/j/listOutputFiles?outputdirectoryid=MODEL'))).toBe(
      '400 MissingApiVersionParameter',
    );
    expect(await code(at('fleet/experiments/e/jobs/j/listOutputFiles?api-version=2017-09-01-preview'))).toBe(
      '400 InvalidApiVersionParameter',
    );
    expect(await code(at('fleet/experiments/e/jobs/j/listOutputFiles', null))).toBe('401 AuthenticationFailed');
    expect(await code(at('fleet/nothing'))).toBe('404 ResourceNotFound');
    expect(await code(list({}))).toBe('400 InvalidParameter');
    expect(await code(list({ outputdirectoryid: 'NONE' }))).toBe('404 DirectoryNotFound');
    expect(await code(list({ outputdirectoryid: 'MODEL', directory: '../..' }))).toBe('404 FileNotFound');
    expect(await code(list({ outputdirectoryid: 'MODEL', linkexpiryinminutes: '4' }))).toBe('400 InvalidParameter');
  });
});

/** Files that this process holds open. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

/** Names in the central directory of a zip, which ends it. */
function centralNames(zip: Buffer): string[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const found: string[] = [];
  for (let at = zip.readUInt32LE(end + 16); at < end && zip.readUInt32LE(at) === 0x02014b50; ) {
    const [name, extra, comment] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    found.push(zip.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return found;
}
