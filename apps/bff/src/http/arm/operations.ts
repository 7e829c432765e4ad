import type { ArmOperation } from './arm-operation.ts';
import { clusterOperations } from './cluster-operations.ts';
import { experimentOperations } from './experiment-operations.ts';
import { fileServerOperations } from './file-server-operations.ts';
import { jobOperations } from './job-operations.ts';
import { operationStatus } from './operation-status.ts';
import { providerOperations } from './provider-operations.ts';
import { resourceGroupOperations } from './resource-group-operations.ts';
import { subscriptionOperations } from './subscription-operations.ts';
import { usageOperations } from './usage-operations.ts';
import { workspaceOperations } from './workspace-operations.ts';

/** Everything that is spoken of Batch AI's wire dialect, and of Azure Resource Manager's around it: one file a resource. */
export const armOperations: readonly ArmOperation[] = [
  ...workspaceOperations,
  ...experimentOperations,
  ...clusterOperations,
  ...fileServerOperations,
  ...jobOperations,
  ...usageOperations,
  ...operationStatus,
  ...providerOperations,
  ...subscriptionOperations,
  ...resourceGroupOperations,
];
