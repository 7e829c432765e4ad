import * as z from 'zod';
import { saying } from './detail-words.ts';
import { type Detail, Fault } from './errors.ts';
import { checkTogether, type JobCreate, jobCreate, jobFields } from './job.ts';
import { parse } from './parse.ts';
import { toolkitFields } from './toolkits.ts';

/** What is wrong with a body by itself, and what of it is right field by field. */
export interface JudgedJob {
  /** Everything; empty for a job that only its place can refuse. */
  faults: Detail[];
  /** Fields that are right by themselves, with what is assumed of those that are absent. Where there are no faults it is the job. */
  right: Partial<JobCreate>;
}

/** Checks a body as `jobCreate` does, and how its right fields go together also where others are wrong. */
export function judgeJob(body: unknown): JudgedJob {
  try {
    return { faults: [], right: parse(jobCreate, body) };
  } catch (error) {
    const faults = faultsOf(error);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return { faults, right: {} };
    const { given, right } = rightOf(body as Record<string, unknown>);
    return { faults: withoutTwins([...faults, ...together(body, given)]), right };
  }
}

/** The field that a path begins with. */
export function topOf(path: string): string {
  return /^[^.[]*/.exec(path)?.[0] ?? path;
}

/** The first of each place and code. */
export function withoutTwins(faults: readonly Detail[]): Detail[] {
  const first = new Map<string, Detail>();
  for (const fault of faults) {
    const key = `${fault.path} ${fault.code}`;
    if (!first.has(key)) first.set(key, fault);
  }
  return [...first.values()];
}

function faultsOf(error: unknown): Detail[] {
  if (!(error instanceof Fault)) throw error;
  return error.details ?? [];
}

function rightOf(body: Record<string, unknown>): { given: Record<string, unknown>; right: Partial<JobCreate> } {
  const given: Record<string, unknown> = {};
  const right: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(jobFields)) {
    const result = schema.safeParse(body[name]);
    if (!result.success) continue;
    if (result.data !== undefined) right[name] = result.data;
    if (body[name] !== undefined) given[name] = body[name];
  }
  return { given, right };
}

const beside = z
  .strictObject(jobFields)
  .partial()
  .superRefine(checkTogether as never);

/** The rules between fields, for those that are right. A toolkit that is given and wrong is given all the same. */
function together(body: object, given: Record<string, unknown>): Detail[] {
  const named = toolkitFields.filter((field) => (body as Record<string, unknown>)[field] !== undefined);
  const others = refusalsOf(given).filter(({ code }) => code !== 'ExactlyOne' && code !== 'OnlyOne');
  const fields = [...toolkitFields];
  const tools = named.length === 0 ? saying('ExactlyOne', { fields }) : saying('OnlyOne', { fields, found: named });
  if (named.length === 1) return others;
  const { message, params } = tools;
  const { code, ...values } = params as { code: string };
  return [{ path: named[1] ?? '', code, message, params: values }, ...others];
}

function refusalsOf(given: Record<string, unknown>): Detail[] {
  try {
    parse(beside, given);
    return [];
  } catch (error) {
    return faultsOf(error);
  }
}
