import * as z from 'zod';
import { type Fence, fenceKey } from './attempt.ts';
import type { StreamFd } from './stream-fds.ts';

export const streamPhases = ['agent', 'preparation', 'run', 'setup'] as const;
export type StreamPhase = (typeof streamPhases)[number];

/**
 * Id of a stream of a task: `job/unit/attempt/task/phase/process/fd`; of a node's set-up: `node/UID/setup/fd`.
 * Phase `agent` is the agent's own account of the task (Batch AI's execution.log).
 */
export const streamId = z
  .string()
  .max(160)
  .regex(
    /^([0-9a-f-]{36}\/\d+\/\d+\/\d+\/(agent|preparation|run)\/\d+|node\/[0-9a-f-]{36}\/setup)\/(stdout|stderr)$/,
    'not a stream id',
  );

/** The stream of one file descriptor of one process of a task. */
export function taskStream(of: Fence, phase: Exclude<StreamPhase, 'setup'>, process: number, fd: StreamFd): string {
  return `${fenceKey(of)}/${phase}/${process}/${fd}`;
}

/** The stream of a node's set-up task. */
export function nodeStream(nodeUid: string, fd: StreamFd): string {
  return `node/${nodeUid}/setup/${fd}`;
}

/** A part of a stream: whose it is, as far as its id says. */
export type StreamOwner =
  | { kind: 'task'; fence: Fence; phase: StreamPhase; process: number; fd: StreamFd }
  | { kind: 'node'; nodeUid: string; fd: StreamFd };

/** Reads a stream's id; undefined when it is none. */
export function parseStream(id: string): StreamOwner | undefined {
  if (!streamId.safeParse(id).success) return undefined;
  const parts = id.split('/');
  const fd = parts.at(-1) as StreamFd;
  if (parts[0] === 'node') return { kind: 'node', nodeUid: parts[1] as string, fd };
  const [job, unit, attempt, task, phase, process] = parts as [string, string, string, string, StreamPhase, string];
  const fence = { job, unit: Number(unit), attempt: Number(attempt), task: Number(task) };
  return { kind: 'task', fence, phase, process: Number(process), fd };
}

/** Bytes that are known to be missing, and why; `to` is exclusive. At the end of a stream `from` = `to`: an unknown rest is missing. */
export interface Hole {
  from: number;
  to: number;
  why: string;
}

/** Largest frame: all that may be in flight before a control message, so that what a frame costs besides its bytes is paid seldom. */
export const logFrameBytesMax = 262_144;

/** Bytes of a stream from `offset`. `marks` are [offset within the bytes, agent's wall clock in ms] of the reads. */
export const logFrame = z.object({
  stream: streamId,
  offset: z.number().int().min(0),
  bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= logFrameBytesMax, 'frame too large'),
  marks: z.array(z.tuple([z.number().int().min(0), z.number()])).max(256),
  /** CRC-32C (RFC 3720) of `bytes`. */
  crc32c: z.number().int().min(0),
  hole: z.object({ from: z.number().int().min(0), to: z.number().int().min(0), why: z.string().max(256) }).optional(),
  /** True on the last frame of a stream, whose bytes may be empty. */
  end: z.boolean().optional(),
});
export type LogFrame = z.infer<typeof logFrame>;

/** Server → agent: every byte before `through` is on the server's disk. */
export interface StoredThrough {
  stream: string;
  through: number;
}
