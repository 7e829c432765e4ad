import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAll } from '../cluster/read-all.ts';
import { adminToken } from '../cluster/server.ts';
import { until } from '../cluster/wait.ts';
import { Yard } from '../cluster/yard.ts';

let yard: Yard;
const inExperiment = { workspace: 'w', experiment: 'e' };

/** Says what it was asked and sends back what it gets, over HTTP and as bytes after an upgrade. */
const echo = `
const http = require('http');
const server = http.createServer(async (req, res) => {
  const parts = [];
  for await (const part of req) parts.push(part);
  const body = Buffer.concat(parts);
  if (req.url === '/twice') return res.writeHead(302, { location: 'http://127.0.0.1:' + process.env.TRAINYARD_PORT_ECHO + '/x?y' }).end();
  res.setHeader('set-cookie', ['mine=1; Domain=localhost; Path=/', 'trainyard_service=stolen']);
  res.setHeader('strict-transport-security', 'max-age=9');
  res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, bytes: body.length, text: body.subarray(0, 100).toString() }));
});
server.on('upgrade', (req, socket, head) => {
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nconnection: Upgrade\\r\\nupgrade: websocket\\r\\nx-origin: ' + req.headers.origin + '\\r\\n\\r\\n');
  socket.write(head);
  socket.pipe(socket);
});
server.listen(Number(process.env.TRAINYARD_PORT_ECHO), '127.0.0.1');
`;

beforeAll(async () => {
  yard = await Yard.open(2);
  await yard.submit('serves', {
    customToolkitSettings: { commandLine: 'echo "$TRAINYARD_PORT_FILES $TRAINYARD_PORT_TO_COME"; sleep 600' },
    files: [
      { path: 'echo.js', text: echo },
      { path: 'page.txt', text: '0123456789' },
    ],
    services: [
      { name: 'files', commandLine: 'python3 -m http.server --bind 127.0.0.1 $TRAINYARD_PORT_FILES' },
      { name: 'echo', commandLine: 'node echo.js' },
      { name: 'to-come' },
    ],
  });
  await yard.inState('serves', 'running');
});
afterAll(() => yard?.close());

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const portOf = () => Number(new URL(yard.server.url).port);

/** Names below localhost need not resolve outside browsers: the address is this machine's, the name stands in Host. */
function ask(host: string, path: string, headers: object = {}, method = 'GET', body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: portOf(), path, method, headers: { host, ...headers }, agent: false };
    const req = request(options, (res: IncomingMessage) => {
      readAll(res).then(
        (bytes) => resolve({ status: res.statusCode ?? 0, headers: res.headers, text: Buffer.from(bytes).toString() }),
        reject,
      );
    });
    req.on('error', reject);
    req.end(body);
  });
}

interface Opened {
  host: string;
  cookie: string;
  ticket: string;
}

async function ticketFor(service: string, name = 'serves'): Promise<{ host: string; path: string; url: string }> {
  const { url } = await yard.client.call('openService', { params: { ...inExperiment, name, service } });
  const { host, pathname, search } = new URL(url);
  return { host, path: `${pathname}${search}`, url };
}

