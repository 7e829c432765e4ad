import * as z from 'zod';
import { uid } from './names.ts';
import { priority } from './priority-schema.ts';
import { text } from './text-schema.ts';

/** Start time of a waiting job as the forward simulation sees it, ms since 1970. */
export const startForecast = z.object({
  /** When it was made. */
  at: z.number(),
  p50: z.number(),
  p90: z.number(),
  /** Runs of similar jobs that it rests on; 0: on the jobs' own limits alone. */
  samples: z.number(),
});
export type StartForecast = z.infer<typeof startForecast>;

/** How good past forecasts were, over the last jobs that started. */
export const forecastScore = z.object({
  count: z.number(),
  /** Share of starts that came before the p50 and the p90 that were forecast first. */
  beforeP50: z.number().nullable(),
  beforeP90: z.number().nullable(),
  /** Median of |start − p50|, ms. */
  medianErrorMs: z.number().nullable(),
  /** The newest, oldest first: forecast and what happened. */
  recent: z.array(
    z.object({ jobUid: uid, madeAt: z.number(), p50: z.number(), p90: z.number(), startedAt: z.number() }),
  ),
});
export type ForecastScore = z.infer<typeof forecastScore>;

/** What would start a waiting job in the scheduler's next pass; each is found by trying it on a copy, and suffices alone. */
export const lever = z.discriminatedUnion('kind', [
  /** Resubmit with fewer nodes. */
  z.object({ kind: z.literal('fewerNodes'), nodeCount: z.number() }),
  /** Another cluster that the job may use. */
  z.object({ kind: z.literal('otherCluster'), cluster: z.object({ uid, workspace: z.string(), name: z.string() }) }),
  /** More nodes of this cluster, once they are there. */
  z.object({ kind: z.literal('moreNodes'), more: z.number(), target: z.number() }),
  z.object({ kind: z.literal('higherPriority'), priority, preempts: z.number() }),
  /** A smaller part of a node. */
  z.object({
    kind: z.literal('smallerShare'),
    gpusPerNode: z.number(),
    cpusPerNode: z.number(),
    memoryPerNode: z.number(),
  }),
  /** Another queue of the cluster. */
  z.object({ kind: z.literal('otherQueue'), queue: z.string() }),
  /** Let go of a hold. */
  z.object({ kind: z.literal('release') }),
]);
export type Lever = z.infer<typeof lever>;

/**
 * What a node is to a waiting job. `kept`: kept for it; `open`: it has room for one of its tasks now; `others`: others come first there;
 * `busy`: too little is free; `away`: it takes no work for the moment; `closed`: it is not for this job as things stand.
 */
export const nodeUses = ['kept', 'open', 'others', 'busy', 'away', 'closed'] as const;
export type NodeUse = (typeof nodeUses)[number];

/** A node of the cluster in which a job waits, as that job meets it. */
export const nodeStanding = z.object({
  node: z.object({ uid, name: z.string() }),
  use: z.enum(nodeUses),
  /** True exactly when a job that asks for the same, alone on an otherwise unchanged cluster, could be placed on it now. */
  fits: z.boolean(),
  /** Why it is `others`, `away` or `closed`, or what still keeps it from a job for which it is kept. */
  why: text.nullable(),
  gpus: z.number(),
  /** Those that a job could be given; none on a node that takes no work. */
  freeGpuIds: z.array(z.number()),
  cpus: z.number(),
  freeCpus: z.number(),
  /** Jobs that hold something of it and that the asker may see, at most eight. */
  jobs: z.array(
    z.object({ uid, workspace: z.string(), experiment: z.string(), name: z.string(), gpuIds: z.array(z.number()) }),
  ),
  /** Jobs that hold something of it besides. */
  otherJobs: z.number(),
  /** By when nothing is on it any more, by the time limits of what is; ms since 1970, the moment of the answer when nothing is, null when nobody knows. */
  emptyBy: z.number().nullable(),
  /** The same by how long similar jobs ran; null where no such run is known. */
  emptyAbout: z.number().nullable(),
});
export type NodeStanding = z.infer<typeof nodeStanding>;

/** A point of the forecast: in this share of the simulated futures, 0–1, the job has started by `at`, ms since 1970. */
export const startChance = z.object({ share: z.number(), at: z.number() });
export type StartChance = z.infer<typeof startChance>;

/** Why a job waits, what is ahead of it, what would start it, and when it starts otherwise. */
export const explanation = z.object({
  /** Moment of the answer, ms since 1970. */
  at: z.number(),
  waiting: z.boolean(),
  /** Each constraint that is short, in plain words. */
  reasons: z.array(text),
  /** Place in its queue from 1; null when it does not stand in it (held, waits for another job). */
  position: z.number().nullable(),
  /** The next ones ahead of it, nearest first, at most ten. */
  ahead: z.array(
    z.object({ uid, workspace: z.string(), experiment: z.string(), name: z.string(), nodeCount: z.number(), priority }),
  ),
  levers: z.array(lever),
  /** The nodes of its cluster, the most useful to it first, at most 64; `rest` says how many more there are. */
  nodes: z.object({ items: z.array(nodeStanding), rest: z.number() }),
  forecast: startForecast.nullable(),
  /** The same forecast as a curve, rising in both; its p50 and p90 lie on it. null where there is none. */
  curve: z.array(startChance).nullable(),
  score: forecastScore.omit({ recent: true }).nullable(),
});
export type Explanation = z.infer<typeof explanation>;

/** Where a job would go, were it submitted now. */
export const plannedPlacement = z.object({
  /** Why it would not start at once; empty when it would. */
  reasons: z.array(text),
  nodes: z.array(
    z.object({
      task: z.number(),
      node: z.object({ uid, name: z.string() }),
      gpuIds: z.array(z.number()),
      cpus: z.number(),
      memoryBytes: z.number(),
    }),
  ),
});

/** When a job would start, were it submitted now; `now` when in the next pass. */
export const plannedStart = z.object({ now: z.boolean(), forecast: startForecast.nullable() });

/** Per hour while it runs, in the operator's currency; `perHour` is null where no price is set. */
export const plannedPrice = z.object({ perHour: z.number().nullable(), currency: z.string().nullable() });

/** A job that would lose its nodes to it. */
export const plannedPreemption = z.object({
  job: z.object({ uid, name: z.string(), experiment: z.string() }),
  nodes: z.number(),
  lostMs: z.number(),
});
