import * as z from 'zod';
import { uid } from './names.ts';
import { text } from './text-schema.ts';

/**
 * What a failure is of. The first four are told from what was printed, `signal`, `exit`, `node`, `start` and `time` from how it ended where
 * nothing telling was printed.
 */
export const failureKinds = [
  'python',
  'cuda',
  'nccl',
  'memory',
  'native',
  'shell',
  'signal',
  'exit',
  'node',
  'start',
  'time',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** Where a failure is told in a log. */
export const failureLine = z.object({
  /** Name of the log stream. */
  stream: z.string(),
  /** Number of the line in its stream, from 0. */
  line: z.number(),
  text: z.string().max(400),
});

/** Why an attempt failed, by what it has in common with others: recorded once with the attempt, and with its job. */
export const failure = z.object({
  /** 16 hexadecimal digits: the same for failures that differ only in numbers, paths, addresses, times, ranks and nodes. */
  family: z.string(),
  kind: z.enum(failureKinds),
  /** In one line, as it was printed: `RuntimeError: CUDA out of memory`. */
  title: z.string().max(200),
  /** What the title says where nothing was printed, by a code of contracts/reasons; null: the title is the program's own. */
  says: text.nullable(),
  node: z.string().nullable(),
  rank: z.number().nullable(),
  line: failureLine.nullable(),
});
export type Failure = z.infer<typeof failure>;

const namedJob = z.object({ uid, experiment: z.string(), name: z.string() });

/** One difference between a job that failed and the one that did not any more; null: it was not there. */
export const cureChange = z.object({ what: z.string(), from: z.string().nullable(), to: z.string().nullable() });
export type CureChange = z.infer<typeof cureChange>;

/** What went well later on the same line of jobs, and what was different in it. */
export const cure = z.object({
  failed: namedJob,
  cured: namedJob,
  /** When it went well, ms since 1970. */
  at: z.number(),
  /** Empty: the same job, run again. */
  changes: z.array(cureChange).max(16),
  /** The nodes of both, where none is in both. */
  nodes: z.object({ from: z.array(z.string()), to: z.array(z.string()) }).nullable(),
  /** Jobs of the family whose line went well later. */
  times: z.number(),
});
export type Cure = z.infer<typeof cure>;

/** Failures of a workspace that are one. */
export const failureFamily = z.object({
  id: z.string(),
  kind: z.enum(failureKinds),
  title: z.string(),
  says: text.nullable(),
  /** Attempts that failed so. */
  count: z.number(),
  /** Jobs that they are of. */
  jobs: z.number(),
  /** ms since 1970. */
  firstAt: z.number(),
  lastAt: z.number(),
  /** Most hit first; at most eight. `known` is false once the node is gone. */
  nodes: z.array(z.object({ node: z.string(), cluster: z.string().nullable(), count: z.number(), known: z.boolean() })),
  /** The node that stands out: at least three of the failures, and more than half of them, although jobs ran on others too. */
  suspect: z.string().nullable(),
  exitCodes: z.array(z.object({ exitCode: z.number().nullable(), count: z.number() })),
  /** The newest of them. */
  sample: namedJob.extend({
    unit: z.number(),
    attempt: z.number(),
    attemptUid: uid,
    rank: z.number().nullable(),
    line: failureLine.nullable(),
  }),
  cure: cure.nullable(),
});
export type FailureFamily = z.infer<typeof failureFamily>;
