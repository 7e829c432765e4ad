import * as z from 'zod';
import { saying } from './detail-words.ts';
import { provisioningStates } from './lifecycles.ts';
import { resourceGroupName, resourceName, subscriptionName, uid } from './names.ts';
import { retention } from './retention.ts';

/** At most 50 tags of 512 + 256 characters, as ARM allowed. */
export const tags = z
  .record(z.string().min(1).max(512), z.string().max(256))
  .refine((all) => Object.keys(all).length <= 50, saying('TooMany', { maximum: 50 }));
export type Tags = z.infer<typeof tags>;

/** What the actor may do to a presented thing, so that a page greys out a button from data. */
export const can = z.record(z.string(), z.boolean());

export const workspaceCreate = z.strictObject({
  subscription: subscriptionName.optional(),
  resourceGroup: resourceGroupName.optional(),
  name: resourceName,
  location: z.string().min(1).max(64).default('local'),
  tags: tags.default({}),
});
export type WorkspaceCreate = z.infer<typeof workspaceCreate>;

/** What can change of a workspace. Tags are replaced; of the times those that are given, `forever` takes a time back. */
export const workspaceUpdate = z.strictObject({ tags: tags.optional(), retention: retention.optional() });
export type WorkspaceUpdate = z.infer<typeof workspaceUpdate>;

export const workspace = z.object({
  uid,
  ref: z.string(),
  subscription: z.string(),
  resourceGroup: z.string(),
  name: z.string(),
  location: z.string(),
  tags,
  provisioningState: z.enum(provisioningStates),
  /** How long what its ended jobs left is kept, unless a job says otherwise. */
  retention,
  creationTime: z.string(),
  revision: z.number(),
  can,
});
export type Workspace = z.infer<typeof workspace>;
