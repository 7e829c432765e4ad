import type { ErrorCode, Fault } from '@trainyard/contracts/errors';
import type { ErrorRequestHandler } from 'express';
import type { Doors } from '../../doors.ts';
import { asFault } from '../request-frame.ts';

/** Codes that Azure Resource Manager has names of its own for. */
const codes: Partial<Record<ErrorCode, string>> = {
  Unauthenticated: 'AuthenticationFailed',
  BadCredentials: 'InvalidAuthenticationToken',
  Forbidden: 'AuthorizationFailed',
  ApiVersionMissing: 'MissingApiVersionParameter',
  ApiVersionUnknown: 'InvalidApiVersionParameter',
  InvalidBody: 'InvalidParameter',
  RouteNotFound: 'ResourceNotFound',
  Internal: 'InternalServerError',
};

/** What the service said of things that are not there; its clients' users know these words. */
const notFound: Partial<Record<ErrorCode, string>> = {
  WorkspaceNotFound: 'workspace',
  ExperimentNotFound: 'experiment',
  JobNotFound: 'job',
  ClusterNotFound: 'cluster',
  FileServerNotFound: 'file server',
};

/** A refusal as its clients read it. */
export function armError({ code, params, message, details }: Fault): object {
  const kind = notFound[code];
  const name = String(params.name ?? '')
    .split(':')
    .at(-1);
  const said = kind === undefined ? message : `The specified ${kind} ${name} is not found`;
  const inner = details?.map((detail) => ({ code: detail.code, message: detail.message, target: detail.path }));
  return { error: { code: codes[code] ?? code, message: said, ...(inner && { details: inner }) } };
}

/**
 * Status of a refusal. Clients repeat what failed with 5xx for minutes before they say so, which helps where the server is at fault or
 * starting, and not where somebody has to do something.
 */
function statusOf({ code, status }: Fault): number {
  return code === 'StorageUnavailable' ? 409 : status;
}

/** Errors of the wire dialect become answers of the wire dialect. */
export function answerArmErrors(doors: Pick<Doors, 'logger'>): ErrorRequestHandler {
  return (error, req, res, next) => {
    if (res.headersSent) return next(error);
    const fault = asFault(error, res.locals.request);
    const fields = { request: res.locals.request, operation: res.locals.operation, method: req.method, path: req.path };
    if (fault.code === 'Internal') doors.logger.error({ ...fields, err: error }, 'a request failed');
    const body = armError(fault) as { error: { message: string } };
    if (fault.status === 401) res.set('www-authenticate', 'Bearer');
    // A name of an address may hold anything; a reason may not.
    if (notFound[fault.code] && /^[\w .-]+$/.test(body.error.message)) res.statusMessage = body.error.message;
    res.status(statusOf(fault)).json(body);
    return undefined;
  };
}
