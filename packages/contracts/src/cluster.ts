import * as z from 'zod';
import { saying } from './detail-words.ts';
import { duration } from './duration-schema.ts';
import { allocationStates, provisioningStates } from './lifecycles.ts';
import { resourceName, uid } from './names.ts';
import { environmentVariables, secretReference, secretVariables, userAccountSettings } from './secrets.ts';
import { text } from './text-schema.ts';
import { commandLine } from './toolkits.ts';
import { mountVolumes } from './volumes.ts';
import { can, tags } from './workspace.ts';

/** 10,000 nodes: the fleet size that the budgets are measured at. */
const nodeCount = z.number().int().min(0).max(10_000);

export const manualScale = z.strictObject({
  targetNodeCount: nodeCount.default(0),
  nodeDeallocationOption: z.enum(['requeue', 'terminate', 'waitforjobcompletion']).default('requeue'),
});
export type DeallocationOption = z.infer<typeof manualScale>['nodeDeallocationOption'];

export const autoScale = z
  .strictObject({
    minimumNodeCount: nodeCount,
    maximumNodeCount: nodeCount,
    initialNodeCount: nodeCount.default(0),
    /** Ours: how long a node stays idle before it may go; 30 s on local clusters, 5 min elsewhere. */
    idleDelay: duration.optional(),
  })
  .refine((scale) => scale.minimumNodeCount <= scale.maximumNodeCount, {
    path: ['maximumNodeCount'],
    ...saying('BelowOther', { other: 'minimumNodeCount' }),
  });

/** Exactly one of the two ways to size a cluster. */
export const scaleSettings = z
  .strictObject({ manual: manualScale.optional(), autoScale: autoScale.optional() })
  .refine(
    (scale) => (scale.manual === undefined) !== (scale.autoScale === undefined),
    saying('EitherOr', { first: 'manual', second: 'autoScale' }),
  );
export type ScaleSettings = z.infer<typeof scaleSettings>;

const imageReference = z.strictObject({
  publisher: z.string().min(1).max(256),
  offer: z.string().min(1).max(256),
  sku: z.string().min(1).max(256),
  version: z.string().max(256).default('latest'),
  virtualMachineImageId: z.string().max(2048).optional(),
});

/** Runs on every node when it is allocated or restarted, before it takes jobs; it must be idempotent. */
export const setupTask = z.strictObject({
  commandLine,
  environmentVariables: environmentVariables.optional(),
  secrets: secretVariables.optional(),
  stdOutErrPathPrefix: z.string().max(4096).optional(),
});

export const nodeSetup = z.strictObject({
  setupTask: setupTask.optional(),
  mountVolumes: mountVolumes.optional(),
  performanceCountersSettings: z
    .strictObject({
      appInsightsReference: z.strictObject({
        component: z.strictObject({ id: z.string().min(1).max(2048) }),
        instrumentationKey: z.string().max(256).optional(),
        instrumentationKeySecretReference: secretReference.optional(),
      }),
    })
    .optional(),
});

/** Where a cluster's nodes come from. */
export const provisionerKinds = ['local'] as const;

export const clusterCreate = z.strictObject({
  name: resourceName,
  vmSize: z.string().min(1).max(128),
  vmPriority: z.enum(['dedicated', 'lowpriority']).default('dedicated'),
  scaleSettings,
  virtualMachineConfiguration: z.strictObject({ imageReference: imageReference.optional() }).optional(),
  nodeSetup: nodeSetup.optional(),
  userAccountSettings: userAccountSettings.optional(),
  subnet: z.strictObject({ id: z.string().min(1).max(2048) }).optional(),
  provisioner: z.strictObject({ kind: z.string().max(64) }).default({ kind: 'local' }),
  tags: tags.default({}),
});
export type ClusterCreate = z.infer<typeof clusterCreate>;

/** Only the size of a cluster can change after it is made. */
export const clusterUpdate = z.strictObject({ scaleSettings });

export const nodeStateCounts = z.object({
  idleNodeCount: z.number(),
  runningNodeCount: z.number(),
  preparingNodeCount: z.number(),
  unusableNodeCount: z.number(),
  leavingNodeCount: z.number(),
});

export const cluster = z.object({
  uid,
  workspace: z.string(),
  name: z.string(),
  vmSize: z.string(),
  vmPriority: z.string(),
  scaleSettings: z.unknown(),
  nodeSetup: z.unknown().optional(),
  virtualMachineConfiguration: z.unknown().optional(),
  userAccountSettings: z.unknown().optional(),
  subnet: z.unknown().optional(),
  provisioner: z.object({ kind: z.string() }),
  tags,
  provisioningState: z.enum(provisioningStates),
  allocationState: z.enum(allocationStates),
  allocationStateTransitionTime: z.string(),
  currentNodeCount: z.number(),
  targetNodeCount: z.number(),
  /** Why the target is what it is. */
  targetReason: text.nullable(),
  nodeStateCounts,
  errors: z.array(text),
  creationTime: z.string(),
  createdBy: z.string(),
  revision: z.number(),
  can,
});
export type Cluster = z.infer<typeof cluster>;
