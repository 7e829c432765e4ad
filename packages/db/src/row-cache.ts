import type { SubjectKind } from '@trainyard/contracts/events';

/** A row as its table holds it, and as commands see it once somebody has. */
export interface CachedRow {
  raw: Record<string, unknown>;
  decoded: object | undefined;
}

/** Rows kept per generation: what a few hundred live jobs and their nodes need; two generations are at most about 25 MiB. */
const generationMost = 4_096;

/**
 * Rows of the one writer's connection, so that a row that is asked for ten times in a job's life is read once. What is not asked for
 * while a generation fills is dropped with the one before it.
 */
export class RowCache {
  #young = new Map<string, CachedRow>();
  #old = new Map<string, CachedRow>();
  /** Written since the last {@link mark}: what an undone command may have left wrong. */
  #touched: string[] = [];

  get(kind: SubjectKind, uid: string): CachedRow | undefined {
    const key = keyOf(kind, uid);
    const young = this.#young.get(key);
    if (young) return young;
    const old = this.#old.get(key);
    if (old) this.set(kind, uid, old);
    return old;
  }

  set(kind: SubjectKind, uid: string, row: CachedRow): void {
    if (this.#young.size >= generationMost) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(keyOf(kind, uid), row);
  }

  remove(kind: SubjectKind, uid: string): void {
    this.#forget(keyOf(kind, uid));
  }

  /** Remembers that the row was written, in case it is undone. */
  touch(kind: SubjectKind, uid: string): void {
    this.#touched.push(keyOf(kind, uid));
  }

  /** What was written so far stays, or is undone only together with everything else. */
  mark(): void {
    this.#touched.length = 0;
  }

  /** Forgets what was written since the last mark. */
  undo(): void {
    for (const key of this.#touched) this.#forget(key);
    this.#touched.length = 0;
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#touched.length = 0;
  }
  #forget(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}

/** A uid is asked for among rows of several kinds: a shard's entry may be a unit's or a job's. */
function keyOf(kind: SubjectKind, uid: string): string {
  return `${kind} ${uid}`;
}
