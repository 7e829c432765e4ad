import * as z from 'zod';
import { array, arrayProgress } from './array.ts';
import { codeFilesMost } from './code-limits.ts';
import { detailWords, saying } from './detail-words.ts';
import { duration } from './duration-schema.ts';
import { failure } from './failure.ts';
import { namedRef } from './identity.ts';
import { parseImage, parseRegistry, wholeImage } from './image-reference.ts';
import { labels } from './labels.ts';
import { directoryId, resourceName, sha256, uid } from './names.ts';
import { priority } from './priority-schema.ts';
import { pruned, retention } from './retention.ts';
import { environmentVariables, secretReference, secretVariables, usedTwice, variablesTwice } from './secrets.ts';
import { services, serviceView } from './services.ts';
import { shareFields } from './share.ts';
import { startForecast } from './standing.ts';
import { text } from './text-schema.ts';
import { commandLine, toolkitFields, toolkitSettings } from './toolkits.ts';
import { recordedVitals } from './vitals.ts';
import { mountVolumes } from './volumes.ts';
import { can, tags } from './workspace.ts';

/** A path that may hold $NAME, expanded on the node. */
const path = z
  .string()
  .min(1)
  .max(4096)
  .refine((value) => !value.includes('\0'), detailWords.HoldsNul);

/** Where a job's file lands, relative to its working directory. */
const filePath = path.refine(
  (value) => !value.startsWith('/') && !value.split('/').includes('..'),
  detailWords.NotRelative,
);

/** A file shipped with the job: by hash after an upload, or its text in place (64 KiB; larger ones are uploaded). */
export const jobFile = z
  .strictObject({
    path: filePath,
    sha256: sha256.optional(),
    text: z.string().max(65_536).optional(),
    executable: z.boolean().default(false),
  })
  .refine(
    (file) => (file.sha256 === undefined) !== (file.text === undefined),
    saying('EitherOr', { first: 'sha256', second: 'text' }),
  );
export type JobFile = z.infer<typeof jobFile>;

const registryCredentials = z
  .strictObject({
    username: z.string().min(1).max(256),
    /** Written and never read back: it is sealed as a secret of the job. */
    password: z.string().min(1).max(4096).optional(),
    passwordSecretReference: secretReference.optional(),
  })
  .refine(
    (given) => (given.password === undefined) !== (given.passwordSecretReference === undefined),
    saying('EitherOr', { first: 'password', second: 'passwordSecretReference' }),
  );

const imageSourceRegistry = z
  .strictObject({
    serverUrl: z
      .string()
      .max(2048)
      .refine((url) => parseRegistry(url) !== undefined, detailWords.NotRegistry)
      .optional(),
    image: z
      .string()
      .min(1)
      .max(1024)
      .refine((image) => parseImage(image) !== undefined, detailWords.NotImage),
    credentials: registryCredentials.optional(),
  })
  .superRefine(({ image, serverUrl }, ctx) => {
    // Only where both can be read: else they have a fault of their own.
    if (serverUrl === undefined || !parseRegistry(serverUrl) || !parseImage(image)) return;
    if (wholeImage(image, serverUrl) === undefined) {
      ctx.addIssue({ code: 'custom', message: detailWords.ImageElsewhere, path: ['image'] });
    }
  });

/** The container that the job's preparation and processes run in, on each of its nodes. */
export const containerSettings = z.strictObject({
  imageSourceRegistry,
  /** As `docker run --shm-size` takes it: bytes, or a number with b, k, m or g. */
  shmSize: z
    .string()
    .regex(/^[1-9][0-9]{0,14}[bkmg]?$/i, detailWords.NotShmSize)
    .optional(),
});

/** Ours: how often a unit starts again by itself. */
export const restart = z.strictObject({
  /** After a process that failed. 0 as in Batch AI. */
  onFailure: z.number().int().min(0).max(1000).default(0),
  /** After a lost node. */
  onNodeLoss: z.number().int().min(0).max(1000).default(10),
});

/** A job that must have ended: by name in the same experiment, or in the one named. */
export const dependency = z.strictObject({
  experiment: resourceName.optional(),
  job: resourceName,
  /** `succeeded`: this job fails when that one does; `any`: however that one ends. */
  condition: z.enum(['succeeded', 'any']).default('succeeded'),
});

/** A job of the same workspace by name: in the same experiment, or in the one named. */
export const jobReference = z.strictObject({ experiment: resourceName.optional(), job: resourceName });

