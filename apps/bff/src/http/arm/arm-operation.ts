import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import { parse } from '@trainyard/contracts/parse';
import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { Request, RequestHandler, Response } from 'express';
import type * as z from 'zod';
import { type Credentials, checkCsrf } from '../../access/authenticate.ts';
import type { Doors } from '../../doors.ts';
import { unsafe } from '../api-router.ts';

/** The last version of the service, and the only one that is spoken. */
export const apiVersion = '2018-05-01';

/** A request of the wire dialect that is authenticated and parsed. */
export interface ArmCall<Q> {
  actor: Actor;
  credentials: Credentials;
  /** Segments of the address, as they were written. */
  params: Record<string, string>;
  query: Q;
  /** Of the workspace in the address. */
  workspace: string;
  req: Request;
  res: Response;
}

/** One operation of the wire dialect (BATCHAI.md §2). */
export interface ArmOperation<Q extends z.ZodType = z.ZodType> {
  /** Its name there. */
  name: string;
  method: 'get' | 'put' | 'post' | 'patch' | 'delete';
  /** Express path below `/subscriptions`; compared without case. */
  path: string;
  /** Names in lower case: they are compared without case too. */
  query: Q;
  run(call: ArmCall<z.output<Q>>, doors: Doors): Promise<unknown>;
}

/** Where everything of one workspace is, below `/subscriptions`. */
export const workspacePath =
  '/:subscription/resourceGroups/:resourceGroup/providers/Microsoft.BatchAI/workspaces/:workspace';

/** Fixes the types of an operation by its query. */
export function armOperation<Q extends z.ZodType>(operation: ArmOperation<Q>): ArmOperation {
  return operation as unknown as ArmOperation;
}

/** Authenticates, checks the version, parses and runs an operation. */
export function handleArm({ name, query, run }: ArmOperation, doors: Doors): RequestHandler {
  return async (req, res) => {
    res.locals.operation = name;
    const credentials = await authenticateArm(req, doors);
    const given = lowerCased(req.query);
    checkVersion(given['api-version']);
    const params = req.params as Record<string, string>;
    const { subscription = '', resourceGroup = '', workspace = '' } = params;
    const answer = await run(
      {
        actor: credentials.actor,
        credentials,
        params,
        query: parse(query, given),
        workspace: formatWorkspaceRef({ subscription, resourceGroup, name: workspace }),
        req,
        res,
      },
      doors,
    );
    res.json(answer);
  };
}

/** Whoever asks, as one who comes through the wire dialect. */
export async function authenticateArm(req: Request, doors: Pick<Doors, 'authenticate'>): Promise<Credentials> {
  const credentials = await doors.authenticate({ headers: req.headers });
  if (unsafe(req.method)) checkCsrf(credentials, req.headers);
  return { ...credentials, actor: { ...credentials.actor, via: 'arm' } };
}

function checkVersion(given: unknown): void {
  if (given === undefined) throw new Fault('ApiVersionMissing', { supported: apiVersion });
  if (given !== apiVersion)
    throw new Fault('ApiVersionUnknown', { given: String(given).slice(0, 64), supported: apiVersion });
}

function lowerCased(query: Request['query']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name.toLowerCase(), value]));
}
