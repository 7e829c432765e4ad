/** A workspace by its name, and by its subscription and group where those are not the native ones. */
import { nativeResourceGroup, nativeSubscription } from '@trainyard/contracts/workspace-key';
import css from './shell/shell.module.css';

export interface WorkspaceNames {
  subscription: string;
  resourceGroup: string;
  name: string;
  /** `subscription / group`; undefined for what the native API names by its name alone. */
  group: string | undefined;
}

/** Reads a reference: a name, or `subscription:group:name`. */
export function namesOf(ref: string): WorkspaceNames {
  const [subscription, resourceGroup, name] = ref.split(':');
  if (subscription !== undefined && resourceGroup !== undefined && name !== undefined)
    return { subscription, resourceGroup, name, group: `${subscription} / ${resourceGroup}` };
  return { subscription: nativeSubscription, resourceGroup: nativeResourceGroup, name: ref, group: undefined };
}

/** The name, and quieter where it stands: two of the same name are never taken for each other. */
export function WorkspaceName({ of }: { of: string }) {
  const { name, group } = namesOf(of);
  return (
    <>
      <bdi>{name}</bdi>
      {group !== undefined && <bdi className={css.standsIn}>{group}</bdi>}
    </>
  );
}
