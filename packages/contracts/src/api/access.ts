import * as z from 'zod';
import { roles } from '../actors.ts';
import { saying } from '../detail-words.ts';
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
  /** `kind` is the role of who signed in. */
  actor: z.object({ kind: z.string(), name: z.string() }),
  /** Reference of the one workspace that a scoped reader sees; null for all of them. */
  workspace: z.string().nullable(),
  /** Goes into `x-trainyard-csrf` with every change; null where a token is the proof. */
  csrf: z.string().nullable(),
  expiryTime: z.string().nullable(),
});

export type Session = z.infer<typeof session>;

/** Body of `POST /session`: a token, or the code of a one-time link. */
export const signIn = z
  .strictObject({ token: z.string().min(1).max(512).optional(), link: z.string().min(1).max(256).optional() })
  .refine(
    ({ token, link }) => (token === undefined) !== (link === undefined),
    saying('EitherOr', { first: 'token', second: 'link' }),
  );

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
