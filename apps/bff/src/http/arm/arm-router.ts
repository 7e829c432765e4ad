import { Fault } from '@trainyard/contracts/errors';
import { parse } from '@trainyard/contracts/parse';
import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import * as z from 'zod';
import { type Credentials, checkCsrf } from '../../access/authenticate.ts';
import type { Doors } from '../../doors.ts';
import { unsafe } from '../api-router.ts';
import { answerArmErrors } from './arm-error.ts';
import { armHeaders } from './arm-headers.ts';
import { type ArmOperation, ArmReply } from './arm-operation.ts';
import { checkVersion } from './arm-version.ts';
import { checkConditions } from './conditions.ts';
import { armOperations } from './operations.ts';

/** Where the wire dialect is mounted. */
export const armMounts = ['/subscriptions', '/providers'] as const;

/** Batch AI's wire dialect as its clients speak it, as far as it is below `mount`. Names in addresses are compared without case. */
export function armRouter(doors: Doors, mount: (typeof armMounts)[number]): Router {
  const router = Router({ caseSensitive: false });
  router.use(armHeaders);
  for (const [path, operations] of byPath(mount)) {
    const route = router.route(path);
    const get = operations.find(({ method }) => method === 'get');
    for (const operation of operations) route[operation.method](handleArm(operation, get, doors));
    route.all(refuseMethod(operations, doors));
  }
  router.use(async (req) => {
    await authenticateArm(req, doors);
    throw new Fault('RouteNotFound', { method: req.method, path: `${req.baseUrl}${req.path}`.slice(0, 200) });
  });
  router.use(answerArmErrors(doors));
  return router;
}

/** Operations by their paths below a mount. */
function byPath(mount: string): Map<string, ArmOperation[]> {
  const paths = new Map<string, ArmOperation[]>();
  for (const operation of armOperations) {
    if (!operation.path.startsWith(`${mount}/`) && operation.path !== mount) continue;
    const path = operation.path.slice(mount.length) || '/';
    paths.set(path, [...(paths.get(path) ?? []), operation]);
  }
  return paths;
}

/** What is said beside the api-version is let go. */
const noQuery = z.object({});

/**
 * The sentence that every operation reads: authenticate, check the version, parse the query, judge conditions against what `get` tells, run,
 * answer.
 */
function handleArm(operation: ArmOperation, get: ArmOperation | undefined, doors: Doors): RequestHandler {
  const { name, query = noQuery, versions, faultsUnder, run } = operation;
  return async (req, res) => {
    res.locals.operation = name;
    const credentials = await authenticateArm(req, doors);
    const given = lowerCased(req.query);
    checkVersion(given['api-version'], versions);
    const params = req.params as Record<string, string>;
    const { subscription = '', resourceGroup = '', workspace = '' } = params;
    const call = {
      actor: credentials.actor,
      credentials,
      params,
      query: parse(query, given),
      workspace: formatWorkspaceRef({ subscription, resourceGroup, name: workspace }),
      req,
      res,
    };
    if (unsafe(req.method)) await checkConditions(call, get, doors);
    // From here on what is refused is of the body.
    res.locals.faultsUnder = faultsUnder;
    send(res, await run(call, doors));
  };
}

function send(res: Response, answer: unknown): void {
  const { status, body, headers } = answer instanceof ArmReply ? answer : new ArmReply(200, answer);
  res.status(status).set(headers);
  if (body === undefined) res.end();
  else res.json(body);
}

/** Only after the credentials: what is served here is nobody else's business. */
function refuseMethod(operations: readonly ArmOperation[], doors: Doors): RequestHandler {
  const allowed = new Set(operations.map(({ method }) => method.toUpperCase()));
  if (allowed.has('GET')) allowed.add('HEAD');
  const allow = [...allowed].sort().join(', ');
  return async (req, res) => {
    await authenticateArm(req, doors);
    res.set('allow', allow);
    throw new Fault('MethodNotAllowed', { method: req.method, allowed: allow });
  };
}

/** Whoever asks, as one who comes through the wire dialect. */
async function authenticateArm(req: Request, doors: Pick<Doors, 'authenticate'>): Promise<Credentials> {
  const credentials = await doors.authenticate({ headers: req.headers });
  if (unsafe(req.method)) checkCsrf(credentials, req.headers);
  return { ...credentials, actor: { ...credentials.actor, via: 'arm' } };
}

function lowerCased(query: Request['query']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name.toLowerCase(), value]));
}
