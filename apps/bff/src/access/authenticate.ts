import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import type { TokenRow } from '@trainyard/db/entities';
import type { Clock } from '@trainyard/runtime/clock';
import type { Read } from '../threads/protocol.ts';
import { sessionOf } from './cookie.ts';
import type { KnownTokens } from './known-tokens.ts';
import { hashSecret } from './secret-hash.ts';

/** Who asks, and what it rests on: when that ends, so does everything that was opened with it. */
export interface Credentials {
  actor: Actor;
  tokenUid: string;
  /** ms since 1970, or null for never. */
  expiresAt: number | null;
  /** Of a session in a cookie; null for a bearer token. */
  session: { hash: string; csrf: string } | null;
}

export interface Presented {
  headers: IncomingHttpHeaders;
  /** A token given in another place than the header: the first packet of a socket. */
  token?: unknown;
  via?: unknown;
}

/** Throws Unauthenticated (nothing given) or BadCredentials (given, and not good any more). */
export type Authenticator = (presented: Presented) => Promise<Credentials>;

const waysIn = ['rest', 'cli', 'portal'] as const;

function wayIn(via: unknown): Actor['via'] {
  return waysIn.find((way) => way === via) ?? 'rest';
}

/** Whoever holds a token. */
export function tokenActor(token: TokenRow, via: Actor['via']): Actor {
  const { uid, name, role, scopeUid } = token;
  return { kind: role, id: uid, name, via, ...(scopeUid === null ? {} : { workspaceUid: scopeUid }) };
}

export function createAuthenticator(tokens: Pick<KnownTokens, 'byHash'>, read: Read, clock: Clock): Authenticator {
  const stands = (token: TokenRow | undefined | null): token is TokenRow =>
    !!token && token.revokedAt === null && (token.expiresAt === null || token.expiresAt > clock.now());

  return async ({ headers, token: given, via }) => {
    const secret = bearerOf(headers) ?? (typeof given === 'string' && given !== '' ? given : undefined);
    if (secret !== undefined) {
      const token = await tokens.byHash(hashSecret(secret));
      if (!stands(token)) throw new Fault('BadCredentials');
      const actor = tokenActor(token, wayIn(headers['x-trainyard-via'] ?? via));
      return { actor, tokenUid: token.uid, expiresAt: token.expiresAt, session: null };
    }
    const cookie = sessionOf(headers);
    if (cookie === undefined) throw new Fault('Unauthenticated');
    const hash = hashSecret(cookie);
    const session = await read('session.byHash', { hash });
    if (!session || session.expiresAt <= clock.now() || !stands(session.token)) throw new Fault('BadCredentials');
    const { token, csrf, expiresAt } = session;
    return { actor: tokenActor(token, 'portal'), tokenUid: token.uid, expiresAt, session: { hash, csrf } };
  };
}

function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  const match = /^Bearer +([\w.~+/=-]{1,512})$/i.exec(headers.authorization ?? '');
  if (headers.authorization !== undefined && !match) throw new Fault('BadCredentials');
  return match?.[1];
}

/** A cookie is sent by the browser whoever asks, so a change also needs what only our own pages can read. */
export function checkCsrf({ session }: Credentials, headers: IncomingHttpHeaders): void {
  if (session === null) return;
  const given = Buffer.from(String(headers['x-trainyard-csrf'] ?? ''));
  const expected = Buffer.from(session.csrf);
  if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) {
    throw new Fault('ForeignOrigin', { origin: 'pages without x-trainyard-csrf' });
  }
}
