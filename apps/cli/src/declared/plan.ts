/** What has to be done so that what is there is as the files say; changes nothing. */
import type { Context } from '../context.ts';
import { type Change, compare } from './compare.ts';
import type { Declared } from './declared.ts';
import { kinds } from './kinds.ts';

export type Action = 'create' | 'change' | 'same' | 'cannot';

export interface Step {
  of: Declared;
  action: Action;
  /** Fields of `change` and `cannot`. */
  changes: Change[];
  /** Of `cannot`: paths that cannot change. */
  fixed: string[];
  /** Secrets that are there and cannot be compared. */
  unseen: string[];
}

/** Questions at once: enough for hundreds of jobs in a second, and no flood. */
const atOnce = 8;

/** One step for each object, in their order. Throws the client's errors. */
export async function planOf(context: Context, declared: readonly Declared[]): Promise<Step[]> {
  const steps = new Array<Step>(declared.length);
  const places = [...declared.keys()];
  const work = async () => {
    for (let at = places.shift(); at !== undefined; at = places.shift()) {
      const of = declared[at] as Declared;
      steps[at] = stepOf(of, await kinds[of.kind].read(context, of));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return steps;
}

/** What one object needs. Pure. */
export function stepOf(of: Declared, view: Record<string, unknown> | undefined): Step {
  if (!view) return { of, action: 'create', changes: [], fixed: [], unseen: [] };
  const { schema, changeable, ignored } = kinds[of.kind];
  const left = new Set(['name', ...(ignored?.(view) ?? [])]);
  const stated = Object.fromEntries(Object.entries(of.body).filter(([field]) => !left.has(field)));
  const { changes, unseen } = compare(schema, stated, of.parsed, shownOf(of, view));
  const may = changeable(view);
  const fixed = changes.map(({ path }) => path).filter((path) => !may.includes(fieldOf(path)));
  const action = changes.length === 0 ? 'same' : fixed.length > 0 ? 'cannot' : 'change';
  return { of, action, changes, fixed, unseen };
}

/** The field that a path begins with. */
export const fieldOf = (path: string): string => /^[^.[]*/.exec(path)?.[0] ?? path;

/** A job shows where its services are instead of what was said of them. */
function shownOf({ kind }: Declared, view: Record<string, unknown>): Record<string, unknown> {
  if (kind !== 'job' || !Array.isArray(view.services)) return view;
  const services = (view.services as { name: string; commandLine: string | null }[]).map(({ name, commandLine }) => ({
    name,
    ...(commandLine !== null && { commandLine }),
  }));
  return { ...view, services };
}
