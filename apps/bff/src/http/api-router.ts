import { api, type OperationName } from '@trainyard/contracts/api';
import type { Operation } from '@trainyard/contracts/api/operation';
import { Fault } from '@trainyard/contracts/errors';
import { parse } from '@trainyard/contracts/parse';
import { seqHeader } from '@trainyard/contracts/seq-header';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import * as z from 'zod';
import { checkCsrf } from '../access/authenticate.ts';
import { authorise, type Found } from '../access/authorise.ts';
import type { Doors } from '../doors.ts';
import { readJson } from './json-body.ts';
import type { Call, Route } from './route.ts';
import { routes } from './routes.ts';
import { sendJson } from './send-json.ts';

const nothing = z.strictObject({});

/** Methods that change something: for them a cookie alone is no proof of who asks. */
export const unsafe = (method: string): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);

/** Every operation of the native API at its path; mounted at /api/v1. */
export function apiRouter(doors: Doors): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const name of Object.keys(api) as OperationName[]) {
    const operation: Operation = api[name];
    const verb = operation.method.toLowerCase() as 'get' | 'post' | 'patch' | 'put' | 'delete';
    router[verb](operation.path, handle(name, operation, routes[name], doors));
  }
  return router;
}

/** The sentence that every route reads: authenticate, parse, load, authorise, run, present. */
function handle(name: OperationName, operation: Operation, route: Route, doors: Doors): RequestHandler {
  // Made once: a schema compiles itself at its first use.
  const schema = schemaOf(operation);
  return async (req, res) => {
    res.locals.operation = name;
    const credentials = await doors.authenticate({ headers: req.headers });
    if (unsafe(req.method)) checkCsrf(credentials, req.headers);
    // Before anything is read: what is committed meanwhile may be in the answer or not.
    else res.setHeader(seqHeader, doors.seq());
    const { params, query } = req;
    const body = operation.body && (await readJson(req, res, operation.bodyMost));
    const parsed = await parseCall(schema, { params, query, ...(operation.body && { body }) }, async (fault) => {
      const given = { actor: credentials.actor, params: params as Record<string, string>, body };
      return (await route.refused?.(given, fault, doors)) ?? fault;
    });
    const call = { ...parsed, actor: credentials.actor, credentials, req, res } as unknown as Call<OperationName>;
    const found: Found<unknown> = await route.load(call, doors);
    authorise(credentials.actor, operation.verb, found);
    const answer = await route.run(call, found.value, doors);
    await send(operation, req, res, answer);
  };
}

function schemaOf({ params = nothing, query = nothing, body }: Operation): z.ZodObject {
  return z.strictObject({ params, query, ...(body && { body }) });
}

/** Faults of parameters, query and body are told all at once; `more` may know of others. */
async function parseCall(schema: z.ZodObject, given: object, more: (fault: Fault) => Promise<Fault>): Promise<object> {
  try {
    return parse(schema, given);
  } catch (error) {
    throw error instanceof Fault ? await more(withShortPaths(error)) : error;
  }
}

/** A body's faults are named as its sender sees them: `scaleSettings.manual`, not `body.scaleSettings.manual`. */
function withShortPaths(fault: Fault): Fault {
  const details = fault.details?.map((detail) => ({
    ...detail,
    path: detail.path.replace(/^(body|query|params)(\.|(?=\[)|$)/, ''),
  }));
  const faults = details?.map(({ path, message }) => (path ? `${path}: ${message}` : message)).slice(0, 10);
  return new Fault(fault.code, { faults: faults ?? [] }, details);
}

/** What only those who administer the installation make. */
const madeByOperators = ['/tokens', '/storage-accounts'];

async function send(operation: Operation, req: Request, res: Response, answer: unknown): Promise<void> {
  if (operation.output === 'bytes') return;
  if (operation.output === 'none') {
    res.status(204).end();
    return;
  }
  // What says that nothing was made: it was there before.
  const there = (answer as { made?: boolean }).made === false;
  const made = operation.verb === 'create' || operation.verb === 'submit' || madeByOperators.includes(operation.path);
  res.status(made && !there && operation.makes !== false && operation.method === 'POST' ? 201 : 200);
  await sendJson(req, res, answer);
}