/** The job that another one was submitted again from, as it was called then; it may be deleted since. */
export const jobOrigin = z.object({ uid, experiment: z.string(), name: z.string() });
export type JobOrigin = z.infer<typeof jobOrigin>;

/** Batch AI's input directory, or, ours, an output directory of another job, which must have succeeded by then. */
export const inputDirectory = z
  .strictObject({
    id: directoryId,
    path: path.optional(),
    from: z
      .strictObject({
        /** The same experiment unless given. */
        experiment: resourceName.optional(),
        job: resourceName,
        /** Id of one of its output directories. */
        directory: directoryId,
      })
      .optional(),
  })
  .refine(
    (given) => (given.path === undefined) !== (given.from === undefined),
    saying('EitherOr', { first: 'path', second: 'from' }),
  );

/** Each field of a job with its own rules; how they go together is {@link checkTogether}'s. */
export const jobFields = {
  name: resourceName,
  cluster: namedRef,
  schedulingPriority: priority.default('normal'),
  nodeCount: z.number().int().min(1).max(10_000).default(1),
  ...shareFields,
  /** Labels that each of its nodes must have. */
  nodeLabels: labels.optional(),
  array: array.optional(),
  /** Jobs of the same workspace that must have ended first. */
  dependsOn: z.array(dependency).max(256).optional(),
  /** Waits until it is released. */
  held: z.boolean().optional(),
  /** Ours: the job that this one is a changed or unchanged copy of: what it is compared with, and what it may have cured. */
  resubmittedFrom: jobReference.optional(),
  mountVolumes: mountVolumes.optional(),
  containerSettings: containerSettings.optional(),
  ...toolkitSettings,
  /** Ours beside Batch AI's command line: how long it may take; an hour unless given. */
  jobPreparation: z.strictObject({ commandLine, maxWallClockTime: duration.optional() }).optional(),
  stdOutErrPathPrefix: path.optional(),
  inputDirectories: z.array(inputDirectory).max(256).optional(),
  /** Without a pathPrefix the directory goes to the built-in artifact store. */
  outputDirectories: z
    .array(z.strictObject({ id: directoryId, pathPrefix: path.optional(), pathSuffix: path.optional() }))
    .max(256)
    .optional(),
  environmentVariables: environmentVariables.optional(),
  secrets: secretVariables.optional(),
  constraints: z.strictObject({ maxWallClockTime: duration.default('P7D') }).default({ maxWallClockTime: 'P7D' }),
  queue: resourceName.default('default'),
  tags: tags.default({}),
  files: z.array(jobFile).max(codeFilesMost).optional(),
  /** Ours: ports of the master node with names, and programs beside the job's own that listen there. */
  services: services.optional(),
  restart: restart.default({ onFailure: 0, onNodeLoss: 10 }),
  /** Ours: how long what it leaves is kept; as its workspace says unless given. */
  retention: retention.optional(),
  /** What its tasks do when their node loses the control plane and the provisioner cannot fence. */
  onLostContact: z.enum(['continue', 'stop']).default('continue'),
  /** Time between SIGTERM and SIGKILL when the job is stopped. */
  grace: duration.default('PT10S'),
};

type JobFieldValues = z.output<z.ZodObject<typeof jobFields>>;

const eitherValue = saying('EitherOr', { first: 'value', second: 'valueSecretReference' });

/** How the fields of a job go together, once each is right by itself: says what does not to `ctx`. */
export function checkTogether(job: JobFieldValues, ctx: Pick<z.RefinementCtx, 'addIssue'>): void {
  const twice = (path: (string | number)[], id: string) =>
    ctx.addIssue({ code: 'custom', ...saying('UsedTwice', { id }), path });
  const given = toolkitFields.filter((field) => job[field] !== undefined);
  if (given.length !== 1) {
    const fields = [...toolkitFields];
    const said = given.length === 0 ? saying('ExactlyOne', { fields }) : saying('OnlyOne', { fields, found: given });
    ctx.addIssue({ code: 'custom', ...said, path: given.length ? [given[1] as string] : [] });
  }
  for (const field of ['inputDirectories', 'outputDirectories'] as const) {
    for (const [at, id] of usedTwice(job[field]?.map((one) => one.id))) twice([field, at, 'id'], id);
  }
  for (const [at, name] of usedTwice(job.services?.map((one) => one.name))) twice(['services', at, 'name'], name);
  for (const { path, name } of variablesTwice(job)) twice(path, name);
  // Each shard would have its own, and nobody could say which one to open.
  if (job.array && job.services && job.services.length > 0) {
    ctx.addIssue({ code: 'custom', ...saying('NotBeside', { other: 'array' }), path: ['services'] });
  }
  job.secrets?.forEach((secret, at) => {
    if ((secret.value === undefined) === (secret.valueSecretReference === undefined)) {
      ctx.addIssue({ code: 'custom', ...eitherValue, path: ['secrets', at] });
    }
  });
}

