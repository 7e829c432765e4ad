import * as z from 'zod';
import { unitIndex } from '../array.ts';
import { streamId } from '../log-frame.ts';
import { logLevels } from '../log-levels.ts';
import { text } from '../text-schema.ts';
import { jobParams, jobPath } from './jobs.ts';
import { type Operation, page } from './operation.ts';

/** One log stream of a job: whose it is, how much of it is stored and what is lost. */
export const logStream = z.object({
  stream: streamId,
  unit: z.number(),
  attempt: z.number(),
  task: z.number(),
  node: z.string(),
  phase: z.string(),
  process: z.number(),
  rank: z.number().nullable(),
  fd: z.enum(['stdout', 'stderr']),
  bytes: z.number(),
  lines: z.number(),
  ended: z.boolean(),
  holes: z.array(z.object({ from: z.number(), to: z.number(), why: z.string() })),
});
export type LogStream = z.infer<typeof logStream>;

/** Streams of one question: as many as a page follows. */
export const streamsOfQuestionMost = 256;

/** Which lines are meant. An empty pattern is on every line; `inverse` means those without it; levels narrow further. */
const lineChoice = {
  pattern: z.string().max(1_000).default(''),
  /** The pattern is a regular expression (RE2's syntax, matched in linear time), else plain text. */
  regex: z.boolean().default(false),
  caseSensitive: z.boolean().default(false),
  inverse: z.boolean().default(false),
  levels: z.array(z.enum(logLevels)).min(1).optional(),
};

export const logSearch = z.strictObject({
  streams: z.array(streamId).min(1).max(streamsOfQuestionMost),
  ...lineChoice,
  /** Numbers of lines that are given; beyond it they are counted only. */
  limit: z.number().int().min(0).max(1_000_000).default(100_000),
});
export type LogSearch = z.output<typeof logSearch>;

/** A line of the answer to a search (one JSON object a line). Cancelled by ending the request. */
export type LogSearchItem =
  /** 0-based numbers of matching lines of one stream, ascending; also over the items of a stream. */
  | { kind: 'matches'; stream: string; lines: number[] }
  /** How far it is, at most ten times a second; `bytes` of `ofBytes` over all streams. */
  | { kind: 'progress'; bytes: number; ofBytes: number; matches: number }
  /** The last item. `through`: bytes of each stream that were searched: what came later is not in it. */
  | { kind: 'end'; matches: number; given: number; through: Record<string, number> }
  /** It could not go on; what was given stands. */
  | { kind: 'failed'; code: string; message: string };

/** What a log looks like as a whole: lines in equal parts, and how many of each part tell of trouble. */
export const logOverview = z.object({
  stream: streamId,
  lines: z.number(),
  bytes: z.number(),
  /** Parallel, one entry a part; part i covers lines [i × lines / parts, (i + 1) × lines / parts). */
  warnings: z.array(z.number()),
  errors: z.array(z.number()),
});
export type LogOverview = z.infer<typeof logOverview>;

/** What became of bytes that somebody misses. */
export const foundLogBytes = z.object({
  /** How many of them are stored. */
  stored: z.number(),
  /** Why the others will not come, and what can be done; null when all are stored. */
  reason: text.nullable(),
});
export type FoundLogBytes = z.infer<typeof foundLogBytes>;

const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

/** The streams of jobs and nodes, and their bytes. */
export const logsApi = {
  listLogs: {
    method: 'GET',
    path: `${jobPath}/logs`,
    verb: 'read',
    summary:
      'List the log streams of a job, or of one unit of it; of an array without a unit those of its first shards',
    params: jobParams,
    query: z.strictObject({ unit: unitIndex.optional() }),
    output: page(logStream),
  },
  readLog: {
    method: 'GET',
    path: '/logs',
    verb: 'read',
    summary: 'Read bytes or lines of a log stream',
    query: z.strictObject({
      stream: streamId,
      from: z.coerce.number().int().min(0).optional(),
      to: z.coerce.number().int().min(0).optional(),
      fromLine: z.coerce.number().int().min(0).optional(),
      lines: z.coerce.number().int().min(1).max(100_000).optional(),
      tail: z.coerce.number().int().min(1).max(100_000).optional(),
      /** What a browser that saves it shall call it, `.log` is added. */
      name: z.string().min(1).max(128).optional(),
    }),
    output: 'bytes',
  },
} as const satisfies Record<string, Operation>;

/** What is asked of whole streams, however long they are. */
export const logQueriesApi = {
  readLogTimes: {
    method: 'GET',
    path: '/logs/times',
    verb: 'read',
    summary: "Say when lines of a log stream were printed, by the agent's clock",
    query: z.strictObject({
      stream: streamId,
      fromLine: z.coerce.number().int().min(0),
      lines: z.coerce.number().int().min(1).max(10_000),
    }),
    /** ms since 1970 of each line from `fromLine` on; 0: not known. Shorter where the stream ends. */
    output: z.object({ fromLine: z.number(), times: z.array(z.number()) }),
  },
  findLogBytes: {
    method: 'GET',
    path: '/logs/missing',
    verb: 'read',
    summary: 'Say whether bytes of a log stream that were missing are stored by now, and if not why they will not come',
    query: z.strictObject({
      stream: streamId,
      from: z.coerce.number().int().min(0),
      to: z.coerce.number().int().min(1),
    }),
    output: foundLogBytes,
  },
  readLogOverview: {
    method: 'GET',
    path: '/logs/overview',
    verb: 'read',
    summary: 'Say where in a log stream warnings and errors stand',
    query: z.strictObject({ stream: streamId, parts: z.coerce.number().int().min(1).max(1_000).default(400) }),
    output: logOverview,
  },
  searchLogs: {
    method: 'POST',
    path: '/logs/search',
    verb: 'read',
    summary: 'Find lines in log streams, from their beginning: one JSON object a line, with progress',
    body: logSearch,
    makes: false,
    output: 'bytes',
  },
  exportLogs: {
    method: 'GET',
    path: '/logs/export',
    verb: 'read',
    summary: 'Save log streams, whole or only the lines that are meant, as one text',
    query: z.strictObject({
      /** Separated by commas. */
      streams: z
        .string()
        .transform((words) => words.split(','))
        .pipe(z.array(streamId).min(1).max(streamsOfQuestionMost)),
      pattern: lineChoice.pattern,
      regex: flag.default(false),
      caseSensitive: flag.default(false),
      inverse: flag.default(false),
      levels: z
        .string()
        .transform((words) => words.split(','))
        .pipe(z.array(z.enum(logLevels)).min(1))
        .optional(),
      /** Each line begins with its time. */
      times: flag.default(false),
      gzip: flag.default(false),
      name: z.string().min(1).max(128).optional(),
    }),
    output: 'bytes',
  },
} as const satisfies Record<string, Operation>;
