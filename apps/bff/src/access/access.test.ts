import { request as httpRequest } from 'node:http';
import { api, type OperationName } from '@trainyard/contracts/api';
import type { Operation } from '@trainyard/contracts/api/operation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from '../http/app.ts';
import { type Booted, boot, until } from '../testing/boot.ts';
import { servedRoutes } from '../testing/served-routes.ts';

let yard: Booted;
const tokens: Record<string, string> = {};
const uids: Record<string, string> = {};
const server = {
  vmSize: 'STANDARD_D1',
  sshConfiguration: { userAccountSettings: { adminUserName: 'ada' } },
  dataDisks: { diskSizeInGB: 1, diskCount: 1, storageAccountType: 'Standard_LRS' },
};
const job = { name: 'j', cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } };

beforeAll(async () => {
  yard = await boot();
  const post = async (path: string, body: object) => (await yard.call('POST', `/api/v1${path}`, { body })).json;
  for (const name of ['own', 'other']) uids[name] = (await post('/workspaces', { name })).uid;
  await post('/workspaces/own/experiments', { name: 'e' });
  const size = { vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 0 } } };
  await post('/workspaces/own/clusters', { name: 'c', ...size });
  await post('/workspaces/own/file-servers', { name: 'f', ...server });
  uids.job = (await post('/workspaces/own/experiments/e/jobs', job)).uid;
  await post('/storage-accounts', { name: 'closed', backing: { kind: 'local' }, workspaces: ['own'] });
  const reader = (name: string, more = {}) => post('/tokens', { name, role: 'reader', ...more });
  tokens.reader = (await reader('reader')).secret;
  tokens.insider = (await reader('insider', { workspace: 'own' })).secret;
  tokens.outsider = (await reader('outsider', { workspace: 'other' })).secret;
});
afterAll(() => yard?.stop());

/** A uid that nothing has. */
const nobody = '0190a0a0-0000-7000-8000-000000000000';
const hash = '0'.repeat(64);
const own = { workspace: 'own' };
const inJob = { ...own, experiment: 'e', name: 'j' };

