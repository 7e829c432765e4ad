import * as z from 'zod';
import { roles } from '../actors.ts';
import { workspaceRef } from '../identity.ts';
import { uid } from '../names.ts';
import { type Operation, page, pageQuery } from './operation.ts';

export const token = z.object({
  uid,
  name: z.string(),
  role: z.enum(roles),
  workspace: z.string().nullable(),
  creationTime: z.string(),
  expiryTime: z.string().nullable(),
  revoked: z.boolean(),
});

export const session = z.object({
  actor: z.object({ kind: z.string(), name: z.string() }),
  csrf: z.string().nullable(),
  expiryTime: z.string().nullable(),
});

/** Who may come in: tokens and sessions. */
export const accessApi = {
  createToken: {
    method: 'POST',
    path: '/tokens',
    verb: 'administer',
    summary: 'Create an API token; it is shown once',
    body: z.strictObject({
      name: z.string().min(1).max(64),
      role: z.enum(roles),
      workspace: workspaceRef.optional(),
      expiresInDays: z.number().int().min(1).max(3650).optional(),
    }),
    output: token.extend({ secret: z.string() }),
  },
  listTokens: {
    method: 'GET',
    path: '/tokens',
    verb: 'administer',
    summary: 'List API tokens',
    query: pageQuery,
    output: page(token),
  },
  revokeToken: {
    method: 'DELETE',
    path: '/tokens/:uid',
    verb: 'administer',
    summary: 'Revoke an API token',
    params: z.strictObject({ uid }),
    output: 'none',
  },
  getSession: { method: 'GET', path: '/session', verb: 'read', summary: 'Say who is signed in', output: session },
} as const satisfies Record<string, Operation>;
