import { type ErrorCode, Fault } from '@trainyard/contracts/errors';
import type { ErrorRequestHandler } from 'express';
import type { Doors } from '../../doors.ts';
import { asFault, leaveRest } from '../request-frame.ts';

/** Codes that Azure Resource Manager has names of its own for. */
const codes: Partial<Record<ErrorCode, string>> = {
  Unauthenticated: 'AuthenticationFailed',
  BadCredentials: 'InvalidAuthenticationToken',
  Forbidden: 'AuthorizationFailed',
  ApiVersionMissing: 'MissingApiVersionParameter',
  ApiVersionUnknown: 'InvalidApiVersionParameter',
  InvalidBody: 'InvalidParameter',
  MalformedJson: 'InvalidRequestContent',
  RouteNotFound: 'ResourceNotFound',
  UnknownVmSize: 'InvalidPropertyValue',
  Internal: 'InternalServerError',
};

/** What it said in words of its own. */
const sentences: Partial<Record<ErrorCode, (params: Fault['params']) => string>> = {
  ApiVersionMissing: () => 'The api-version query parameter (?api-version=) is required for all requests.',
  ApiVersionUnknown: ({ given, supported }) =>
    `The api-version '${given}' is invalid. The supported versions are '${supported}'.`,
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
  const own = sentences[code]?.(params) ?? message;
  const said = kind === undefined ? own : `The specified ${kind} ${name} is not found`;
  const inner =
    code === 'UnknownVmSize'
      ? [{ code: 'SupportedVMSizes', message: [params.sizes].flat().join(', '), target: 'properties.vmSize' }]
      : details?.map((detail) => ({ code: detail.code, message: detail.message, target: detail.path }));
  return { error: { code: codes[code] ?? code, message: said, ...(inner && { details: inner }) } };
}

/** A fault whose paths lead through the body as it was sent: below `under`, where the operation's fields stand there. */
function asSent(fault: Fault, under: unknown): Fault {
  if (typeof under !== 'string') return fault;
  const details = fault.details?.map((detail) => ({ ...detail, path: below(under, detail.path) }));
  const params = { ...fault.params };
  if (fault.code === 'ExistsDifferently' && Array.isArray(params.fields)) {
    params.fields = params.fields.map((field) => below(under, field));
  }
  if (details && Array.isArray(params.faults)) {
    params.faults = details.slice(0, 10).map(({ path, message }) => `${path}: ${message}`);
  }
  return new Fault(fault.code, params, details);
}

/** A name stands in the address. */
function below(under: string, path: string): string {
  if (path === 'name' || path === under || path.startsWith(`${under}.`)) return path;
  return path === '' || path.startsWith('[') ? `${under}${path}` : `${under}.${path}`;
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
    const fault = asSent(asFault(error, res.locals.request), res.locals.faultsUnder);
    const fields = { request: res.locals.request, operation: res.locals.operation, method: req.method, path: req.path };
    if (fault.code === 'Internal') doors.logger.error({ ...fields, err: error }, 'a request failed');
    else doors.logger.debug({ ...fields, code: fault.code }, fault.message);
    const body = armError(fault) as { error: { message: string } };
    if (fault.status === 401) res.set('www-authenticate', 'Bearer');
    if (fault.status === 429) res.set('retry-after', String(fault.params.seconds ?? 1));
    leaveRest(req, res);
    // A name of an address may hold anything; a reason may not.
    if (notFound[fault.code] && /^[\w .-]+$/.test(body.error.message)) res.statusMessage = body.error.message;
    res.status(statusOf(fault)).json(body);
    return undefined;
  };
}
