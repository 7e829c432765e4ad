import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import type { ServerConfig } from '../config.ts';
import { type RunningServer, startServer } from '../server.ts';

/** The administrator's token of every server that tests start. */
export const adminToken = 'test-administrator-token-of-forty-letters';

export interface Booted {
  server: RunningServer;
  url: string;
  home: string;
  complaints: string[];
  /** A request to the native API; `token` null sends none. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** A connection to a namespace. */
  socket(namespace: string, auth?: object, headers?: Record<string, string>): Socket;
  stop(): Promise<void>;
}

export interface CallOptions {
  token?: string | null;
  body?: unknown;
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests.
  json: any;
}

export function configFor(home: string, more: Partial<ServerConfig> = {}): ServerConfig {
  return {
    home,
    host: '127.0.0.1',
    port: 0,
    servicesHost: undefined,
    adminToken,
    quickstart: false,
    logLevel: 'debug',
    metricsOpen: false,
    codeBytesMost: 512 * 1024 * 1024,
    nvidiaSmi: '/nonexistent',
    containers: { engine: 'none', pullSeconds: undefined, cacheGb: undefined },
    surroundings: { PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', DOCKER_HOST: undefined },
    ...more,
  };
}

export function temporaryHome(): string {
  return mkdtempSync(join(tmpdir(), 'trainyard-bff-'));
}

/** In the place of an agent: keeps its join token for the test, and lives. */
const idleAgent = ['/bin/sh', '-c', 'printf %s "$TRAINYARD_JOIN_TOKEN" > join-token; exec sleep 3600'];

/** Agents outlive their server, so a test ends those that work in its data directory. */
function endProcessesUnder(home: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readlinkSync(`/proc/${pid}/cwd`).startsWith(`${home}/`)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended meanwhile.
    }
  }
}

/** Starts a whole server in this process, its threads and its database real, in a data directory of its own. */
export async function boot(
  more: Partial<ServerConfig> = {},
  agentCommand = idleAgent,
  portal = '/nonexistent',
): Promise<Booted> {
  const home = more.home ?? temporaryHome();
  const complaints: string[] = [];
  const server = await startServer({
    config: configFor(home, more),
    base: new URL('../main.ts', import.meta.url).href,
    complain: (text) => complaints.push(text),
    agentCommand,
    portal,
    onFailure(error) {
      throw error;
    },
  });
  const sockets: Socket[] = [];
  return {
    server,
    url: server.url,
    home,
    complaints,
    call: (method, path, options) => request(server.url, method, path, options),
    socket(namespace, auth = {}, headers = {}) {
      const socket = io(`${server.url}${namespace}`, {
        transports: ['websocket'],
        auth,
        extraHeaders: headers,
        forceNew: true,
        reconnection: false,
      });
      sockets.push(socket);
      return socket;
    },
    async stop() {
      for (const socket of sockets) socket.close();
      await server.close();
      endProcessesUnder(home);
      if (more.home === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

export async function request(url: string, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const { token = adminToken, body, raw, headers = {} } = options;
  const answer = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined && raw === undefined ? {} : { body: raw ?? JSON.stringify(body) }),
  } as RequestInit);
  const text = await answer.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: answer.status, headers: answer.headers, text, json };
}

/** What the log file of a server says. */
export function logOf(home: string): string {
  return readFileSync(join(home, 'logs', 'server.log'), 'utf8');
}

/** Waits until something holds; says what was waited for when it does not come. */
export async function until(what: string, holds: () => unknown, limitMs = 8_000): Promise<void> {
  const end = Date.now() + limitMs;
  for (;;) {
    if (await holds()) return;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
