/** Files of a body whose content is stored: those that came from this computer. Pure. */
import type { Body } from './body.ts';
import type { JobFileEntry } from './upload.ts';

const entriesOf = (body: Body): unknown[] => (Array.isArray(body.files) ? body.files : []);

export const isShipped = (entry: unknown): boolean =>
  typeof entry === 'object' && entry !== null && typeof (entry as JobFileEntry).sha256 === 'string';

export const shippedOf = (body: Body): JobFileEntry[] => entriesOf(body).filter(isShipped) as JobFileEntry[];

/** The files of a body with others: one of the same path takes the other's place, and stays executable if it was. */
export function withFiles(body: Body, added: readonly JobFileEntry[]): unknown[] {
  const byPath = new Map(added.map((file) => [file.path, file]));
  const there = entriesOf(body).map((entry) => {
    const { path, executable } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
    const other = typeof path === 'string' ? byPath.get(path) : undefined;
    if (other === undefined) return entry;
    byPath.delete(other.path);
    return executable === true ? { ...other, executable } : other;
  });
  return [...there, ...byPath.values()];
}

/** The files of a body that were written in place; undefined where none are left. */
export function withoutShipped(body: Body): unknown[] | undefined {
  const rest = entriesOf(body).filter((entry) => !isShipped(entry));
  return rest.length === 0 ? undefined : rest;
}
