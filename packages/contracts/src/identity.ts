import * as z from 'zod';
import { detailWords } from './detail-words.ts';
import { resourceGroupName, resourceName, subscriptionName } from './names.ts';
import { nativeResourceGroup, nativeSubscription, type WorkspaceKey } from './workspace-key.ts';

/**
 * A workspace as native bodies, addresses and command lines name it: `name` alone (in local/default), or
 * `subscription:resourceGroup:name`. The colon is in none of the three patterns.
 */
export const workspaceRef = z
  .string()
  .min(1)
  .max(64 + 90 + 64 + 2)
  .refine((text) => parseWorkspaceRef(text) !== undefined, detailWords.NotWorkspace);

/** Made once: a schema compiles itself at its first use, and every request names a workspace. */
const workspaceKey = z.object({ subscription: subscriptionName, resourceGroup: resourceGroupName, name: resourceName });

/** Reads a workspace reference; undefined when it is not one. */
export function parseWorkspaceRef(text: string): WorkspaceKey | undefined {
  const parts = text.split(':');
  const [subscription, resourceGroup, name] =
    parts.length === 1 ? [nativeSubscription, nativeResourceGroup, parts[0]] : parts.length === 3 ? parts : [];
  const key = workspaceKey.safeParse({ subscription, resourceGroup, name });
  return key.success ? key.data : undefined;
}

/** A reference to a cluster or file server, by default in the workspace of the body that holds it. */
export const namedRef = z.strictObject({ workspace: workspaceRef.optional(), name: resourceName });
export type NamedRef = z.infer<typeof namedRef>;