/** A valid call of each operation about the workspace `own`; an operation that is missing here does not compile. */
const calls: Record<OperationName, { params?: object; query?: () => string; body?: unknown }> = {
  createWorkspace: { body: { name: 'made' } },
  listWorkspaces: {},
  getWorkspace: { params: own },
  updateWorkspace: { params: own, body: { tags: {} } },
  getDiskUse: { params: own },
  getGpuTime: { params: own },
  deleteWorkspace: { params: own },
  createExperiment: { params: own, body: { name: 'made' } },
  listExperiments: { params: own },
  getExperiment: { params: { ...own, name: 'e' } },
  deleteExperiment: { params: { ...own, name: 'e' } },
  createCluster: {
    params: own,
    body: { name: 'made', vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 0 } } },
  },
  listClusters: { params: own },
  getCluster: { params: { ...own, name: 'c' } },
  updateCluster: { params: { ...own, name: 'c' }, body: { scaleSettings: { manual: { targetNodeCount: 0 } } } },
  deleteCluster: { params: { ...own, name: 'c' } },
  createFileServer: { params: own, body: { name: 'made', ...server } },
  listFileServers: { params: own },
  getFileServer: { params: { ...own, name: 'f' } },
  deleteFileServer: { params: { ...own, name: 'f' } },
  listNodes: { params: { ...own, name: 'c' } },
  listClusterLogins: { params: { ...own, name: 'c' } },
  getNode: { params: { ...own, name: 'c', node: nobody } },
  listNodeTasks: { params: { ...own, name: 'c', node: nobody } },
  declareNodeLost: { params: { ...own, name: 'c', node: nobody } },
  updateNode: { params: { ...own, name: 'c', node: nobody }, body: { schedulable: false } },
  reclaimNode: { params: { ...own, name: 'c', node: nobody } },
  drainNode: { params: { ...own, name: 'c', node: nobody }, body: {} },
  setUpNode: { params: { ...own, name: 'c', node: nobody } },
  listScaling: { params: { ...own, name: 'c' } },
  listQueues: { params: { ...own, name: 'c' } },
  createReservation: { params: { ...own, name: 'c' }, body: { name: 'made', nodeCount: 1 } },
  listReservations: { params: { ...own, name: 'c' } },
  deleteReservation: { params: { ...own, name: 'c', reservation: 'made' } },
  listLimits: {},
  listUsages: {},
  listVitals: { params: own },
  getActivity: { params: own },
  setLimit: { params: { scope: 'user', name: 'made' }, body: { jobs: 1 } },
  deleteLimit: { params: { scope: 'user', name: 'made' } },
  createStorageAccount: { body: { name: 'made', backing: { kind: 'local' } } },
  updateStorageAccount: { params: { name: 'closed' }, body: { backing: { kind: 'local' } } },
  listStorageAccounts: {},
  getStorageAccount: { params: { name: 'closed' } },
  deleteStorageAccount: { params: { name: 'closed' } },
  ensureAutoStorage: { params: own },
  listPreemptions: { params: inJob },
  submitJob: { params: { ...own, experiment: 'e' }, body: { ...job, name: 'made' } },
  submitJobs: { params: { ...own, experiment: 'e' }, body: { common: job, jobs: [{ name: 'one' }] } },
  explainJob: { params: inJob },
  getForecastScore: {},
  planJob: { params: { ...own, experiment: 'e' }, body: job },
  listJobs: { params: own },
  countJobs: { params: own },
  updateJobs: { params: own, body: { uids: [nobody], change: { held: true } } },
  terminateJobs: { params: own, body: { uids: [nobody] } },
  deleteJobs: { params: own, body: { uids: [nobody] } },
  resubmitJobs: { params: own, body: { uids: [nobody] } },
  listFamilies: { params: own },
  listViews: { params: own },
  saveView: { params: { ...own, name: 'mine' }, body: { query: 'state=failed' } },
  deleteView: { params: { ...own, name: 'mine' } },
  getJob: { params: inJob },
  updateJob: { params: inJob, body: { held: false } },
  listUnits: { params: inJob },
  deleteJob: { params: inJob },
  terminateJob: { params: inJob },
  resubmitJob: { params: inJob, body: { name: 'made' } },
  listAttempts: { params: inJob },
  getCapsule: { params: inJob },
  openService: { params: { ...inJob, service: 'board' } },
  listJobLogins: { params: inJob },
  listLogs: { params: inJob },
  listArtifacts: { params: inJob },
  getArtifact: { params: { uid: nobody } },
  readLogTimes: { query: () => `stream=${uids.job}/0/1/0/run/0/stdout&fromLine=0&lines=1` },
  findLogBytes: { query: () => `stream=${uids.job}/0/1/0/run/0/stdout&from=0&to=1` },
  readLogOverview: { query: () => `stream=${uids.job}/0/1/0/run/0/stdout` },
  searchLogs: { body: () => ({ streams: [`${uids.job}/0/1/0/run/0/stdout`] }) },
  exportLogs: { query: () => `streams=${uids.job}/0/1/0/run/0/stdout` },
  readLog: { query: () => `stream=${uids.job}/0/1/0/run/0/stdout` },
  readSeries: { query: () => `job=${uids.job}` },
  listEvents: { query: () => 'workspace=own' },
  listJobDirectories: { params: inJob },
  listJobFiles: { params: { ...inJob, directory: 'stdouterr' } },
  getJobFile: { params: { ...inJob, directory: 'stdouterr' }, query: () => 'path=stdout.txt' },
  zipJobFiles: { params: { ...inJob, directory: 'stdouterr' } },
  linkJobFile: { params: { ...inJob, directory: 'stdouterr' }, body: { path: 'stdout.txt' } },
  listFileServerFiles: { params: { ...own, name: 'f' } },
  getFileServerFile: { params: { ...own, name: 'f' }, query: () => 'path=a' },
  zipFileServerFiles: { params: { ...own, name: 'f' } },
  linkFileServerFile: { params: { ...own, name: 'f' }, body: { path: 'a' } },
  listStorageFiles: { params: { name: 'closed' } },
  getStorageFile: { params: { name: 'closed' }, query: () => 'path=a' },
  zipStorageFiles: { params: { name: 'closed' }, query: () => 'path=a' },
  linkStorageFile: { params: { name: 'closed' }, body: { path: 'a' } },
  hasBlob: { params: { sha256: hash } },
  putBlob: { params: { sha256: hash } },
  missingBlobs: { body: { sha256: [hash] } },
  getCodeLimits: {},
  createToken: { body: { name: 'made', role: 'reader' } },
  listTokens: {},
  revokeToken: { params: { uid: nobody } },
  getSession: {},
};