/** The body that submits a job: Batch AI's `properties`, flattened, and ours beside them. */
export const jobCreate = z.strictObject(jobFields).superRefine(checkTogether);
export type JobCreate = z.infer<typeof jobCreate>;
/** Fields of a job one by one, without what they ask of each other: what is kept of a job has no secrets any more. */
export const keptJob = z.object(jobFields).partial();
export type JobCreateInput = z.input<typeof jobCreate>;

/** 10,000 jobs in one request: what one transaction takes without making others wait for longer than a second. */
export const jobsAtOnceMost = 10_000;

/** 16 MiB: as many jobs with 1,600 bytes each, a name, a command line and some variables; what is the same in all stands in `common`. */
export const jobsBytesMost = 16 * 1024 * 1024;

/** The body that submits many jobs at once: all of them or none. */
export const jobsSubmit = z.strictObject({
  /** Fields that all of them have; a job's own stand over them, whole. */
  common: z.record(z.string(), z.unknown()).default({}),
  /** Each as `jobCreate` has it, with `common` below it. */
  jobs: z
    .array(z.looseObject({ name: resourceName }))
    .min(1)
    .max(jobsAtOnceMost),
  /** Sent again with the same body, it answers what it answered first and makes nothing; kept for a week. */
  idempotencyKey: z.string().min(1).max(128).optional(),
});
export type JobsSubmit = z.infer<typeof jobsSubmit>;

/** Answer to it: the jobs in their order. `made` is false when the key was used before. */
export const submittedJobs = z.object({ jobs: z.array(z.object({ uid, name: z.string() })), made: z.boolean() });

/** What is stored of a job: its body without name, and with secret values taken out. Whether it is held is its state, where it comes from its history, not its spec. */
export type JobSpec = Omit<JobCreate, 'name' | 'cluster' | 'tags' | 'held' | 'resubmittedFrom'>;

/** What can change of a job while it waits. */
export const jobUpdate = z.strictObject({ schedulingPriority: priority.optional(), held: z.boolean().optional() });
export type JobUpdate = z.infer<typeof jobUpdate>;

export const executionInfo = z.object({
  startTime: z.string().optional(),
  endTime: z.string().optional(),
  exitCode: z.number().optional(),
  errors: z.array(z.object({ code: z.string(), message: z.string() })).optional(),
});

/** A job as it is presented: what was submitted (no secret values), and its state. */
export const job = z.looseObject({
  uid,
  workspace: z.string(),
  experiment: z.string(),
  name: z.string(),
  /** The cluster as the job names it; null once the cluster is deleted. */
  cluster: z.object({ uid, workspace: z.string(), name: z.string() }).nullable(),
  toolType: z.string(),
  nodeCount: z.number(),
  schedulingPriority: priority,
  queue: z.string(),
  tags,
  executionState: z.string(),
  executionStateTransitionTime: z.string(),
  provisioningState: z.string(),
  executionInfo,
  /** Why it is in this state: why it waits, or how it failed. */
  reasons: z.array(text),
  /** Why it failed, or its newest attempt did, by what it has in common with others; null until that is known. */
  failure: failure.nullable().optional(),
  /** True while it waits for its release. */
  held: z.boolean(),
  /** The job that it was submitted again from; null when it was written anew. */
  resubmittedFrom: jobOrigin.nullable(),
  /** When it is likely to start; null when it does not wait, or nothing is known yet. */
  forecast: startForecast.nullable(),
  /** How its shards stand; null without an array. */
  shards: arrayProgress.nullable(),
  /** What people can open in a browser while it runs. */
  services: z.array(serviceView),
  /** Receipts of pre-emptions that name it, as victim or taker. */
  preemptions: z.number(),
  attempt: z.number(),
  phase: z.string().nullable(),
  jobOutputDirectoryPathSegment: z.string(),
  /** When and why its logs, outputs or series were removed to make room; empty while all is there. */
  pruned,
  /** How it fared last: of a job that failed how far it came. Null while nothing of it was recorded. */
  vitals: recordedVitals.nullable(),
  creationTime: z.string(),
  createdBy: z.string(),
  revision: z.number(),
  can,
});
export type Job = z.infer<typeof job>;
