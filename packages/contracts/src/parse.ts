import * as z from 'zod';
import { type Detail, Fault } from './errors.ts';

/** The schema of every refusal's body, for the description of the API. */
export const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    params: z.record(z.string(), z.unknown()),
    details: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
  }),
});

/** Checks outside data against a schema: all faults at once, each with its path. */
export function parse<T extends z.ZodType>(schema: T, data: unknown): z.output<T> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const details = result.error.issues.slice(0, 100).flatMap(detailsOf);
  const faults = details.map((detail) => (detail.path ? `${detail.path}: ${detail.message}` : detail.message));
  throw new Fault('InvalidBody', { faults: faults.slice(0, 10) }, details);
}

function detailsOf(issue: z.core.$ZodIssue): Detail[] {
  const path = issue.path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? String(part) : `.${String(part)}`))
    .join('');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path ? `${path}.${key}` : key,
      code: 'UnknownField',
      message: 'this field is not known here: remove it or check its spelling',
    }));
  }
  const code = issue.code === 'custom' && typeof issue.params?.code === 'string' ? issue.params.code : 'InvalidValue';
  return [{ path, code, message: issue.message }];
}
