import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Fault } from '@trainyard/contracts/errors';
import type { Express } from 'express';
import type { ServerConfig } from '../config.ts';
import type { ServiceDoor } from '../services/service-door.ts';
import { StartError } from './start-error.ts';
import { answerUnreadable } from './unreadable-request.ts';

/** An hour: the largest upload over a slow line; headers must come within Node's own minute. */
const requestMs = 3_600_000;

/**
 * How long a connection without a request stays: longer than clients and proxies keep theirs (4 to 60 s), so that it is they who close it. With Node's
 * 5 s a client's next request can meet a connection that is being closed, and fails.
 */
const idleMs = 65_000;

export interface Listening {
  /** It listens. */
  server: Server;
  /** Has its requests and upgrades, but for those that a service door claims: everything of our own is attached to this one. */
  inner: Server;
  port: number;
  /** Where people and agents of this machine find it. */
  url: string;
  /** Gives it what is for hosts of its own, before anything else looks at it. */
  divert(door: ServiceDoor): void;
  /** From now on requests go there; until then they are told to wait. */
  serve(app: Express): void;
}

/** Takes the port first of all, so that a second server fails before it touches anything. Throws StartError. */
export async function listen({ host, port }: Pick<ServerConfig, 'host' | 'port'>): Promise<Listening> {
  let app: Express | undefined;
  let door: ServiceDoor | undefined;
  const inner = createServer((req, res) => {
    if (app) return app(req, res);
    const alive = req.url === '/healthz';
    const body = alive ? { status: 'ok' } : new Fault('Starting').toBody();
    res.writeHead(alive ? 200 : 503, { 'content-type': 'application/json', 'retry-after': '1' });
    res.end(JSON.stringify(body));
  });
  const server = createServer((req, res) => {
    if (door?.claims(req)) door.request(req, res);
    else inner.emit('request', req, res);
  });
  server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
    if (door?.claims(req)) door.upgrade(req, socket, head);
    else if (!inner.emit('upgrade', req, socket, head)) socket.destroy();
  });
  answerUnreadable(server);
  server.requestTimeout = requestMs;
  server.keepAliveTimeout = idleMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  return {
    server,
    inner,
    port: taken,
    url: `http://${reachable(host)}:${taken}`,
    divert(to) {
      door = to;
    },
    serve(next) {
      app = next;
    },
  };
}

/** An address that means "all of them" is no address to dial. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): StartError {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartError(
        `port ${port} of ${host} is taken: stop what uses it, or set TRAINYARD_PORT to another port`,
      );
    case 'EACCES':
      return new StartError(`port ${port} needs rights that this user lacks: set TRAINYARD_PORT to 1024 or above`);
    default:
      return new StartError(
        `${host} cannot be listened on (${error.message}): set TRAINYARD_HOST to an address of this machine`,
      );
  }
}