function ask(name: OperationName, token: string | null | undefined) {
  const operation: Operation = api[name];
  const { params = {}, query, body } = calls[name];
  const path = operation.path.replace(/:(\w+)/g, (_, key: string) => (params as Record<string, string>)[key] ?? '');
  const url = `/api/v1${path}${query ? `?${query()}` : ''}`;
  const given = typeof body === 'function' ? body() : body;
  return yard.call(operation.method, url, { token: token ?? null, ...(given === undefined ? {} : { body: given }) });
}

describe('no route answers without credentials', () => {
  test('but those of the one list', async () => {
    const routes = servedRoutes(yard.server.inside.app);
    expect(routes.length).toBeGreaterThan(Object.keys(api).length);
    expect(open.filter((route) => !routes.includes(route))).toEqual([]);
    for (const route of routes.filter((one) => !open.includes(one))) {
      const [method = '', path = ''] = route.split(' ');
      for (const token of [null, 'a'.repeat(43)]) {
        const url = path.replace(/:\w+/g, 'x');
        const answer = await yard.call(method, url, {
          token,
          ...(['GET', 'HEAD'].includes(method) ? {} : { raw: '' }),
        });
        expect(`${route} ${answer.status}`).toBe(`${route} 401`);
      }
    }
  });

  test('and every namespace of the socket refuses, or hears nothing but a hello', async () => {
    const names = [...yard.server.inside.io._nsps.keys()];
    expect(names.sort()).toEqual(['/', '/fleet', '/live']);
    for (const name of ['/', '/live']) {
      for (const auth of [{}, { token: 'a'.repeat(43) }]) {
        const socket = yard.socket(name, auth);
        const error = await new Promise<Error & { data?: { error: { code: string } } }>((resolve, reject) => {
          socket.once('connect_error', resolve);
          socket.once('connect', () => reject(new Error(`${name} let in`)));
        });
        expect(['Unauthenticated', 'BadCredentials']).toContain(error.data?.error.code);
      }
    }
    const agent = yard.socket('/fleet');
    await new Promise((resolve) => agent.once('challenge', resolve));
    for (const packet of ['report', 'log', 'series', 'resync', 'beat', 'subscribe']) {
      const answer = await agent.emitWithAck(packet, {});
      expect(['Unauthenticated', 'InvalidBody']).toContain(answer.error.code);
    }
  });
});

