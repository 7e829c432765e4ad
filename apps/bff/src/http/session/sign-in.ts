import type { Actor } from '@trainyard/contracts/actors';
import { Fault, parse } from '@trainyard/contracts/errors';
import type { OpenedSession } from '@trainyard/control/interface';
import { type Request, type Response, Router, urlencoded } from 'express';
import * as z from 'zod';
import { checkCsrf } from '../../access/authenticate.ts';
import { sessionCookie, sessionOf } from '../../access/cookie.ts';
import type { Doors } from '../../doors.ts';
import { readJson } from '../json-body.ts';
import { sendPage, signInPage } from '../pages/html.ts';
import { presentSession } from './session-routes.ts';

const signInBody = z.strictObject({ token: z.string().min(1).max(512) });
const linkForm = z.object({ link: z.string().min(1).max(256) });
const form = urlencoded({ extended: false, limit: 4_096, parameterLimit: 4 });

/** Nobody is known before a sign-in; the audit says what asked for it. */
const newcomer: Actor = { kind: 'controller', id: 'sign-in', name: 'sign-in', via: 'portal' };

/** Turns a credential into a session, counting what fails by address. */
async function openSession(
  doors: Doors,
  req: Request,
  by: { token: string } | { link: string },
): Promise<OpenedSession> {
  const address = req.socket.remoteAddress ?? 'unknown';
  doors.throttle.check(address);
  try {
    return await doors.execute('session.open', by, newcomer);
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

/** `POST|DELETE /api/v1/session`: in with a token, out with the cookie. `onClosed` cuts what the session had opened. */
export function sessionRouter(doors: Doors, onClosed: (sessionHash: string) => void): Router {
  const router = Router();
  router.post('/api/v1/session', async (req, res) => {
    res.locals.operation = 'openSession';
    const session = await openSession(doors, req, parse(signInBody, await readJson(req, res)));
    setCookie(doors, req, res, session);
    const headers = { cookie: sessionCookie(session.secret, 0, false).split(';')[0] as string };
    res.status(201).json(presentSession(await doors.authenticate({ headers })));
  });
  router.delete('/api/v1/session', async (req, res) => {
    res.locals.operation = 'closeSession';
    const credentials = await doors.authenticate({ headers: req.headers });
    checkCsrf(credentials, req.headers);
    const secret = sessionOf(req.headers);
    if (credentials.session && secret !== undefined) {
      await doors.execute('session.close', { secret }, credentials.actor);
      onClosed(credentials.session.hash);
    }
    res.append('set-cookie', sessionCookie('', 0, req.secure));
    res.status(204).end();
  });
  return router;
}

/** `GET /signin?link=CODE` shows a form, `POST /signin` redeems the code: a preview of the link must not use it up. */
export function signInRouter(doors: Doors): Router {
  const router = Router();
  router.get('/signin', (req, res) => {
    res.locals.operation = 'signInPage';
    const { link } = linkForm.partial().catch({}).parse(req.query);
    sendPage(res, 200, signInPage(link));
  });
  router.post('/signin', async (req, res) => {
    res.locals.operation = 'signInByLink';
    await new Promise<void>((resolve, reject) => {
      form(req, res, (error?: unknown) => {
        if (error === undefined) resolve();
        else reject(new Fault('InvalidBody', { faults: ['the form cannot be read'] }));
      });
    });
    try {
      setCookie(doors, req, res, await openSession(doors, req, parse(linkForm, req.body ?? {})));
      res.redirect(303, '/');
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      sendPage(res, error.status, signInPage(undefined, error.message));
    }
  });
  return router;
}
