/** `job submit` of many files: one request for all of them, or as few as the server takes. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { type Detail, Fault } from '@trainyard/contracts/errors';
import { toNative } from '../../body-file.ts';
import type { Context } from '../../context.ts';
import { type FileDocument, type FileFault, filesOf, readDocuments, refuseFaults } from '../../documents.ts';
import { FailedError, UsageError } from '../../failure.ts';
import { statusLine } from '../../output/status-line.ts';
import type { Column } from '../../output/table.ts';
import { type BodyOptions, completed } from '../body.ts';
import { isAway } from '../watch.ts';
import { type JobBody, type JobsRequest, requestsOf } from './requests.ts';
import { readWorkdir, shipWorkdir } from './workdir.ts';

export interface ManyOptions extends BodyOptions {
  common?: string;
  idempotencyKey?: string;
  recursive?: boolean;
  workdir?: string;
}

interface Submitted {
  name: string;
  uid: string;
  file: string;
}

const columns: Column<Submitted>[] = [
  { title: 'Name', value: ({ name }) => name },
  { title: 'Uid', value: ({ uid }) => uid },
  { title: 'File', value: ({ file }) => file },
];

/** A job and where it was read. */
interface Source {
  where: string;
  body: JobBody;
}

/** Reads the objects of files and directories. Throws UsageError for what is not there. */
export async function readJobs(context: Context, paths: readonly string[], recursive = false) {
  const files = await filesOf(paths, recursive);
  return readDocuments(files, context.terminal);
}

/**
 * Submits a job for each object that was read, all or none of a request. Everything that is wrong is told at once, by file. Throws UsageError,
 * FailedError, and the server's refusal with files in place of numbers.
 */
export async function submitMany(
  context: Context,
  read: { documents: FileDocument[]; faults: FileFault[] },
  options: ManyOptions,
): Promise<void> {
  const faults = [...read.faults];
  const sources = await Promise.all(read.documents.map((document) => sourceOf(context, document, options)));
  const common = await commonOf(context, options, sources, faults);
  faults.push(...doubles(sources));
  const place = { workspace: await context.workspace(), experiment: await context.experiment() };
  const jobs = sources.map(({ body }) => body);
  const key = options.idempotencyKey ?? keyOf(context.client.url, place, common, jobs);
  const requests = requestsOf(common, jobs, shortened(key));
  // One request is checked by the server, whole. Of several the first would be made before the last is looked at.
  if (faults.length > 0 || requests.length > 1) faults.push(...(await faultsOf(common, sources, options.common)));
  refuseFaults(faults);
  const line = statusLine(context.terminal);
  const done: Submitted[] = [];
  let repeated = 0;
  try {
    for (const request of requests) {
      line.show(`submitting: ${done.length} of ${jobs.length} jobs`);
      const answer = await send(context, place, request, { done: done.length, sources, common: options.common });
      if (!answer.made) repeated += answer.jobs.length;
      done.push(
        ...answer.jobs.map(({ uid, name }, at) => ({ name, uid, file: sources[request.from + at]?.where ?? '' })),
      );
    }
  } finally {
    line.end();
  }
  context.printList(done, columns);
  context.note(`${jobs.length - repeated} ${jobs.length - repeated === 1 ? 'job' : 'jobs'} submitted`);
  if (repeated > 0) {
    context.note(
      `${repeated} were submitted before with the same content, and not again: give another --idempotency-key to submit them once more`,
    );
  }
}

async function sourceOf(context: Context, document: FileDocument, options: ManyOptions): Promise<Source> {
  const { where, file, number, value } = document;
  const stem = file === '-' ? 'job' : basename(file).replace(/\.(json|ya?ml)$/i, '');
  const name = number === undefined ? stem : `${stem}-${number}`;
  const note = (text: string) => context.note(`${where}: ${text}`);
  const body = await completed({ ...context, note }, value, { ...options, name: undefined }, undefined);
  // A name that is no text is told as such by whoever checks it.
  return { where, body: { ...body, name: (body.name ?? name) as string } };
}

