import * as z from 'zod';
import { type Fence, fence } from './attempt.ts';
import { outcomes } from './lifecycles.ts';
import type { StoredThrough } from './log-frame.ts';
import { nodeCapabilities, nodeFound, nodeSetupEnd } from './node.ts';
import type { PlannedVolume } from './planned-volume.ts';
import { volumeReport, volumesMost } from './planned-volume.ts';
import type { TaskPlan } from './task-plan.ts';
import { text } from './text-schema.ts';
import type { Text } from './texts.ts';

/**
 * The fleet protocol: an agent dials out to the namespace `/fleet` and proves itself with its own Ed25519 key.
 *
 *   server → agent  challenge {nonce, serverTime}
 *   agent  → server hello {… signature}                      answered by Welcome
 *   server → agent  desired {n, upsert, drop, hash}           deltas; the full set stands in Welcome
 *   agent  → server resync                                    answered by Desired with the full set (hashes differed)
 *   agent  → server report {n, tasks, node}                   answered by {n} once committed
 *   agent  → server log LogFrame · series SeriesFrame[]       series answered by {ok}; logs by:
 *   server → agent  stored StoredThrough[]
 *   agent  → server beat                                      each second; server → agent  cadence Cadence
 */
export const fleetProtocol = { min: 1, max: 1 } as const;

/** Each number with its reason. */
export const fleetLimits = {
  /** Unacknowledged log bytes per agent: about 20 ms of a fast disk, and what a reconnect may have to send again. */
  unackedBytes: 4 * 1024 * 1024,
  /** Bulk bytes handed to the socket and not yet drained: a control message never waits behind more. */
  bulkInFlightBytes: 256 * 1024,
  /** Heartbeat period and the silence after which contact counts as lost (partition noticed within 5 s). */
  beatMs: 1_000,
  silenceMs: 4_000,
  /** An agent that died alone may come back in this time and adopt its tasks. */
  returnMs: 5_000,
  /** `onLostContact: stop`: the agent stops its tasks after this long without contact, control requeues after `stoppedMs`. */
  stopTasksMs: 60_000,
  stoppedMs: 65_000,
  /** Join tokens are short-lived. */
  joinTokenMs: 15 * 60_000,
  /** SIGTERM to SIGKILL of the ranks that are left when one of their gang failed: all of them are gone within 5 s. */
  gangGraceMs: 3_000,
  /** Tasks in one report and one desired delta. */
  tasksPerMessage: 256,
  /** Processes of one task: several times the processors of the largest node, and what one report can tell of. */
  processesPerTask: 1024,
} as const;

export const enrolRequest = z.strictObject({
  joinToken: z.string().min(20).max(256),
  /** Ed25519 public key, SPKI DER in base64url. */
  publicKey: z.string().min(20).max(256),
  agentVersion: z.string().max(64),
});
export interface EnrolAnswer {
  nodeUid: string;
  node: string;
  cluster: string;
  /** What its size promises, so that its first hello already tells the GPUs that stand in for missing ones. */
  promised: DesiredNode['promised'];
}

export interface Challenge {
  nonce: string;
  /** ms since 1970. */
  serverTime: number;
}

/** What is signed in a hello: ties the proof to this connection, node and start of the machine. */
export function helloProof(nonce: string, nodeUid: string, bootId: string): string {
  return `trainyard-fleet-1\n${nonce}\n${nodeUid}\n${bootId}`;
}

export const hello = z.strictObject({
  nodeUid: z.string().max(64),
  protocol: z.strictObject({ min: z.number().int(), max: z.number().int() }),
  agentVersion: z.string().max(64),
  /** Of the machine; with the agent's process id it tells a restart of the agent from a restart of the machine. */
  bootId: z.string().max(64),
  pid: z.number().int(),
  monotonicMs: z.number(),
  wallMs: z.number(),
  capabilities: nodeCapabilities,
  found: nodeFound,
  /** Address that other nodes of a job reach, and the ports that plans may lease there. */
  address: z.string().max(256),
  ports: z.strictObject({ from: z.number().int().min(1), to: z.number().int().max(65_535) }),
  /** Ed25519 signature of {@link helloProof} in base64url. */
  signature: z.string().max(256),
});
export type Hello = z.infer<typeof hello>;

export type Welcome =
  | {
      ok: true;
      protocol: number;
      serverTime: number;
      nodeUid: string;
      desired: Desired;
      stored: StoredThrough[];
      cadence: Cadence;
      /** Bearer token of this connection for files: downloads of job files, uploads of artifacts. */
      fileToken: string;
    }
  | { ok: false; error: { code: string; message: string; params: Text['params'] }; retry: boolean };

/** `live`: someone watches, samples go out each second. `batch`: every 10 s. */
export type Cadence = 'live' | 'batch';

/** What control wants a task to be. */
export interface DesiredTask {
  plan: TaskPlan;
  want: 'run' | 'stop';
  /** Why it is to stop. */
  reason: Text | null;
  /** ms between SIGTERM and SIGKILL of a stop; null: as the plan says. */
  grace: number | null;
  /** False until every task of the gang is prepared. */
  go: boolean;
}

