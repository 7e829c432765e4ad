import type { Actor } from '@trainyard/contracts/actors';
import type { Request, Response } from 'express';
import type * as z from 'zod';
import type { Credentials } from '../../access/authenticate.ts';
import type { Doors } from '../../doors.ts';

/** A request of the wire dialect that is authenticated and whose query is parsed. */
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

/** An answer that is not a plain 200 with a body. */
export class ArmReply {
  readonly status: number;
  /** JSON; undefined: none. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** One operation of the wire dialect (BATCHAI.md §2). */
export interface ArmOperation<Q extends z.ZodType = z.ZodType> {
  /** Its name there. */
  name: string;
  method: 'get' | 'head' | 'put' | 'post' | 'patch' | 'delete';
  /** Express path from the root; compared without case. */
  path: string;
  /** Names in lower case: they are compared without case too. Absent: it takes none. */
  query?: Q;
  /** Whose api-versions it takes: Batch AI's one, or any of Azure Resource Manager's, which spoke of these things for ten years. */
  versions?: 'batchAI' | 'resourceManager';
  /** Where the fields of its body stand there, so that faults name them as they were sent. */
  faultsUnder?: 'properties';
  /** Throws Faults. What it answers is sent as JSON with 200, unless it is an ArmReply. */
  run(call: ArmCall<z.output<Q>>, doors: Doors): Promise<unknown>;
}

const subscription = '/subscriptions/:subscription';
/** What the provider has of a whole subscription. */
export const providerPath = `${subscription}/providers/Microsoft.BatchAI`;
/** What the provider has of a resource group. */
export const groupProviderPath = `${subscription}/resourceGroups/:resourceGroup/providers/Microsoft.BatchAI`;
/** Where everything of one workspace is. */
export const workspacePath = `${groupProviderPath}/workspaces/:workspace`;

/** Fixes the types of an operation by its query. */
export function armOperation<Q extends z.ZodType>(operation: ArmOperation<Q>): ArmOperation {
  return operation as unknown as ArmOperation;
}
