import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openForWriting } from '@trainyard/db/open';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adminToken, boot, logOf, temporaryHome, until } from '../testing/boot.ts';
import { takeHome } from './home-lock.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const entry = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Runs the entry point until it ends by itself. */
function run(env: Record<string, string>): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const given = {
      PATH: '/usr/bin:/bin',
      TRAINYARD_HOME: home,
      TRAINYARD_PORT: '0',
      TRAINYARD_QUICKSTART: '0',
      ...env,
    };
    execFile(process.execPath, [entry], { env: given }, (error, stdout, stderr) => {
      resolve({ code: (error?.code as number | undefined) ?? 0, said: stdout + stderr });
    });
  });
}

describe('a server that cannot start says what to do', () => {
  test('an unknown setting names the nearest', async () => {
    const { code, said } = await run({ TRAINYARD_PROT: '1', TRAINYARD_ADMIN_TOKEN: 'short' });
    expect(code).toBe(2);
    expect(said).toContain('did you mean TRAINYARD_PORT?');
    expect(said).toContain('at least 32 characters');
  });

  test('a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const { code, said } = await run({ TRAINYARD_PORT: String(port) });
    server.close();
    expect([code, said]).toEqual([1, expect.stringContaining(`port ${port} of 127.0.0.1 is taken`)]);
    expect(said).toContain('TRAINYARD_PORT');
    expect(existsSync(join(home, 'server.lock'))).toBe(false);
  });

  test('a data directory that cannot be made', async () => {
    writeFileSync(join(home, 'file'), '');
    const { code, said } = await run({ TRAINYARD_HOME: join(home, 'file', 'below') });
    expect([code, said]).toEqual([1, expect.stringContaining('Set TRAINYARD_HOME')]);
  });

  test('a database of a newer version', async () => {
    const connection = openForWriting(join(home, 'trainyard.db'));
    connection.exec("INSERT INTO migrations (name) VALUES ('29990101T000000-later')");
    connection.close();
    const { code, said } = await run({});
    expect([code, said]).toEqual([1, expect.stringContaining('newer Trainyard')]);
  });
});

describe('one server at a time', () => {
  test('a second one on the same data directory is refused', async () => {
    const one = await boot({ home });
    const { code, said } = await run({});
    expect([code, said]).toEqual([1, expect.stringContaining('another server')]);
    await one.stop();
    expect(existsSync(join(home, 'server.lock'))).toBe(false);
    expect(existsSync(join(home, 'server.json'))).toBe(false);
  });

  test('the lock of a dead process is taken over, that of a living one is not', () => {
    const lock = join(home, 'server.lock');
    const release = takeHome(lock);
    expect(() => takeHome(lock)).toThrow('another server');
    release();
    for (const left of [JSON.stringify({ pid: process.pid, startTime: 1, bootId: 'x' }), '', 'half {']) {
      writeFileSync(lock, left);
      takeHome(lock)();
      expect(existsSync(lock)).toBe(false);
    }
  });
});

describe('what a start leaves', () => {
  test('only its owner may read, and the second start keeps to the first', async () => {
    const one = await boot({ home, adminToken: undefined });
    const token = readFileSync(join(home, 'admin.token'), 'utf8').trim();
    expect(token.length).toBeGreaterThanOrEqual(32);
    for (const file of ['admin.token', 'server.json', 'secrets.key', 'logs/server.log']) {
      expect(statSync(join(home, file)).mode & 0o077).toBe(0);
    }
    expect(JSON.parse(readFileSync(join(home, 'server.json'), 'utf8'))).toEqual({ url: one.url, pid: process.pid });
    expect((await one.call('GET', '/api/v1/session', { token })).status).toBe(200);
    const link = one.server.link;
    await one.stop();
    const two = await boot({ home });
    expect(two.server.link).not.toBe(link);
    expect((await two.call('GET', '/api/v1/session', { token })).json.actor.name).toBe('administrator');
    expect((await two.call('GET', '/api/v1/session', { token: adminToken })).status).toBe(401);
    await two.stop();
    expect(logOf(home)).toContain('the server serves');
    for (const secret of [token, link.split('=')[1] as string]) expect(logOf(home)).not.toContain(secret);
  });

  test('the sign-in link leads to the job of the quick start, as long as it is not over', async () => {
    const one = await boot({ home, quickstart: true });
    const page = '/w/quickstart/jobs/digits/digits';
    expect(one.server.link).toMatch(/\/signin\?link=[\w-]+&to=\/w\/quickstart\/jobs\/digits\/digits$/);
    expect(new URL(one.server.link).searchParams.get('to')).toBe(page);
    await one.stop();
    const two = await boot({ home });
    expect(new URL(two.server.link).searchParams.get('to')).toBe(page);
    const job = '/api/v1/workspaces/quickstart/experiments/digits/jobs/digits';
    await two.call('POST', `${job}/terminate`);
    await until('the end of the job', async () => (await two.call('GET', job)).json.executionState === 'failed');
    await two.stop();
    const three = await boot({ home });
    expect(new URL(three.server.link).searchParams.has('to')).toBe(false);
    await three.stop();
  });

  test('what was deleted is cleared from the archive, after a restart too', async () => {
    const one = await boot({ home });
    const uid = '0190a0a0-0000-7000-8000-000000000001';
    const left = join(home, 'archive', 'logs', uid, '0');
    await one.stop();
    mkdirSync(left, { recursive: true });
    const connection = openForWriting(join(home, 'trainyard.db'));
    const seq = (connection.prepare('SELECT max(seq) FROM events').pluck().get() as number) + 1;
    connection
      .prepare(
        `INSERT INTO events (seq, at, type, kind, uid, path, workspaceUid, jobUid, revision, actor, changed)
         VALUES (?, 0, 'job.deleted', 'job', ?, 'p', 'w', ?, 1, '{}', '{}')`,
      )
      .run(seq, uid, uid);
    connection.close();
    const two = await boot({ home });
    await two.stop();
    expect(existsSync(left)).toBe(false);
  });
});
