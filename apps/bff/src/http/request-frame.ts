import { STATUS_CODES } from 'node:http';
import { productBuild } from '@trainyard/contracts/build';
import { Fault } from '@trainyard/contracts/errors';
import { versionHeader } from '@trainyard/contracts/version';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { checkHost, checkOrigin } from '../access/origin.ts';
import type { Doors } from '../doors.ts';
import { unsafe } from './api-router.ts';

/** What every answer carries: an id to find it in the log, which build answers, and headers that keep a browser from making anything of it. */
export function frame(doors: Pick<Doors, 'ids'>): RequestHandler {
  const build = productBuild();
  return (req, res, next) => {
    const given = req.get('x-request-id');
    const id = given !== undefined && /^[\w-]{1,64}$/.test(given) ? given : doors.ids.uid();
    res.locals.request = id;
    res.set({
      'x-request-id': id,
      [versionHeader]: build,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    next();
  };
}

/** Refuses requests that were made for another host or by another site's page. */
export function refuseForeign(doors: Pick<Doors, 'hosts'>): RequestHandler {
  return (req, _res, next) => {
    checkHost(req.headers, doors.hosts);
    if (unsafe(req.method)) checkOrigin(req.headers);
    next();
  };
}

export const routeNotFound: RequestHandler = (req) => {
  throw new Fault('RouteNotFound', { method: req.method, path: req.path.slice(0, 200) });
};

/** The one place where errors become answers: refusals as they are, anything else as Internal, with its story in the log. */
export function answerErrors(doors: Pick<Doors, 'logger'>): ErrorRequestHandler {
  return (error, req, res, next) => {
    const fault = asFault(error, res.locals.request);
    const fields = { request: res.locals.request, operation: res.locals.operation, method: req.method, path: req.path };
    if (fault.code === 'Internal') doors.logger.error({ ...fields, err: error }, 'a request failed');
    else doors.logger.debug({ ...fields, code: fault.code }, fault.message);
    if (res.headersSent) {
      // Half an answer cannot be taken back: cutting the connection is the only way to say so.
      res.destroy();
      return next();
    }
    if (fault.status === 401) res.set('www-authenticate', 'Bearer');
    // Whoever comes too often is told when to come again.
    if (fault.status === 429) res.set('retry-after', String(fault.params.seconds));
    leaveRest(req, res);
    res.removeHeader('content-disposition');
    res.status(fault.status).json(fault.toBody());
    return undefined;
  };
}

/** 16 MiB: read in a moment, and eight times the longest body that is taken. */
const readAwayMost = 16 * 1024 * 1024;

/**
 * The rest of a body that nobody will read, when its request was refused. As much as its sender says it is, if not too much, is read away: a
 * connection that is closed over unread bytes takes the answer with it, and clients send again what they have no answer to.
 */
export function leaveRest(req: Request, res: Response): void {
  if (req.complete) return;
  if (Number(req.get('content-length') ?? Number.POSITIVE_INFINITY) <= readAwayMost) req.resume();
  else res.set('connection', 'close');
}

/** What was thrown, as a refusal. */
export function asFault(error: unknown, request: string): Fault {
  if (error instanceof Fault) return error;
  // Express's own refusals: an address that does not decode, for one.
  const status = (error as { status?: unknown }).status;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Fault('InvalidBody', { faults: [STATUS_CODES[status] ?? 'bad request'] });
  }
  return new Fault('Internal', { request });
}
