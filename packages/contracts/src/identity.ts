import * as z from 'zod';
import { nameKey, resourceGroupName, resourceName, subscriptionName } from './names.ts';

/** Where a workspace stands when only its name is given. */
export const nativeSubscription = 'local';
export const nativeResourceGroup = 'default';

/** A workspace's key: compared without case, kept as it was written. */
export interface WorkspaceKey {
  subscription: string;
  resourceGroup: string;
  name: string;
}

/**
 * A workspace as native bodies, addresses and command lines name it: `name` alone (in local/default), or
 * `subscription:resourceGroup:name`. The colon is in none of the three patterns.
 */
export const workspaceRef = z
  .string()
  .min(1)
  .max(64 + 90 + 64 + 2)
  .refine((text) => parseWorkspaceRef(text) !== undefined, 'write NAME or SUBSCRIPTION:RESOURCE_GROUP:NAME');

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

/** The shortest reference that names this workspace. */
export function formatWorkspaceRef(key: WorkspaceKey): string {
  const native = nameKey(key.subscription) === nativeSubscription && nameKey(key.resourceGroup) === nativeResourceGroup;
  return native ? key.name : `${key.subscription}:${key.resourceGroup}:${key.name}`;
}

/** The form under which a workspace is unique. */
export function workspaceKeyOf(key: WorkspaceKey): string {
  return nameKey(`${key.subscription}/${key.resourceGroup}/${key.name}`);
}

/** A reference to a cluster or file server, by default in the workspace of the body that holds it. */
export const namedRef = z.strictObject({ workspace: workspaceRef.optional(), name: resourceName });
export type NamedRef = z.infer<typeof namedRef>;
