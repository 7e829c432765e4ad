import type { Experiment } from '@trainyard/contracts/experiment';
import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { Column } from '../output/table.ts';

export const experimentColumns: Column<Experiment>[] = [
  { title: 'Name', value: (experiment) => experiment.name },
  { title: 'Resource Group', value: (experiment) => parseWorkspaceRef(experiment.workspace)?.resourceGroup },
  { title: 'Workspace', value: (experiment) => parseWorkspaceRef(experiment.workspace)?.name ?? experiment.workspace },
  { title: 'State', value: (experiment) => experiment.provisioningState },
];
