import * as z from 'zod';
import { workspaceRef } from '../identity.ts';
import { resourceName } from '../names.ts';

/** What an operation does to its object; the policy table decides by it. */
export const verbs = ['read', 'create', 'update', 'delete', 'submit', 'terminate', 'operate', 'administer'] as const;
export type Verb = (typeof verbs)[number];

export interface Operation {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Express path; parameters in :colon form. */
  path: string;
  verb: Verb;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Most bytes of a body, where the limit of all others does not fit. */
  bodyMost?: number;
  /** POST answers 201 where its verb makes something, unless this says that nothing is made. */
  makes?: false;
  /** Answer's schema; `bytes` for files. */
  output: z.ZodType | 'bytes' | 'none';
}

/** Parameters of what stands in a workspace. */
export const inWorkspace = z.strictObject({ workspace: workspaceRef });

/** Parameters of one named thing in a workspace. */
export const named = z.strictObject({ workspace: workspaceRef, name: resourceName });

/** Pages: at most 1,000 at once as Batch AI; `after` is the `next` of the page before. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z.string().max(256).optional(),
});
/** One page of a list, in the order of its cursor. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable(),
    /** seq that this page is current to. */ seq: z.number(),
  });
}