describe('who may do what, over the whole table', () => {
  const names = Object.keys(api) as OperationName[];
  /** Operations about the installation, which a reader of any workspace may call and sees cut to its scope. */
  const everybody = ['listWorkspaces', 'listStorageAccounts', 'listUsages', 'getSession', 'getForecastScore'];
  /** Their calls name a node that is not there. */
  const absent = ['declareNodeLost', 'updateNode', 'reclaimNode', 'drainNode', 'setUpNode'];

  test.each(names)('%s', async (name) => {
    const { verb } = api[name] as Operation;
    const reads = verb === 'read';
    for (const who of ['reader', 'insider'] as const) {
      const { status } = await ask(name, tokens[who]);
      if (reads) expect(`${who} ${status}`).not.toMatch(/401|403|400/);
      // An object that is not there is not there for anybody.
      else expect(`${who} ${status}`).toBe(`${who} ${absent.includes(name) ? 404 : 403}`);
    }
    const { status } = await ask(name, tokens.outsider);
    const params = calls[name].params as { workspace?: string; name?: string } | undefined;
    const inWorkspace = params?.workspace !== undefined || params?.name === 'closed';
    if (everybody.includes(name)) expect(status).toBe(200);
    else expect(status).toBe(inWorkspace || reads ? 404 : 403);
  });

  test('lists and events are cut to the scope', async () => {
    const { json } = await yard.call('GET', '/api/v1/workspaces', { token: tokens.outsider ?? '' });
    expect(json.items.map(({ name }: { name: string }) => name)).toEqual(['other']);
    const events = await yard.call('GET', '/api/v1/events?limit=1000', { token: tokens.outsider ?? '' });
    expect(new Set(events.json.items.map(({ workspaceUid }: { workspaceUid: string }) => workspaceUid))).toEqual(
      new Set([uids.other]),
    );
  });

  test('an administrator of one workspace is not promised', async () => {
    const body = { name: 'x', role: 'administrator', workspace: 'own' };
    expect((await yard.call('POST', '/api/v1/tokens', { body })).status).toBe(400);
  });
});

describe('a session', () => {
  const signIn = async (token = tokens.reader) => {
    const answer = await yard.call('POST', '/api/v1/session', { token: null, body: { token } });
    return { answer, cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] as string };
  };

  test('is a cookie that scripts cannot read, new at each sign-in', async () => {
    const one = await signIn();
    expect(one.answer.status).toBe(201);
    expect(one.answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    expect(one.answer.headers.get('set-cookie')).not.toContain('Secure');
    expect((await signIn()).cookie).not.toBe(one.cookie);
    const who = await yard.call('GET', '/api/v1/session', { token: null, headers: { cookie: one.cookie } });
    expect(who.json).toMatchObject({ actor: { kind: 'reader', name: 'reader' }, csrf: one.answer.json.csrf });
  });

  test('changes nothing without its csrf value, and ends when asked to', async () => {
    const { answer, cookie } = await signIn(tokens.insider);
    const out = (headers: object) =>
      yard.call('DELETE', '/api/v1/session', { token: null, headers: { cookie, ...headers } });
    expect((await out({})).status).toBe(403);
    expect((await out({ 'x-trainyard-csrf': 'a'.repeat(43) })).status).toBe(403);
    const socket = yard.socket('/live', {}, { cookie });
    await new Promise((resolve) => socket.once('connect', resolve as () => void));
    const cut = new Promise((resolve) => socket.once('disconnect', resolve));
    expect((await out({ 'x-trainyard-csrf': answer.json.csrf })).status).toBe(204);
    await cut;
    expect((await yard.call('GET', '/api/v1/session', { token: null, headers: { cookie } })).status).toBe(401);
  });

  test('opens by a link that works once, which looking at its page does not use up', async () => {
    const link = new URL(yard.server.link);
    for (let look = 0; look < 2; look++) await yard.call('GET', `${link.pathname}${link.search}`, { token: null });
    const post = () =>
      yard.call('POST', '/api/v1/session', { token: null, body: { link: link.searchParams.get('link') } });
    const first = await post();
    expect([first.status, first.json.actor.kind]).toEqual([201, 'administrator']);
    const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] as string;
    const who = await yard.call('GET', '/api/v1/session', { token: null, headers: { cookie } });
    expect(who.json).toEqual(first.json);
    expect((await post()).status).toBe(401);
  });

  test.each([{}, { token: 'a', link: 'b' }, { token: 'a', more: 1 }, { link: '' }, { link: 5 }, []])(
    'does not open by %j',
    async (body) => {
      const answer = await yard.call('POST', '/api/v1/session', { token: null, body });
      expect([answer.status, answer.json.error.code]).toEqual([400, 'InvalidBody']);
      expect(answer.headers.get('set-cookie')).toBeNull();
    },
  );

  test('ends when its browser signs in again, and what it had opened is cut; a sign-in that fails ends nothing', async () => {
    const { cookie } = await signIn();
    const again = (token: string | undefined) =>
      yard.call('POST', '/api/v1/session', { token: null, body: { token }, headers: { cookie } });
    const look = (given: string) => yard.call('GET', '/api/v1/session', { token: null, headers: { cookie: given } });
    expect((await again('wrong'.repeat(8))).status).toBe(401);
    expect((await look(cookie)).status).toBe(200);
    const socket = yard.socket('/live', {}, { cookie });
    await new Promise((resolve) => socket.once('connect', resolve as () => void));
    const cut = new Promise((resolve) => socket.once('disconnect', resolve));
    const second = await again(tokens.insider);
    await cut;
    expect((await look(cookie)).status).toBe(401);
    const renewed = (second.headers.get('set-cookie') ?? '').split(';')[0] as string;
    expect(renewed).not.toBe(cookie);
    expect((await look(renewed)).json.actor.name).toBe('insider');
  });

  test('says which workspace it is limited to', async () => {
    expect((await signIn()).answer.json.workspace).toBeNull();
    expect((await signIn(tokens.insider)).answer.json).toMatchObject({
      actor: { kind: 'reader', name: 'insider' },
      workspace: 'own',
    });
    expect((await yard.call('GET', '/api/v1/session')).json.workspace).toBeNull();
  });
});

