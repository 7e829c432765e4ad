import type { Actor } from '@trainyard/contracts/actors';
import { signIn } from '@trainyard/contracts/api/access';
import { Fault } from '@trainyard/contracts/errors';
import { parse } from '@trainyard/contracts/parse';
import type { OpenedSession } from '@trainyard/control/interface';
import { type Request, type Response, Router } from 'express';
import { checkCsrf } from '../../access/authenticate.ts';
import { sessionCookie, sessionOf } from '../../access/cookie.ts';
import { hashSecret } from '../../access/secret-hash.ts';
import type { Doors } from '../../doors.ts';
import { readJson } from '../json-body.ts';
import { presentSession } from './session-routes.ts';

/** Nobody is known before a sign-in; the audit says what asked for it. */
const newcomer: Actor = { kind: 'controller', id: 'sign-in', name: 'sign-in', via: 'portal' };

/** Turns a credential into a session, counting what fails by address. */
async function openSession(
  doors: Doors,
  req: Request,
  { token = '', link }: { token?: string | undefined; link?: string | undefined },
): Promise<OpenedSession> {
  const address = req.socket.remoteAddress ?? 'unknown';
  doors.throttle.check(address);
  try {
    return await doors.execute('session.open', link === undefined ? { token } : { link }, newcomer);
  } catch (error) {
    if (error instanceof Fault && error.code === 'BadCredentials') doors.throttle.failed(address);
    throw error;
  }
}

function setCookie(doors: Doors, req: Request, res: Response, session: OpenedSession): void {
  const seconds = (session.expiresAt - doors.clock.now()) / 1000;
  const secure = req.secure || req.get('x-forwarded-proto') === 'https';
  res.append('set-cookie', sessionCookie(session.secret, seconds, secure));
}

/** Ends the session of a cookie and cuts what it had opened. */
async function closeSession(
  doors: Doors,
  secret: string,
  by: Actor,
  onClosed: (sessionHash: string) => void,
): Promise<void> {
  const { closed } = await doors.execute('session.close', { secret }, by);
  if (closed) onClosed(hashSecret(secret));
}

/**
 * `POST|DELETE /api/v1/session`: in with a token or a link's code, out with the cookie. `onClosed` cuts what the session had opened.
 * A link is redeemed by POST only: a preview of its page must not use it up.
 */
export function sessionRouter(doors: Doors, onClosed: (sessionHash: string) => void): Router {
  const router = Router();
  router.post('/api/v1/session', async (req, res) => {
    res.locals.operation = 'openSession';
    const session = await openSession(doors, req, parse(signIn, await readJson(req, res)));
    // Whoever signs in leaves what was before: one browser, one session, and none that somebody else put there.
    const before = sessionOf(req.headers);
    if (before !== undefined) await closeSession(doors, before, newcomer, onClosed);
    setCookie(doors, req, res, session);
    const headers = { cookie: sessionCookie(session.secret, 0, false).split(';')[0] as string };
    res.status(201).json(await presentSession(doors, await doors.authenticate({ headers })));
  });
  router.delete('/api/v1/session', async (req, res) => {
    res.locals.operation = 'closeSession';
    const credentials = await doors.authenticate({ headers: req.headers });
    checkCsrf(credentials, req.headers);
    const secret = sessionOf(req.headers);
    if (credentials.session && secret !== undefined) await closeSession(doors, secret, credentials.actor, onClosed);
    res.append('set-cookie', sessionCookie('', 0, req.secure));
    res.status(204).end();
  });
  return router;
}