async function commonOf(
  context: Context,
  { common: file, workdir }: ManyOptions,
  sources: readonly Source[],
  faults: FileFault[],
): Promise<Record<string, unknown>> {
  let common: Record<string, unknown> = {};
  if (file !== undefined) {
    const { documents, faults: unread } = await readDocuments([file], context.terminal);
    faults.push(...unread);
    if (documents.length > 1) faults.push({ where: file, message: 'what is common to all is one object' });
    common = await toNative(documents[0]?.value ?? {}, 'job', (text) => context.note(`${file}: ${text}`));
  }
  if (workdir === undefined) return common;
  const own = sources.find(({ body }) => body.files !== undefined);
  if (own)
    throw new UsageError(`${own.where} has files of its own, and --workdir gives all of them the same: write one`);
  return shipWorkdir(context, await readWorkdir(context, workdir), common);
}

/** Two jobs of one name, told with both their files. */
function doubles(sources: readonly Source[]): FileFault[] {
  const first = new Map<string, string>();
  return sources.flatMap(({ where, body: { name } }) => {
    const key = String(name).toLowerCase();
    const before = first.get(key);
    if (before === undefined) first.set(key, where);
    return before === undefined ? [] : [{ where, message: `name: ${name} is the name of the job in ${before}, too` }];
  });
}

/** What the server would say of all of them, said here. */
async function faultsOf(
  common: Record<string, unknown>,
  sources: readonly Source[],
  commonFile: string | undefined,
): Promise<FileFault[]> {
  // Loaded only here: making the schemas takes a while.
  const { checkJobs } = await import('@trainyard/contracts/jobs-given');
  try {
    for (const _ of checkJobs({ common, jobs: sources.map(({ body }) => body) }));
    return [];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const told = (error.details ?? []).map((detail) => inFile(detail, sources, 0, commonFile));
    // Names that stand twice were told with both files.
    return told
      .filter(({ code }) => code !== 'UsedTwice')
      .map(({ where, path, message }) => ({ where, message: path === '' ? message : `${path}: ${message}` }));
  }
}

function inFile(detail: Detail, sources: readonly Source[], from: number, commonFile = '--common') {
  const [, number, path] = /^jobs\[(\d+)\]\.?(.*)$/s.exec(detail.path) ?? [];
  if (number !== undefined) return { ...detail, where: sources[from + Number(number)]?.where ?? '', path: path ?? '' };
  return { ...detail, where: commonFile, path: detail.path.replace(/^common\.?/, '') };
}

/** The same for the same jobs at the same place, so that the command can be repeated after a cut. */
function keyOf(url: string, place: object, common: object, jobs: readonly object[]): string {
  return createHash('sha256')
    .update(JSON.stringify([url, place, common, jobs]))
    .digest('hex');
}

/** Leaves room for the number of a part. */
function shortened(key: string): string {
  return key.length <= 120 ? key : createHash('sha256').update(key).digest('hex');
}

/** With its key a request may be sent again: a server that restarts is waited for so often, a second apart. */
const triesMost = 30;

async function send(
  context: Context,
  params: { workspace: string; experiment: string },
  { from, body }: JobsRequest,
  of: { done: number; sources: readonly Source[]; common: string | undefined },
) {
  for (let tries = 1; ; tries++) {
    try {
      return await context.client.call('submitJobs', { params, body });
    } catch (error) {
      if (!isAway(error)) throw byFile(error, from, of);
      const again = 'run the same command again, nothing is made twice';
      if (tries === triesMost)
        throw new FailedError(`${(error as Error).message}; ${of.done} jobs were submitted: ${again}`);
      if (tries === 1) context.note('the connection is cut: trying again');
      await rest(1_000);
    }
  }
}

/** A refusal with the files of the jobs in place of their numbers. */
function byFile(
  error: unknown,
  from: number,
  { done, sources, common }: { done: number; sources: readonly Source[]; common: string | undefined },
) {
  if (!(error instanceof Fault) || !error.details) return error;
  const details = error.details.map((detail) => {
    const { where, path, ...told } = inFile(detail, sources, from, common);
    return { ...told, path: path === '' ? where : `${where}: ${path}` };
  });
  const fault = new Fault(error.code, error.params, details);
  const lines = details.map(({ path, message }) => `\n  ${path}: ${message}`);
  fault.message = `${done === 0 ? 'no job was submitted' : `${done} jobs were submitted, the others not`}:${lines.join('')}`;
  return fault;
}