describe('requests of foreign pages are refused', () => {
  const body = { name: 'foreign' };
  const post = (headers: Record<string, string>) => yard.call('POST', '/api/v1/workspaces', { body, headers });

  test.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a page without origin', { origin: 'null' }],
    ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
    ['a page of a sibling site', { 'sec-fetch-site': 'same-site' }],
  ])('%s', async (_, headers) => {
    expect(await post(headers as Record<string, string>)).toMatchObject({
      status: 403,
      json: { error: { code: 'ForeignOrigin' } },
    });
  });

  test('our own page is not', async () => {
    expect((await post({ origin: yard.url, 'sec-fetch-site': 'same-origin' })).status).toBe(201);
  });

  test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'a b'])('the host %j', async (host) => {
    const status = await new Promise((resolve, reject) => {
      const sent = httpRequest(`${yard.url}/healthz`, { headers: { host } }, (res) => resolve(res.resume().statusCode));
      sent.on('error', reject).end();
    });
    expect([400, 403]).toContain(status);
  });

  test('another origin cannot open a socket', async () => {
    const socket = yard.socket('/live', { token: tokens.reader }, { origin: 'https://evil.example' });
    await new Promise((resolve, reject) => {
      socket.once('connect_error', resolve);
      socket.once('connect', () => reject(new Error('it was let in')));
    });
  });
});

describe('credentials that end', () => {
  test('a revoked token cuts its sockets and works no more', async () => {
    const made = await yard.call('POST', '/api/v1/tokens', { body: { name: 'brief', role: 'reader' } });
    const socket = yard.socket('/live', { token: made.json.secret });
    await new Promise((resolve) => socket.once('connect', resolve as () => void));
    const cut = new Promise((resolve) => socket.once('disconnect', resolve));
    expect((await yard.call('DELETE', `/api/v1/tokens/${made.json.uid}`)).status).toBe(204);
    await cut;
    expect((await yard.call('GET', '/api/v1/session', { token: made.json.secret })).status).toBe(401);
  });

  test('ten wrong sign-ins close the door for a while', async () => {
    const guess = () => yard.call('POST', '/api/v1/session', { token: null, body: { token: 'wrong'.repeat(8) } });
    const seen: number[] = [];
    await until('the throttle', async () => {
      seen.push((await guess()).status);
      return seen.at(-1) === 429;
    });
    expect(seen.length).toBeLessThanOrEqual(11);
    expect((await guess()).headers.get('retry-after')).toMatch(/^\d+$/);
  });
});
