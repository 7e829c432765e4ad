/** Where a file and what is there differ. Pure. */
import { toolkitFields } from '@trainyard/contracts/toolkits';
import { withheldFields } from '@trainyard/contracts/withheld-fields';
import type * as z from 'zod';

export interface Change {
  /** JSON path of the field. */
  path: string;
  /** Undefined: not there. */
  old: unknown;
  new: unknown;
}

export interface Comparison {
  changes: Change[];
  /** Paths of secrets: written and never read back, so nobody outside can say whether they differ. */
  unseen: string[];
}

type Body = Record<string, unknown>;

/**
 * Of these only what the body states is compared: a reference by name shows a uid besides, and of a toolkit the server works out what is not
 * said, such as the number of its processes.
 */
const filled = new Set<string>(['cluster', 'fileServer', ...toolkitFields]);

/**
 * Compares the fields that `body` states with the view of what is there: what a file does not name is not its affair. `parsed` is the body with
 * its defaults, `schema` what it was parsed by: what a view has beyond that, such as states, is the server's.
 */
export function compare(schema: z.ZodType, body: Body, parsed: Body, view: Body): Comparison {
  const shown = ownOf(schema, Object.fromEntries(Object.keys(body).map((key) => [key, view[key]])), parsed);
  const result: Comparison = { changes: [], unseen: [] };
  for (const field of Object.keys(body)) differ(field, field, parsed[field], shown[field], result);
  return result;
}

function differ(path: string, field: string, wanted: unknown, found: unknown, into: Comparison): void {
  const [a, b] = [absent(wanted), absent(found)];
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    for (const [at, inner] of a.entries()) differ(`${path}[${at}]`, field, inner, b[at], into);
  } else if (isObject(a) && (isObject(b) || b === undefined)) {
    const there = b ?? {};
    const keys = filled.has(field) ? Object.keys(a) : [...new Set([...Object.keys(a), ...Object.keys(there)])];
    for (const key of keys) {
      const at = `${path}.${key}`;
      if (withheldFields.has(key) || (key === 'value' && /(^|\.)secrets\[\d+\]$/.test(path))) {
        if (a[key] !== undefined) into.unseen.push(at);
      } else differ(at, key, a[key], there[key], into);
    }
  } else if (!same(field, a, b))
    into.changes.push({ path, old: withoutSecrets(path, b), new: withoutSecrets(path, a) });
}

/** Nothing, null and an object or list with nothing in it are the same: views leave out what bodies may say, and the other way round. */
function absent(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  return isObject(value) && Object.values(value).every((inner) => absent(inner) === undefined) ? undefined : value;
}

/** Sizes of nodes are words that compare without case, as names of workspaces do. */
function same(field: string, a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string' && (field === 'vmSize' || field === 'workspace')) {
    return a.toLowerCase() === b.toLowerCase();
  }
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What is printed of a field that stands whole on one side only. */
function withoutSecrets(path: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((inner, at) => withoutSecrets(`${path}[${at}]`, inner));
  if (!isObject(value)) return value;
  const isSecret = /(^|\.)secrets\[\d+\]$/.test(path);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const hidden = withheldFields.has(key) || (isSecret && key === 'value');
      return [key, hidden ? '(secret)' : withoutSecrets(`${path}.${key}`, inner)];
    }),
  );
}

/** A view without what no body could say, at any depth. */
function ownOf(schema: z.ZodType, view: Body, parsed: Body): Body {
  const copy = structuredClone(view);
  // Required fields that were not stated are filled, so that only what is too much is told.
  const result = schema.safeParse({ ...parsed, ...copy });
  if (result.success) return copy;
  for (const issue of result.error.issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const holder = issue.path.reduce<unknown>((at, key) => (at as Body | undefined)?.[key as string], copy);
    for (const key of issue.keys) if (isObject(holder)) delete holder[key];
  }
  return copy;
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
