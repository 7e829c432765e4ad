import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { schemeOf } from './service-hosts.ts';

/** The cookie that opens one service; its host alone gets it. */
export const serviceCookie = 'trainyard_service';

/** Ours, which no job is shown. The portal's stays at its own host; should somebody set one here it goes no further. */
const ourCookies = [serviceCookie, 'trainyard_session'];

/** They are of one connection, and the next has its own (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // Node answers it for us.
  'expect',
]);

/** Speak of the whole host for longer than a service lives. */
const notPassedBack = new Set(['strict-transport-security', 'alt-svc']);

/** Every value that the request has for our cookie: a page of another name below the same host may have put one beside it. */
export function secretsIn({ cookie = '' }: IncomingHttpHeaders): string[] {
  return pairsOf(cookie).flatMap(([name, value]) => (name === serviceCookie ? [value] : []));
}

export function cookieFor(secret: string, seconds: number, secure: boolean): string {
  return `${serviceCookie}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${Math.max(0, seconds)}${secure ? '; Secure' : ''}`;
}

function pairsOf(cookie: string): [string, string][] {
  return cookie.split(';').flatMap((part): [string, string][] => {
    const at = part.indexOf('=');
    return at > 0 ? [[part.slice(0, at).trim(), part.slice(at + 1).trim()]] : [];
  });
}

function namedIn(connection: string | undefined): Set<string> {
  return new Set((connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
}

/** What of a browser's headers the service gets: as if it were asked on its own node, and told by whom in X-Forwarded-*. */
export function forwardedHeaders(req: IncomingMessage, port: number): OutgoingHttpHeaders {
  const { headers, socket } = req;
  const named = namedIn(headers.connection);
  const passed: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (hopByHop.has(name) || named.has(name) || name.startsWith('x-forwarded-') || name === 'forwarded') continue;
    passed[name] = value;
  }
  const local = `127.0.0.1:${port}`;
  const cookies = pairsOf(headers.cookie ?? '').filter(([name]) => !ourCookies.includes(name));
  delete passed.cookie;
  if (cookies.length > 0) passed.cookie = cookies.map(([name, value]) => `${name}=${value}`).join('; ');
  passed.host = local;
  // Services compare them with Host, and both were checked here.
  if (headers.origin !== undefined) passed.origin = `http://${local}`;
  const referer = pathOf(headers.referer);
  if (referer !== undefined) passed.referer = `http://${local}${referer}`;
  passed['x-forwarded-for'] = socket.remoteAddress ?? '';
  passed['x-forwarded-host'] = headers.host ?? '';
  passed['x-forwarded-proto'] = schemeOf(headers);
  return passed;
}

function pathOf(url: string | undefined): string | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed ? `${parsed.pathname}${parsed.search}` : undefined;
}

/** What of the service's headers the browser gets, as pairs so that each Set-Cookie stays one. */
export function answeredHeaders({ headers, headersDistinct }: IncomingMessage, port: number): [string, string[]][] {
  const named = namedIn(headers.connection);
  const passed: [string, string[]][] = [];
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    if (hopByHop.has(name) || named.has(name) || notPassedBack.has(name)) continue;
    if (name === 'set-cookie') passed.push([name, values.flatMap(ownCookie)]);
    else if (name === 'location') passed.push([name, values.map((value) => withoutNode(value, port))]);
    else passed.push([name, values]);
  }
  return passed.filter(([, values]) => values.length > 0);
}

/** A job's cookies are of its own host: it may neither take ours' place nor reach other hosts of the same domain. */
function ownCookie(line: string): string[] {
  const [pair = '', ...attributes] = line.split(';');
  if (ourCookies.includes(pair.split('=')[0]?.trim() ?? '')) return [];
  return [[pair, ...attributes.filter((one) => !/^\s*domain\s*=/i.test(one))].join(';')];
}

/** An address at the node itself is one of this host. */
function withoutNode(location: string, port: number): string {
  const match = new RegExp(`^https?://(127\\.0\\.0\\.1|localhost):${port}(?=[/?#]|$)`, 'i').exec(location);
  return match ? location.slice(match[0].length) || '/' : location;
}
