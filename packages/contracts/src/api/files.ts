import * as z from 'zod';
import { artifact } from '../artifact.ts';
import { codeFilesMost, codeLimits } from '../code-limits.ts';
import { sha256, uid } from '../names.ts';
import { jobParams, jobPath } from './jobs.ts';
import { type Operation, page, pageQuery } from './operation.ts';

/** What a job leaves, and the content it is given. */
export const filesApi = {
  listArtifacts: {
    method: 'GET',
    path: `${jobPath}/artifacts`,
    verb: 'read',
    summary: 'List the files that a job left',
    params: jobParams,
    query: pageQuery.extend({ directory: z.string().max(64).optional() }),
    output: page(artifact),
  },
  getArtifact: {
    method: 'GET',
    path: '/artifacts/:uid',
    verb: 'read',
    summary: 'Download a file that a job left; Range is honoured',
    params: z.strictObject({ uid }),
    output: 'bytes',
  },
  hasBlob: {
    method: 'GET',
    path: '/blobs/:sha256/info',
    verb: 'submit',
    summary: 'Say whether file content is stored',
    params: z.strictObject({ sha256 }),
    output: z.object({ sha256, bytes: z.number() }),
  },
  missingBlobs: {
    method: 'POST',
    path: '/blobs/missing',
    verb: 'submit',
    makes: false,
    summary: 'Say which of these contents are not stored; those that are stay for at least a day',
    body: z.strictObject({ sha256: z.array(sha256).max(codeFilesMost) }),
    output: z.object({ missing: z.array(sha256) }),
  },
  getCodeLimits: {
    method: 'GET',
    path: '/blobs/limits',
    verb: 'submit',
    summary: 'Say how much a job may ship with it',
    output: codeLimits,
  },
  putBlob: {
    method: 'PUT',
    path: '/blobs/:sha256',
    verb: 'submit',
    summary: 'Store file content for jobs to use',
    params: z.strictObject({ sha256 }),
    output: z.object({ sha256, bytes: z.number() }),
  },
} as const satisfies Record<string, Operation>;
