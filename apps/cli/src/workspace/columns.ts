import { kept } from '@trainyard/contracts/retention';
import type { Workspace } from '@trainyard/contracts/workspace';
import type { Column } from '../output/table.ts';

export const workspaceColumns: Column<Workspace>[] = [
  { title: 'Name', value: (workspace) => workspace.name },
  { title: 'Resource Group', value: (workspace) => workspace.resourceGroup },
  { title: 'Location', value: (workspace) => workspace.location },
  { title: 'State', value: (workspace) => workspace.provisioningState },
];

/** How long what ended jobs left is kept; nothing where all is kept for ever. */
export function aboutWorkspace({ retention }: Pick<Workspace, 'retention'>): string[] {
  return kept.flatMap((what) => {
    const time = retention[what];
    return time === undefined || time === 'forever' ? [] : [`${what} are kept for ${time} after the end of a job`];
  });
}
