/** The identity of a workspace, without schemas: pages and paths use it too. */

/** Names compare without case and keep the case they were given; this is the form that is compared. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** Where a workspace stands when only its name is given. */
export const nativeSubscription = 'local';
export const nativeResourceGroup = 'default';

/** A workspace's key: compared without case, kept as it was written. */
export interface WorkspaceKey {
  subscription: string;
  resourceGroup: string;
  name: string;
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
