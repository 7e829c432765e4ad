import * as z from 'zod';
import { uid } from './names.ts';
import { can } from './workspace.ts';

/** Name of a saved view: what people call it. */
export const viewName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}/\\]+$/u);

/** The parameters of the list's address, without `?`. */
export const viewQuery = z
  .string()
  .max(2048)
  .regex(/^[^\s#?]*$/);

/** A way to look at the jobs of a workspace that somebody keeps for everybody: filter, order and columns. */
export const viewSave = z.strictObject({ query: viewQuery });

export const savedView = z.object({
  uid,
  name: z.string(),
  query: z.string(),
  creationTime: z.string(),
  createdBy: z.string(),
  revision: z.number(),
  can,
});
export type SavedView = z.infer<typeof savedView>;
