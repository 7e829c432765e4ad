import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import { Fault } from '@trainyard/contracts/errors';
import { formatTime } from '@trainyard/contracts/times';
import type { Credentials } from '../access/authenticate.ts';
import { checkOrigin } from '../access/origin.ts';
import type { Channels } from '../channels/channels.ts';
import { answeredHeaders, cookieFor, secretsIn } from './headers.ts';
import { ownHeaders, type PlainPage, pages, sendPage, unavailable } from './pages.ts';
import { labelOf, portOf, schemeOf } from './service-hosts.ts';
import type { ServiceSession, ServiceSessions } from './service-sessions.ts';
import { askService, Busy } from './upstream.ts';

/** Where a ticket becomes a cookie; a service that has pages of this name keeps them to itself. */
const openPath = '/.trainyard/open';

/** What serves the pages of jobs, each at a host of its own. */
export interface ServiceDoor {
  /** True when a request or upgrade is for such a host: then nothing else may see it. */
  claims(req: IncomingMessage): boolean;
  request(req: IncomingMessage, res: ServerResponse): void;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * An address that opens a service once, as `from` would reach this server. Throws ServicesHostUnset, ServiceNotFound, TaskNotRunning.
   */
  open(
    jobUid: string,
    service: string,
    credentials: Credentials,
    from: IncomingMessage,
  ): Promise<{ url: string; expiresAt: string }>;
}

interface Ports {
  /** Null: nowhere. */
  servicesHost: string | null;
  sessions: ServiceSessions;
  channels: Channels;
}

export function createServiceDoor({ servicesHost, sessions, channels }: Ports): ServiceDoor {
  const labelIn = (req: IncomingMessage): string | undefined => labelOf(req.headers.host, servicesHost);

  /** The session that a request may use, or what it is told instead. */
  function admitted(req: IncomingMessage): ServiceSession | PlainPage {
    const session = sessions.admit(labelIn(req) ?? '', secretsIn(req.headers));
    if (!session || !req.url?.startsWith('/')) return pages.notOpen;
    return isForeign(req) ? pages.foreign : session;
  }

  function answer(req: IncomingMessage, res: ServerResponse): void {
    const url = req.url ?? '/';
    if (url.startsWith(`${openPath}?`)) {
      redeem(req, res, new URLSearchParams(url.slice(openPath.length + 1)).get('ticket') ?? '');
      return;
    }
    const session = admitted(req);
    if ('status' in session) sendPage(res, session, req.method === 'HEAD');
    else pass(session, req, res);
  }

  function redeem(req: IncomingMessage, res: ServerResponse, ticket: string): void {
    // Whoever only looks at an address must not use it up.
    const opened = req.method === 'GET' ? sessions.redeem(labelIn(req) ?? '', ticket) : undefined;
    if (!opened) {
      sendPage(res, pages.notOpen, req.method === 'HEAD');
      return;
    }
    const cookie = cookieFor(opened.secret, opened.seconds, schemeOf(req.headers) === 'https');
    res.writeHead(303, { ...ownHeaders, location: '/', 'set-cookie': cookie, 'content-length': 0 });
    res.end();
  }

  function pass(session: ServiceSession, req: IncomingMessage, res: ServerResponse): void {
    const upstream = askService(channels, sessions, session, req);
    upstream.on('response', (from) => {
      for (const [name, values] of answeredHeaders(from, session.port)) res.setHeader(name, values);
      res.writeHead(from.statusCode ?? 502, from.statusMessage);
      pipeline(from, res, () => upstream.destroy());
    });
    upstream.on('error', (error) => sendPage(res, whyNot(session, error), req.method === 'HEAD'));
    // Who left does not wait for an answer.
    res.on('close', () => upstream.destroy());
    req.on('error', () => upstream.destroy());
    req.pipe(upstream);
  }

  function passUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {});
    const session = admitted(req);
    if ('status' in session) {
      refuseUpgrade(socket, session);
      return;
    }
    const protocol = req.headers.upgrade ?? '';
    const upstream = askService(channels, sessions, session, req, { connection: 'Upgrade', upgrade: protocol });
    upstream.on('upgrade', (from, stream, first) => {
      const agreed: [string, string[]][] = [
        ['connection', ['Upgrade']],
        ['upgrade', [from.headers.upgrade ?? protocol]],
      ];
      socket.write(headOf(from, [...agreed, ...answeredHeaders(from, session.port)]));
      if (first.length > 0) socket.write(first);
      if (head.length > 0) stream.write(head);
      join(socket, stream);
    });
    upstream.on('response', (from) => {
      // It does not speak that protocol, and says so in its own words.
      socket.write(headOf(from, [['connection', ['close']], ...withoutLength(answeredHeaders(from, session.port))]));
      pipeline(from, socket, () => upstream.destroy());
    });
    upstream.on('error', (error) => refuseUpgrade(socket, whyNot(session, error)));
    socket.on('close', () => upstream.destroy());
    upstream.end();
  }

  return {
    claims: (req) => labelIn(req) !== undefined,
    request: answer,
    upgrade: passUpgrade,
    async open(jobUid, service, credentials, from) {
      if (servicesHost === null) throw new Fault('ServicesHostUnset');
      const { label, ticket, expiresAt } = await sessions.open(jobUid, service, credentials);
      const host = `${label}.${servicesHost}${portOf(from.headers.host)}`;
      const url = `${schemeOf(from.headers)}://${host}${openPath}?ticket=${ticket}`;
      return { url, expiresAt: formatTime(expiresAt) };
    },
  };
}

/** Asked by a page of another origin, which a browser says. Following a link to here is anybody's right: it only shows the page. */
function isForeign({ method, headers }: IncomingMessage): boolean {
  const followed = method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers.origin === undefined;
  // A frame is no tab: within another page its clicks would be stolen.
  if (followed && headers['sec-fetch-dest'] === 'document') return false;
  try {
    checkOrigin(headers);
    return false;
  } catch {
    return true;
  }
}

function whyNot({ service }: ServiceSession, error: Error): PlainPage {
  if (error instanceof Busy) return pages.busy;
  const fault = error instanceof Fault ? error : undefined;
  return unavailable(
    service,
    fault?.code === 'PortNotOpen',
    fault?.message ?? 'It ended the connection without an answer.',
  );
}

function refuseUpgrade(socket: Duplex, { status, title }: PlainPage): void {
  socket.end(`HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** The end of the connection is the end of the body: its pieces were put together already. */
function withoutLength(headers: [string, string[]][]): [string, string[]][] {
  return headers.filter(([name]) => name !== 'content-length');
}

function headOf({ statusCode, statusMessage }: IncomingMessage, headers: [string, string[]][]): string {
  const lines = headers.flatMap(([name, values]) => values.map((value) => `${name}: ${value}`));
  return [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...lines, '', ''].join('\r\n');
}

function join(one: Duplex, other: Duplex): void {
  one.pipe(other);
  other.pipe(one);
  one.on('close', () => other.destroy());
  other.on('close', () => one.destroy());
  other.on('error', () => one.destroy());
}
