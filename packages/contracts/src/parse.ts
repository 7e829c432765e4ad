import * as z from 'zod';
import { codeOfWords, type DetailCode, detailWords } from './detail-words.ts';
import { type Detail, Fault } from './errors.ts';
import { schemaAt, wholeRange } from './schema-at.ts';
import { textParams } from './text-schema.ts';
import { fill, type TextParams } from './texts.ts';

/** The schema of one fault of a body, for the description of the API. */
export const errorDetail = z.object({
  path: z.string(),
  code: z.string(),
  message: z.string(),
  params: textParams.optional(),
});

/** The schema of every refusal's body, for the description of the API. */
export const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    params: z.record(z.string(), z.unknown()),
    details: z.array(errorDetail).optional(),
  }),
});

/** Checks outside data against a schema: all faults at once, each with its path. */
export function parse<T extends z.ZodType>(schema: T, data: unknown): z.output<T> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const details = withoutEchoes(
    result.error.issues.slice(0, 100).flatMap((issue) => detailsOf({ schema, data }, issue)),
  );
  const faults = details.map((detail) => (detail.path ? `${detail.path}: ${detail.message}` : detail.message));
  throw new Fault('InvalidBody', { faults: faults.slice(0, 10) }, details);
}

/** What is not there breaks every other rule of its field too; that says nothing more. */
function withoutEchoes(details: readonly Detail[]): Detail[] {
  const missing = new Set(details.filter(({ code }) => code === 'Required').map(({ path }) => path));
  const told = new Set<string>();
  return details.filter(({ path, code }) => {
    if (!missing.has(path)) return true;
    if (code !== 'Required' || told.has(path)) return false;
    told.add(path);
    return true;
  });
}

/** What was checked, against what. */
interface Checked {
  schema: z.ZodType;
  data: unknown;
}

function detailsOf(checked: Checked, issue: z.core.$ZodIssue): Detail[] {
  const path = issue.path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? String(part) : `.${String(part)}`))
    .join('');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => detail(path ? `${path}.${key}` : key, ['UnknownField', {}]));
  }
  const said = saidOf(checked, issue);
  if (said !== undefined) return [detail(path, said)];
  const { code = codeOfWords(issue.message) ?? 'InvalidValue', ...params } =
    issue.code === 'custom' ? (issue.params ?? {}) : {};
  const { message } = issue;
  const values = Object.keys(params).length > 0 ? { params: params as TextParams } : {};
  return [{ path, code: String(code), message, ...values }];
}

type Said = [code: DetailCode, params: TextParams];

function detail(path: string, [code, params]: Said): Detail {
  const values = Object.keys(params).length > 0 ? { params } : {};
  return { path, code, message: fill(detailWords[code], params), ...values };
}

/** Our words for a rule of the schema library; undefined when the schema has words of its own. */
function saidOf({ schema, data }: Checked, issue: z.core.$ZodIssue): Said | undefined {
  const { code } = issue;
  if ((code === 'invalid_value' || code === 'invalid_type') && isMissing(data, issue.path)) return ['Required', {}];
  if (issue.code === 'invalid_value') return ['NotOneOf', { options: issue.values.map(String) }];
  if (issue.code === 'invalid_type') return wrongType(schema, issue);
  if (issue.code === 'too_small' || issue.code === 'too_big') return outside(schema, issue);
  return undefined;
}

/** True when nothing is at a path: an issue does not tell what it found. */
function isMissing(data: unknown, path: readonly PropertyKey[]): boolean {
  let at = data;
  for (const part of path) {
    if (typeof at !== 'object' || at === null) return false;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return at === undefined;
}

const wrongTypes: Readonly<Record<string, DetailCode>> = {
  string: 'NotText',
  number: 'NotNumber',
  int: 'NotWhole',
  boolean: 'NotBoolean',
  array: 'NotList',
  object: 'NotObject',
  record: 'NotObject',
};

function wrongType(schema: z.ZodType, issue: z.core.$ZodIssueInvalidType): Said | undefined {
  const range = wholeRange(schemaAt(schema, issue.path));
  if (range !== undefined) return ['OutOfRange', range];
  const code = wrongTypes[issue.expected];
  return code && [code, {}];
}

function outside(schema: z.ZodType, issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Said | undefined {
  const { origin } = issue;
  const [low, limit] = issue.code === 'too_small' ? [true, Number(issue.minimum)] : [false, Number(issue.maximum)];
  const params: TextParams = low ? { minimum: limit } : { maximum: limit };
  if (origin === 'string') return low && limit === 1 ? ['Required', {}] : [low ? 'TooShort' : 'TooLong', params];
  if (origin === 'array' || origin === 'map' || origin === 'set') return [low ? 'TooFew' : 'TooMany', params];
  if (origin !== 'number' && origin !== 'int') return undefined;
  const range = wholeRange(schemaAt(schema, issue.path));
  return range === undefined ? [low ? 'TooSmall' : 'TooLarge', params] : ['OutOfRange', range];
}
