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

  get(uid: string): CachedRow | undefined {
    const young = this.#young.get(uid);
    if (young) return young;
    const old = this.#old.get(uid);
    if (old) this.set(uid, old);
    return old;
  }

  set(uid: string, row: CachedRow): void {
    if (this.#young.size >= generationMost) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(uid, row);
  }

  remove(uid: string): void {
    this.#young.delete(uid);
    this.#old.delete(uid);
  }

  /** Remembers that the row was written, in case it is undone. */
  touch(uid: string): void {
    this.#touched.push(uid);
  }

  /** What was written so far stays, or is undone only together with everything else. */
  mark(): void {
    this.#touched.length = 0;
  }

  /** Forgets what was written since the last mark. */
  undo(): void {
    for (const uid of this.#touched) this.remove(uid);
    this.#touched.length = 0;
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#touched.length = 0;
  }
}
