import * as z from 'zod';
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

/** What the agent found on its machine. At most 64 GPUs: four times the largest machine sold today. */
export const nodeFound = z.object({
  vcpus: z.number(),
  memoryBytes: z.number(),
  gpus: z.array(gpuFound).max(64),
  hostname: z.string().max(256),
  os: z.string().max(256),
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

export const nodeIntents = ['keep', 'remove'] as const;
export const nodeHealths = ['ok', 'silent', 'failed'] as const;

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
  /** Jobs that hold something of the node now. */
  jobs: z.array(z.object({ uid, name: z.string(), gpuIds: z.array(z.number()) })),
  creationTime: z.string(),
  revision: z.number(),
  can: z.record(z.string(), z.boolean()),
});
export type Node = z.infer<typeof node>;
