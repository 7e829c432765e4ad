import type { IncomingHttpHeaders } from 'node:http';

const name = 'trainyard_session';

/** The session's secret, as far as the request carries one. */
export function sessionOf(headers: IncomingHttpHeaders): string | undefined {
  for (const part of (headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim() || undefined;
  }
  return undefined;
}

/** Set-Cookie for a session that lasts `seconds`; `Secure` only where the browser came by https, else it would be dropped. */
export function sessionCookie(secret: string, seconds: number, secure: boolean): string {
  return `${name}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.max(0, Math.floor(seconds))}${secure ? '; Secure' : ''}`;
}