/** What control wants of the node itself. */
export interface DesiredNode {
  name: string;
  vmSize: string;
  /** GPUs, memory and processors that the node size promises. */
  promised: { vcpus: number; memoryBytes: number; gpus: number; gpuModel: string | null; gpuMemoryBytes: number };
  setup: {
    commandLine: string;
    env: { name: string; value: string }[];
    secrets: string[];
    /** ms that it may take; an hour where it is absent. */
    limit?: number;
    /** Another number: run it once more. */
    round?: number;
    /** Where its logs are to be copied to on the node: a prefix that may hold $NAME, and what follows it. */
    logs?: { prefix: string; suffix: string };
  } | null;
  /** Grows each time its volumes and its set-up task are to be made anew; of a server that does not say, `setup.round` counts. */
  round?: number;
  /** Mounted under AZ_BATCHAI_MOUNT_ROOT before the set-up task runs; absent as none. */
  volumes?: PlannedVolume[];
  /** Who may sign in to the node by ssh, where it has an address of its own. */
  account?: { user: string; publicKey: string };
  /** True when the node is to finish and go: the agent ends its tasks, cleans up and exits. */
  leave: boolean;
  /** ms since 1970 at which the node is taken away; null unless it was given notice. Running tasks are told by a file. */
  reclaimAt: number | null;
}

/** A delta of desired tasks, or with `full` the whole set. Numbered from 1 per connection. */
export interface Desired {
  n: number;
  full: boolean;
  node: DesiredNode;
  upsert: DesiredTask[];
  drop: Fence[];
  /** {@link desiredHash} of the set that results. */
  hash: string;
}

/** One line per task, sorted: two sides that agree on it agree on what is wanted. */
export function desiredDigest(tasks: Iterable<Pick<DesiredTask, 'plan' | 'want' | 'go'>>): string {
  return [...tasks]
    .map(
      ({ plan, want, go }) =>
        `${plan.fence.job}/${plan.fence.unit}/${plan.fence.attempt}/${plan.fence.task} ${want} ${go}`,
    )
    .sort()
    .join('\n');
}

export const processReport = z.strictObject({
  index: z.number().int().min(0),
  state: z.enum(['waiting', 'running', 'exited']),
  pid: z.number().int().nullable(),
  exitCode: z.number().int().nullable(),
  signal: z.string().max(32).nullable(),
  /** When it ended, ms of the agent's clock; absent or null when nobody knows. */
  exitedAt: z.number().nullable().optional(),
});

/** All the agent knows of a task; `serial` grows, older ones are ignored. Sent until acknowledged. */
export const taskReport = z.strictObject({
  fence,
  serial: z.number().int().min(1),
  phase: z.enum(['starting', 'running', 'stopping', 'ended']),
  /** True once everything before the processes is done; with `go` they start. */
  prepared: z.boolean(),
  step: z.string().max(64).nullable(),
  steps: z
    .array(
      z.strictObject({
        name: z.string().max(64),
        startedAt: z.number(),
        endedAt: z.number().nullable(),
        /** How far it is, or how it went: of an image how much of it is there. Absent as null. */
        detail: text.nullable().optional(),
      }),
    )
    .max(64),
  processes: z.array(processReport).max(fleetLimits.processesPerTask),
  /** True as soon as it is certain that the task fails: the others of its gang need not wait for its end. */
  failing: z.boolean().optional(),
  outcome: z.enum(outcomes).nullable(),
  exitCode: z.number().int().nullable(),
  reason: text.nullable(),
  /** Newest checkpoint that is stored on the server, ms of the agent's clock. */
  checkpointAt: z.number().nullable(),
  /** Its volumes, in the plan's order; absent where it has none. */
  volumes: z.array(volumeReport).max(volumesMost).optional(),
});
export type TaskReport = z.infer<typeof taskReport>;

/** State of the node as the agent sees it. */
export const nodeReport = z.strictObject({
  phase: z.enum(['setup', 'ready', 'failed', 'left']),
  reason: text.nullable(),
  /** The round of the set-up (DesiredNode) that this speaks of; what is said of an earlier one is old. */
  round: z.number().int().optional(),
  /** How the set-up task failed. */
  setup: nodeSetupEnd.optional(),
  /** Volumes of the node; absent where it has none. */
  volumes: z.array(volumeReport).max(volumesMost).optional(),
});
export type NodeReport = z.infer<typeof nodeReport>;

export const report = z.strictObject({
  n: z.number().int().min(1),
  /** When it was sent, ms of the agent's clock: what it says of times is as old as that, whatever the clock shows. */
  at: z.number().optional(),
  tasks: z.array(taskReport).max(fleetLimits.tasksPerMessage),
  node: nodeReport.optional(),
});
export type Report = z.infer<typeof report>;

/** Header of an artifact upload: `PUT /api/v1/fleet/artifacts`, bytes from `offset`; complete when offset + body = bytes. */
export const artifactUpload = z.strictObject({
  fence: z.string().max(160),
  kind: z.enum(['output', 'checkpoint']),
  directory: z.string().min(1).max(64),
  path: z.string().min(1).max(4096),
  bytes: z.coerce.number().int().min(0),
  sha256: z.string().length(64),
  offset: z.coerce.number().int().min(0),
});
export type ArtifactUpload = z.infer<typeof artifactUpload>;
