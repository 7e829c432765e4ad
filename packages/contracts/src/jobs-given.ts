import * as z from 'zod';
import { detailWords } from './detail-words.ts';
import { type Detail, Fault } from './errors.ts';
import { checkTogether, type JobCreate, type JobsSubmit, jobFields } from './job.ts';
import { judgeJob, topOf } from './job-faults.ts';
import { parse } from './parse.ts';
import { fill } from './texts.ts';
import { nameKey } from './workspace-key.ts';

/** Many jobs, each checked: what stands in all of them, once, and what each has of its own over it. */
export interface JobsGiven {
  common: Partial<JobCreate>;
  jobs: (Partial<JobCreate> & Pick<JobCreate, 'name'>)[];
}

/** Faults told of one request: who has more of them has one cause more likely than a hundred. */
export const faultsMost = 100;

type Field = keyof typeof jobFields;

/** How many jobs are checked between two yields. */
const perYield = 128;

/**
 * Checks many jobs as `jobCreate` would check each of them with `common` below it, but looks at what they share only once. Yields now and
 * then, so that whoever runs it may see to others. Throws InvalidBody with the faults of all jobs, each at `jobs[n].field`, at
 * most {@link faultsMost}.
 */
export function* checkJobs({ common, jobs }: Pick<JobsSubmit, 'common' | 'jobs'>): Generator<void, JobsGiven> {
  const { values, details } = checkCommon(common);
  const told = new Set(details.map(({ path }) => topOf(path.slice('common.'.length))));
  const given: JobsGiven['jobs'] = [];
  const seen = new Set<string>();
  for (const [at, job] of jobs.entries()) {
    if (at % perYield === perYield - 1) yield;
    if (details.length >= faultsMost) break;
    const own = told.size === 0 ? ownOf(values, job) : undefined;
    if (own) given.push(own);
    else details.push(...faultsOf(at, { common, job, told }));
    const key = nameKey(job.name);
    if (seen.has(key)) details.push(inJob(at, usedTwice(job.name)));
    seen.add(key);
  }
  if (details.length > 0) refuse('InvalidBody', details.slice(0, faultsMost));
  return { common: values, jobs: given };
}

/** Throws the fault with the first of its details in words. */
export function refuse(code: 'InvalidBody' | 'JobsRefused', details: Detail[], params: { count?: number } = {}): never {
  const faults = details.slice(0, 10).map(({ path, message }) => `${path}: ${message}`);
  throw new Fault(code, { ...params, faults }, details);
}

/** A fault of the job at a place of the request, named as its sender sees it. */
export function inJob(at: number, detail: Detail): Detail {
  const { path } = detail;
  return { ...detail, path: `jobs[${at}]${path === '' || path.startsWith('[') ? '' : '.'}${path}` };
}

function usedTwice(id: string): Detail {
  return { path: 'name', code: 'UsedTwice', message: fill(detailWords.UsedTwice, { id }), params: { id } };
}

const commonSchema = z.strictObject(jobFields).partial();
const names = Object.keys(jobFields) as Field[];
const required = names.filter((name) => !jobFields[name].safeParse(undefined).success);

/** What is assumed of what nobody names stands in the values too. */
function checkCommon(common: Record<string, unknown>): { values: Partial<JobCreate>; details: Detail[] } {
  try {
    return { values: parse(commonSchema, common) as Partial<JobCreate>, details: [] };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const details = error.details ?? [];
    return { values: {}, details: details.map((one) => ({ ...one, path: `common.${one.path}` })) };
  }
}

/** What a job has of its own, checked; undefined when it is not right, alone or with what is common: then others say why. */
function ownOf(common: Partial<JobCreate>, job: Record<string, unknown>): JobsGiven['jobs'][number] | undefined {
  const own: Record<string, unknown> = {};
  for (const name in job) {
    if (!Object.hasOwn(jobFields, name)) return undefined;
    const result = jobFields[name as Field].safeParse(job[name]);
    if (!result.success) return undefined;
    own[name] = result.data;
  }
  const whole = { ...common, ...own } as JobCreate;
  if (required.some((name) => whole[name] === undefined)) return undefined;
  let right = true;
  checkTogether(whole, {
    addIssue: () => {
      right = false;
    },
  });
  return right ? (own as JobsGiven['jobs'][number]) : undefined;
}

interface Beside {
  common: Record<string, unknown>;
  job: Record<string, unknown>;
  /** Fields of `common` whose faults are told already. */
  told: ReadonlySet<string>;
}

/** Told as for one job. What is wrong with `common` is told there, once. */
function faultsOf(at: number, { common, job, told }: Beside): Detail[] {
  return judgeJob({ ...common, ...job })
    .faults.filter(({ path }) => !told.has(topOf(path)) || Object.hasOwn(job, topOf(path)))
    .map((detail) => inJob(at, detail));
}
