import * as z from 'zod';
import { fileEntry } from '../file-entry.ts';
import { directoryId } from '../names.ts';
import { accountName } from '../storage-account.ts';
import { jobParams, jobPath } from './jobs.ts';
import { named, type Operation } from './operation.ts';

/** A path in a tree: relative, with `/`; each byte as it is, decoded once. Absent: the top. */
const treePath = z.string().max(4096);

/** What a job's directories are: `stdouterr`, `checkpoints`, or the id of an output directory. */
export const jobDirectory = z.object({
  id: z.string(),
  kind: z.enum(['logs', 'output', 'checkpoints']),
  /** Where its files are: on a volume, in the server's own stores, or nowhere that the server can read. */
  place: z.enum(['volume', 'artifacts', 'logs', 'unreadable']),
  /** The path as the job has it, with its variables. */
  path: z.string(),
  /** Volume, for people; null where there is none. */
  volume: z.string().nullable(),
});
export type JobDirectory = z.infer<typeof jobDirectory>;

const jobTree = { ...jobParams.shape, directory: z.union([directoryId, z.literal('stdouterr')]) };
const inJob = z.strictObject(jobTree);
/** Shard and attempt of what lies in the server's own stores; the newest attempt unless given. */
const unitQuery = {
  unit: z.coerce.number().int().min(0).optional(),
  attempt: z.coerce.number().int().min(1).optional(),
};
const listQuery = z.strictObject({
  path: treePath.optional(),
  after: z.string().max(4096).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
const fileQuery = z.strictObject({ path: treePath.min(1) });
const listing = z.object({ items: z.array(fileEntry), next: z.string().nullable() });
/** 5 to 600 minutes as Batch AI had it; an hour unless given. */
const linkBody = z.strictObject({ path: treePath.min(1), minutes: z.number().int().min(5).max(600).default(60) });
const link = z.object({ url: z.string(), expiresAt: z.string() });

const server = '/workspaces/:workspace/file-servers/:name';
const account = '/storage-accounts/:name';
const ofAccount = z.strictObject({ name: accountName });
/** In an account a path begins with the container. */
const read = 'read' as const;

/** Files of jobs, file servers and storage accounts: listed by pages, downloaded by Range, whole directories as a zip, and by signed links. */
export const treesApi = {
  listJobDirectories: {
    method: 'GET',
    path: `${jobPath}/directories`,
    verb: read,
    summary: 'List the directories of a job and where they are',
    params: jobParams,
    output: z.object({ items: z.array(jobDirectory) }),
  },
  listJobFiles: {
    method: 'GET',
    path: `${jobPath}/directories/:directory/files`,
    verb: read,
    summary: 'List files of a directory of a job',
    params: inJob,
    query: listQuery.extend(unitQuery),
    output: listing,
  },
  getJobFile: {
    method: 'GET',
    path: `${jobPath}/directories/:directory/content`,
    verb: read,
    summary: 'Download a file of a job; Range and conditions are honoured',
    params: inJob,
    query: fileQuery.extend(unitQuery),
    output: 'bytes',
  },
  zipJobFiles: {
    method: 'GET',
    path: `${jobPath}/directories/:directory/zip`,
    verb: read,
    summary: 'Download a directory of a job as a zip',
    params: inJob,
    query: z.strictObject({ path: treePath.optional(), ...unitQuery }),
    output: 'bytes',
  },
  linkJobFile: {
    method: 'POST',
    path: `${jobPath}/directories/:directory/links`,
    verb: read,
    summary: 'Make a signed link to one file of a job, which needs no credentials until it expires',
    params: inJob,
    body: linkBody.extend({ unit: z.number().int().min(0).optional(), attempt: z.number().int().min(1).optional() }),
    output: link,
  },
  listFileServerFiles: {
    method: 'GET',
    path: `${server}/files`,
    verb: read,
    summary: 'List files of a file server',
    params: named,
    query: listQuery,
    output: listing,
  },
  getFileServerFile: {
    method: 'GET',
    path: `${server}/content`,
    verb: read,
    summary: 'Download a file of a file server; Range and conditions are honoured',
    params: named,
    query: fileQuery,
    output: 'bytes',
  },
  zipFileServerFiles: {
    method: 'GET',
    path: `${server}/zip`,
    verb: read,
    summary: 'Download a directory of a file server as a zip',
    params: named,
    query: z.strictObject({ path: treePath.optional() }),
    output: 'bytes',
  },
  linkFileServerFile: {
    method: 'POST',
    path: `${server}/links`,
    verb: read,
    summary: 'Make a signed link to one file of a file server',
    params: named,
    body: linkBody,
    output: link,
  },
  listStorageFiles: {
    method: 'GET',
    path: `${account}/files`,
    verb: read,
    summary: 'List files of a storage account; the first level are its containers',
    params: ofAccount,
    query: listQuery,
    output: listing,
  },
  getStorageFile: {
    method: 'GET',
    path: `${account}/content`,
    verb: read,
    summary: 'Download a file of a storage account; Range and conditions are honoured',
    params: ofAccount,
    query: fileQuery,
    output: 'bytes',
  },
  zipStorageFiles: {
    method: 'GET',
    path: `${account}/zip`,
    verb: read,
    summary: 'Download a directory of a storage account as a zip',
    params: ofAccount,
    query: z.strictObject({ path: treePath.min(1) }),
    output: 'bytes',
  },
  linkStorageFile: {
    method: 'POST',
    path: `${account}/links`,
    verb: read,
    summary: 'Make a signed link to one file of a storage account',
    params: ofAccount,
    body: linkBody,
    output: link,
  },
} as const satisfies Record<string, Operation>;
