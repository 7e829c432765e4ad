import type { SubjectKind } from '@trainyard/contracts/events';

/** Rows kept per generation: what a few hundred live jobs and their nodes need; two generations are at most about 25 MiB. */
const generationMost = 4_096;

/** Kinds that change seldom and are asked for by name with every command: which rows such a question found is kept until one changes. */
const steady: ReadonlySet<SubjectKind> = new Set(['workspace', 'experiment', 'cluster', 'limit']);
/** Answers kept: names of some hundred workspaces, users and clusters at work. */
const answersMost = 2_048;

/**
 * Rows of the one writer's connection, so that a row that is asked for ten times in a job's life is read once. What is not asked for
 * while a generation fills is dropped with the one before it.
 */
export class RowCache {
  #young = new Map<string, object>();
  #old = new Map<string, object>();
  /** uids that questions about steady kinds found. */
  readonly #found = new Map<string, readonly string[]>();
  /** Written since the last {@link mark}: what an undone command may have left wrong. */
  #touched: string[] = [];

  /** A row as commands see it. */
  get(kind: SubjectKind, uid: string): object | undefined {
    const key = keyOf(kind, uid);
    const young = this.#young.get(key);
    if (young) return young;
    const old = this.#old.get(key);
    if (old) this.set(kind, uid, old);
    return old;
  }

  set(kind: SubjectKind, uid: string, row: object): void {
    if (this.#young.size >= generationMost) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(keyOf(kind, uid), row);
  }

  remove(kind: SubjectKind, uid: string): void {
    this.#forget(keyOf(kind, uid));
  }

  /** What a question about a steady kind found, as long as nothing of that kind was written; `ask` is asked otherwise. */
  found(kind: SubjectKind, question: string, values: readonly unknown[], ask: () => string[]): readonly string[] {
    if (!steady.has(kind)) return ask();
    const key = `${kind} ${question}${values.map(written).join('')}`;
    const known = this.#found.get(key);
    if (known) return known;
    if (this.#found.size >= answersMost) this.#found.clear();
    const uids = ask();
    this.#found.set(key, uids);
    return uids;
  }

  /** Remembers that the row was written, in case it is undone. */
  touch(kind: SubjectKind, uid: string): void {
    if (steady.has(kind)) this.#found.clear();
    this.#touched.push(keyOf(kind, uid));
  }

  /** What was written so far stays, or is undone only together with everything else. */
  mark(): void {
    this.#touched.length = 0;
  }

  /** Forgets what was written since the last mark. */
  undo(): void {
    if (this.#touched.length > 0) this.#found.clear();
    for (const key of this.#touched) this.#forget(key);
    this.#touched.length = 0;
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#found.clear();
    this.#touched.length = 0;
  }

  #forget(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}

/** A value of a question, so that no two questions read the same. */
function written(value: unknown): string {
  return typeof value === 'string' ? `\n${value.length} ${value}` : `\n${typeof value} ${value}`;
}

/** A uid is asked for among rows of several kinds: a shard's entry may be a unit's or a job's. */
function keyOf(kind: SubjectKind, uid: string): string {
  return `${kind} ${uid}`;
}