async function opened(service: string, name?: string): Promise<Opened> {
  const { host, path } = await ticketFor(service, name);
  const answer = await ask(host, path);
  expect(answer.status).toBe(303);
  return { host, ticket: path, cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
}

/** Its answer once its program listens. */
async function page({ host, cookie }: Opened, path: string, headers: object = {}, method = 'GET', body?: Buffer) {
  return until(`${path} to be there`, async () => {
    const answer = await ask(host, path, { cookie, ...headers }, method, body);
    return answer.status !== 502 && answer;
  });
}

describe('a service', () => {
  test('has a port that every process knows, and stands in the job while it runs', async () => {
    const said = await until('the job to speak', async () => (await yard.log('serves')).toString());
    const { services } = await yard.job('serves');
    expect(services).toMatchObject([
      { name: 'files', state: 'running', node: expect.any(String) },
      { name: 'echo', commandLine: 'node echo.js' },
      { name: 'to-come', commandLine: null, state: 'running' },
    ]);
    expect(said).toBe(`${services[0]?.port} ${services[2]?.port}\n`);
  });

  test('is opened by a ticket, once, which leaves a cookie of its own host', async () => {
    const { host, path } = await ticketFor('files');
    expect(host).toMatch(/^[0-9a-f]{40}\.localhost:\d+$/);
    // Whoever looks at the address before does not use it up.
    expect((await ask(host, path, {}, 'HEAD')).status).toBe(403);
    const first = await ask(host, path);
    expect(first).toMatchObject({ status: 303, headers: { location: '/', 'referrer-policy': 'no-referrer' } });
    expect(first.headers['set-cookie']?.[0]).toMatch(
      /^trainyard_service=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
    );
    expect((await ask(host, path)).status).toBe(403);
    const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const listing = await page({ host, cookie, ticket: path }, '/');
    expect(listing.status).toBe(200);
    expect(listing.text).toContain('page.txt');
  });

  test('is refused without its cookie, with another’s, and to pages of other hosts', async () => {
    const [one, other] = [await opened('echo'), await opened('echo')];
    expect(one.host).not.toBe(other.host);
    await page(one, '/');
    for (const headers of [{}, { cookie: other.cookie }, { cookie: 'trainyard_service=' }]) {
      expect((await ask(one.host, '/', headers)).status).toBe(403);
    }
    expect((await ask(`nobody.localhost:${portOf()}`, '/', { cookie: one.cookie })).status).toBe(403);
    const foreign = { cookie: one.cookie, origin: `http://${other.host}` };
    expect((await ask(one.host, '/', foreign, 'POST')).status).toBe(403);
    expect((await ask(one.host, '/', { cookie: one.cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await ask(one.host, '/', { cookie: one.cookie, ...link })).status).toBe(200);
  });

  test('has a host where neither the portal nor the API nor its socket is', async () => {
    const { host, cookie } = await opened('echo');
    const authorization = `Bearer ${adminToken}`;
    for (const path of ['/healthz', '/api/v1/session', '/socket.io/?EIO=4&transport=polling', '/jobs']) {
      expect((await ask(host, path, { authorization })).status).toBe(403);
      expect(JSON.parse((await page({ host, cookie, ticket: '' }, path)).text).url).toBe(path);
    }
  });

  test('gets what the browser sent as if it were asked on its node, without cookies of ours', async () => {
    const one = await opened('echo');
    const cookie = `a=1; trainyard_session=secret; ${one.cookie}; b=2`;
    const headers = {
      origin: `http://${one.host}`,
      'x-forwarded-for': '6.6.6.6',
      connection: 'close, x-hop',
      'x-hop': '1',
    };
    const body = Buffer.alloc(3_000_000, 'x');
    const answer = await page(one, '/a/b?c=d', { ...headers, cookie }, 'PUT', body);
    const { port } = (await yard.job('serves')).services[1] ?? {};
    const local = `127.0.0.1:${port}`;
    const got = JSON.parse(answer.text);
    expect(got).toMatchObject({ method: 'PUT', url: '/a/b?c=d', bytes: body.length });
    expect(got.headers).toMatchObject({ host: local, origin: `http://${local}`, cookie: 'a=1; b=2' });
    expect(got.headers).toMatchObject({ 'x-forwarded-host': one.host, 'x-forwarded-proto': 'http' });
    expect(got.headers['x-forwarded-for']).not.toContain('6.6.6.6');
    expect(got.headers).not.toHaveProperty('x-hop');
    expect(answer.headers['set-cookie']).toEqual(['mine=1; Path=/']);
    expect(answer.headers).not.toHaveProperty('strict-transport-security');
    expect((await page(one, '/twice')).headers.location).toBe('/x?y');
  });

  test('answers HEAD, and large files whole', async () => {
    const one = await opened('files');
    const head = await page(one, '/page.txt', {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, text: '', headers: { 'content-length': '10' } });
    expect((await page(one, '/page.txt')).text).toBe('0123456789');
  });

  test('speaks WebSocket, to its own pages only', async () => {
    const one = await opened('echo');
    await page(one, '/');
    expect(await upgrade(one, { origin: 'http://evil.example' })).toMatchObject({ statusCode: 403 });
    const { res, socket } = await upgrade(one, { origin: `http://${one.host}` });
    expect(res.headers['x-origin']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const bytes = Buffer.alloc(1_000_000, 'ping');
    socket?.write(bytes);
    let got = 0;
    for await (const part of socket ?? []) {
      got += (part as Buffer).length;
      if (got >= bytes.length) break;
    }
    expect(got).toBe(bytes.length);
  });

  test('that does not listen is told as that, one that is not there refused, one that ended does not harm', async () => {
    const one = await opened('to-come');
    const answer = await ask(one.host, '/', { cookie: one.cookie });
    expect(answer.status).toBe(502);
    expect(answer.text).toContain('to-come does not listen yet');
    await expect(ticketFor('nothing')).rejects.toMatchObject({ code: 'ServiceNotFound' });
    await yard.submit('short', {
      customToolkitSettings: { commandLine: 'sleep 0.2' },
      services: [
        { name: 'broken', commandLine: 'exit 9' },
        { name: 'stays', commandLine: 'sleep 600' },
      ],
    });
    expect(await yard.inState('short', 'succeeded')).toMatchObject({ executionInfo: { exitCode: 0 } });
    await expect(ticketFor('stays', 'short')).rejects.toMatchObject({ code: 'TaskNotRunning' });
  });

  test('ends with its job, and who opened it is recorded', async () => {
    const one = await opened('echo');
    await page(one, '/');
    const { socket } = await upgrade(one, { origin: `http://${one.host}` });
    const ended = new Promise((resolve) => socket?.once('close', resolve));
    socket?.resume().on('error', () => {});
    await yard.terminate('serves');
    await ended;
    await yard.inState('serves', 'failed');
    await until('the host to be closed', async () => (await ask(one.host, '/', { cookie: one.cookie })).status === 403);
    const { items } = await yard.client.call('listEvents', { query: { limit: 1000 } });
    const told = (items as unknown as TrainyardEvent[]).filter(({ subject }) =>
      subject.path.endsWith('/services/echo'),
    );
    expect(told.filter(({ type }) => type === 'channel.opened').length).toBeGreaterThan(4);
    const closed = told.filter(({ type }) => type === 'channel.closed');
    expect(
      closed.some(({ changed }) => Number(changed.bytesIn) > 2_000_000 && changed.openedBy === 'administrator'),
    ).toBe(true);
  });
});

function upgrade(
  { host, cookie }: Opened,
  headers: object,
): Promise<{ res: IncomingMessage; statusCode: number | undefined; socket?: Duplex }> {
  return new Promise((resolve, reject) => {
    const all = { host, cookie, connection: 'Upgrade', upgrade: 'websocket', ...headers };
    const req = request({ host: '127.0.0.1', port: portOf(), path: '/', headers: all, agent: false });
    req.on('upgrade', (res, socket) => resolve({ res, statusCode: 101, socket }));
    req.on('response', (res) => resolve({ res, statusCode: res.statusCode }));
    req.on('error', reject);
    req.end();
  });
}
