import * as z from 'zod';
import { detailWords, saying } from './detail-words.ts';
import { duration } from './duration-schema.ts';
import { labels } from './labels.ts';
import { allocationStates, provisioningStates } from './lifecycles.ts';
import { resourceName, uid } from './names.ts';
import { defaultScheduling, schedulingSettings } from './queues.ts';
import {
  environmentVariables,
  secretReference,
  secretVariables,
  userAccountSettings,
  variablesTwice,
} from './secrets.ts';
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
export const setupTask = z
  .strictObject({
    commandLine,
    environmentVariables: environmentVariables.optional(),
    secrets: secretVariables.optional(),
    stdOutErrPathPrefix: z.string().max(4096).optional(),
    /** Ours: how long it may take on one node; an hour unless given. */
    maxWallClockTime: duration.optional(),
  })
  .superRefine((task, ctx) => {
    for (const { path, name } of variablesTwice(task)) {
      ctx.addIssue({ code: 'custom', ...saying('UsedTwice', { id: name }), path });
    }
  });

/** `stdOutErrPathSuffix` of Batch AI: where under its prefix the set-up task of a cluster writes its logs. */
export function setupLogSuffix(
  workspace: { subscription: string; resourceGroup: string; name: string },
  of: { name: string; uid: string },
): string {
  return `${workspace.subscription}/${workspace.resourceGroup}/workspaces/${workspace.name}/clusters/${of.name}/${of.uid}`;
}

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

/** Ours: what a node costs per hour; n/a where it is not set. Of a low-priority cluster it is the price of its low-priority nodes. */
export const price = z.strictObject({
  perNodeHour: z.number().min(0).max(1_000_000),
  currency: z.string().min(1).max(8),
});
export type Price = z.infer<typeof price>;

/** Ours: how low-priority nodes of this machine are taken back, as a cloud would. */
export const lowPriority = z.strictObject({
  /** How often a node is reclaimed, in the mean; 0: on command only. */
  reclaimsPerNodeHour: z.number().min(0).max(3600).default(0),
  /** Time between the notice and the end of the node. */
  notice: duration.default('PT30S'),
});

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
  /** Ours: labels that all its nodes have. */
  nodeLabels: labels.default({}),
  scheduling: schedulingSettings.default(defaultScheduling),
  price: price.optional(),
  lowPriority: lowPriority.optional(),
  tags: tags.default({}),
});
export type ClusterCreate = z.infer<typeof clusterCreate>;

/**
 * What can change of a cluster after it is made: its size, how its queue is shared, its price and its reclaims, and what sets up its
 * nodes, which each of them then runs again before it takes new work; null takes that away.
 */
export const clusterUpdate = z
  .strictObject({
    scaleSettings: scaleSettings.optional(),
    nodeSetup: nodeSetup.nullable().optional(),
    scheduling: schedulingSettings.optional(),
    price: price.nullable().optional(),
    lowPriority: lowPriority.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, detailWords.Required);
export type ClusterUpdate = z.infer<typeof clusterUpdate>;

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
  nodeLabels: labels,
  scheduling: schedulingSettings,
  price: price.nullable(),
  lowPriority: lowPriority.nullable(),
  tags,
  provisioningState: z.enum(provisioningStates),
  allocationState: z.enum(allocationStates),
  allocationStateTransitionTime: z.string(),
  currentNodeCount: z.number(),
  targetNodeCount: z.number(),
  /** Why the target is what it is. */
  targetReason: text.nullable(),
  /** Why it is not growing or shrinking although it could, such as a provisioner that fails; null when nothing is in the way. */
  scalingHindrance: text.nullable(),
  nodeStateCounts,
  errors: z.array(text),
  /** What becomes of its settings that depend on where its nodes come from, as far as they are not applied as they are written. */
  notes: z.array(text),
  creationTime: z.string(),
  createdBy: z.string(),
  revision: z.number(),
  can,
});
export type Cluster = z.infer<typeof cluster>;
