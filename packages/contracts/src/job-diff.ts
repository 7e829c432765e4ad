/** What two jobs ask for differently, field by field, as people would say it. Pure. */
import { type WordChange, wordChanges } from './command-words.ts';
import { assumed } from './submitted-body.ts';

/** A field that differs. `path` as in faults: `environmentVariables[LR].value`; entries of lists by their own name. */
export interface FieldChange {
  path: string;
  kind: 'added' | 'removed' | 'changed';
  before?: unknown;
  after?: unknown;
  /** Of a command line or its arguments: what differs in its words; null when all of it does. */
  words: WordChange[] | null;
}

/** What an entry of a list is called, by the field that holds it. */
const keys = ['name', 'id', 'path', 'relativeMountPath', 'job'] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list as a record by what its entries are called; undefined where not every entry has a name of its own. */
function byName(list: readonly unknown[]): Record<string, unknown> | undefined {
  for (const key of keys) {
    const names = list.map((one) => (isObject(one) ? one[key] : undefined));
    if (!names.every((name) => typeof name === 'string') || new Set(names).size !== names.length) continue;
    return Object.fromEntries(names.map((name, at) => [name, list[at]]));
  }
  return undefined;
}

/** Fields whose text is a command: compared word by word. */
const isCommand = (path: string): boolean => /(commandLine|commandLineArgs|CommandLineArgs|command)$/.test(path);

/** Fields that differ, in the order in which they stand in the first, then those of the second alone. Equal bodies have none. */
export function jobDiff(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): FieldChange[] {
  return ofRecords(before, after, (name) => name);
}

/**
 * How two submissions differ: as {@link jobDiff}, without what every job has of its own, and with what the server assumes where
 * one of them is silent. Bodies as `submittedBody` gives them, or as they are being written.
 */
export function submissionDiff(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): FieldChange[] {
  return jobDiff(spoken(before, after), spoken(after, before));
}

const ownFields: ReadonlySet<string> = new Set(['name', 'resubmittedFrom', 'held']);

function spoken(
  body: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const silent = Object.keys(other).filter((name) => body[name] === undefined && Object.hasOwn(assumed, name));
  const whole = Object.fromEntries([...Object.entries(body), ...silent.map((name) => [name, assumed[name]])]);
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !ownFields.has(name)));
}

function ofRecords(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  pathOf: (name: string) => string,
): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const own = (of: Readonly<Record<string, unknown>>, name: string) => (Object.hasOwn(of, name) ? of[name] : undefined);
  return names.flatMap((name) => ofValues(own(before, name), own(after, name), pathOf(name)));
}

function ofValues(before: unknown, after: unknown, path: string): FieldChange[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ path, kind: 'added', after, words: null }];
  if (after === undefined) return [{ path, kind: 'removed', before, words: null }];
  if (isObject(before) && isObject(after)) return ofRecords(before, after, (name) => `${path}.${name}`);
  if (Array.isArray(before) && Array.isArray(after)) {
    const [a, b] = [byName(before), byName(after)];
    if (a !== undefined && b !== undefined) return ofRecords(a, b, (name) => `${path}[${name}]`);
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const told = typeof before === 'string' && typeof after === 'string' && isCommand(path);
  return [{ path, kind: 'changed', before, after, words: told ? wordChanges(before, after) : null }];
}
