import type { Workspace } from '@trainyard/contracts/workspace';
import type { Column } from '../output/table.ts';

export const workspaceColumns: Column<Workspace>[] = [
  { title: 'Name', value: (workspace) => workspace.name },
  { title: 'Resource Group', value: (workspace) => workspace.resourceGroup },
  { title: 'Location', value: (workspace) => workspace.location },
  { title: 'State', value: (workspace) => workspace.provisioningState },
];
