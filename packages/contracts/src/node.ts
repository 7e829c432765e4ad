import * as z from 'zod';
import { saying } from './detail-words.ts';
import { labels } from './labels.ts';
import { uid } from './names.ts';
import { volumeReport } from './planned-volume.ts';
import { text } from './text-schema.ts';

/** A GPU as a node reports it; `simulated` ones exist because the node size promises them and the machine has none. */
export const gpuFound = z.object({
  index: z.number().int().min(0),
  uuid: z.string().max(128),
  model: z.string().max(128),
  memoryBytes: z.number().min(0),
  simulated: z.boolean(),
});

/** The machine under a node, as far as its agent can tell; what it cannot is null. Nodes with the same `bootId` are on one machine. */
export const machineFound = z.object({
  /** The kernel's own number of this start of the machine. */
  bootId: z.string().max(64),
  /** Of the machine itself: a node of a subnet has a host name of its own. */
  hostname: z.string().max(256),
  kernel: z.string().max(256),
  /** Its distribution, as it calls itself. */
  system: z.string().max(256).nullable(),
  architecture: z.string().max(64),
  /** ms since 1970 by the machine's clock. */
  bootedAt: z.number().nullable(),
  /** Version of the driver of its NVIDIA GPUs; null without one. */
  gpuDriver: z.string().max(64).nullable(),
  /** The machine's clock minus the server's in ms, when its agent last came into contact; it includes the way there and back. */
  clockSkewMs: z.number().nullable(),
});
export type MachineFound = z.infer<typeof machineFound>;

/** What the agent found on its machine. At most 64 GPUs: four times the largest machine sold today. */
export const nodeFound = z.object({
  vcpus: z.number(),
  memoryBytes: z.number(),
  gpus: z.array(gpuFound).max(64),
  hostname: z.string().max(256),
  os: z.string().max(256),
  /** Absent where an older agent does not say. */
  machine: machineFound.optional(),
});
export type NodeFound = z.infer<typeof nodeFound>;

/** What the agent can do: executors it has, and how it isolates. Stated, not guessed. */
export const nodeCapabilities = z.object({
  executors: z.array(z.string().max(64)).max(16),
  isolation: z.array(z.string().max(64)).max(16),
  gpuSource: z.enum(['nvidia', 'simulated', 'none']),
  /** People with the account of the cluster can sign in by ssh, at port 22 of an address of its own. */
  remoteLogin: z.boolean().optional(),
});
export type NodeCapabilities = z.infer<typeof nodeCapabilities>;

/** How the set-up task of a node last failed, with the last lines of its stderr. */
export const nodeSetupEnd = z.strictObject({
  exitCode: z.number().int().nullable(),
  /** At most 20 lines and 4 KiB: what fits on a page, the whole is in the set-up log. */
  stderr: z.string().max(4096),
  /** ms since 1970, the agent's clock. */
  endedAt: z.number(),
});
export type NodeSetupEnd = z.infer<typeof nodeSetupEnd>;

/** What an operator can change of a node: labels of its own, and whether it takes new work. */
export const nodeUpdate = z.strictObject({ labels: labels.optional(), schedulable: z.boolean().optional() });
export type NodeUpdate = z.infer<typeof nodeUpdate>;

/** A week: longer than any job should be waited for before its node is needed. */
const drainSecondsMost = 7 * 86_400;

/**
 * How a node is drained: it takes no new work, and what runs on it ends by itself; with a deadline what then still runs is stopped and
 * waits again, with `force` at once. A second word replaces the first.
 */
export const nodeDrain = z
  .strictObject({
    deadlineSeconds: z.number().int().min(1).max(drainSecondsMost).optional(),
    force: z.boolean().default(false),
  })
  .refine(
    ({ deadlineSeconds, force }) => deadlineSeconds === undefined || !force,
    saying('EitherOr', { first: 'deadlineSeconds', second: 'force' }),
  );
export type NodeDrain = z.infer<typeof nodeDrain>;

/** That a node is drained, by whose word, since when, and until when what runs on it may go on; times in ms since 1970, null: to its end. */
export interface Draining {
  by: string;
  since: number;
  deadline: number | null;
}

export const nodeIntents = ['keep', 'remove'] as const;
export const nodeHealths = ['ok', 'silent', 'failed'] as const;

/** A job that holds something of a node. Its name is null where it is of a workspace that the reader does not see. */
export const nodeJob = z.object({ uid, name: z.string().nullable(), gpuIds: z.array(z.number()) });
export type NodeJob = z.infer<typeof nodeJob>;

export const node = z.object({
  uid,
  workspace: z.string(),
  cluster: z.string(),
  name: z.string(),
  state: z.string(),
  stateTransitionTime: z.string(),
  schedulable: z.boolean(),
  health: z.enum(nodeHealths),
  reason: text.nullable(),
  /** How its set-up task failed; null unless it did. */
  setup: z.object({ exitCode: z.number().nullable(), stderr: z.string(), endTime: z.string() }).nullable(),
  /** Volumes of its cluster, as its agent sees them. */
  volumes: z.array(volumeReport),
  intent: z.enum(nodeIntents),
  address: z.string().nullable(),
  agentVersion: z.string().nullable(),
  vmSize: z.string(),
  found: nodeFound.nullable(),
  capabilities: nodeCapabilities.nullable(),
  /** Its own and its cluster's. */
  labels,
  /** A low-priority node that was given notice goes at this time; null otherwise. */
  reclaimTime: z.string().nullable(),
  /** Who has it drained, since when, and when what still runs on it is stopped (null: never); null unless it is drained. */
  drain: z.object({ by: z.string(), since: z.string(), deadline: z.string().nullable() }).nullable(),
  /** Jobs that hold something of the node now. */
  jobs: z.array(nodeJob),
  creationTime: z.string(),
  revision: z.number(),
  can: z.record(z.string(), z.boolean()),
});
export type Node = z.infer<typeof node>;

/** One node as it is, or as it last was. */
export const nodeDetail = node.extend({
  clusterUid: uid,
  /** When it went, and who or what had it taken away; null while it is there. */
  gone: z.object({ time: z.string(), by: z.string() }).nullable(),
});
export type NodeDetail = z.infer<typeof nodeDetail>;

/** What a job held of a node for one of its attempts. */
export const nodeTask = z.object({
  uid,
  /** null where it is of a workspace that the reader does not see; its experiment is empty once the job is deleted. */
  job: z.object({ uid, workspace: z.string(), experiment: z.string(), name: z.string() }).nullable(),
  unit: z.number(),
  attempt: z.number(),
  task: z.number(),
  gpuIds: z.array(z.number()),
  cpus: z.number(),
  memoryBytes: z.number(),
  /** ms since 1970; null while it holds it. */
  from: z.number(),
  to: z.number().nullable(),
  outcome: z.string().nullable(),
  exitCode: z.number().nullable(),
  reason: text.nullable(),
});
export type NodeTask = z.infer<typeof nodeTask>;
