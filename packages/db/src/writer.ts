import type { Actor } from '@trainyard/contracts/actors';
import { type EventType, eventTypes, type SubjectKind, type TrainyardEvent } from '@trainyard/contracts/events';
import type { Clock } from '@trainyard/runtime/clock';
import type { Statement } from 'better-sqlite3';
import { hiddenColumns, type Row, relations } from './entities.ts';
import { appendEvent, lastSeq } from './event-log.ts';
import { orStorageFull } from './full-disk.ts';
import type { Connection } from './open.ts';
import { RowCache } from './row-cache.ts';
import { Rows, type Where } from './rows.ts';

/** A synchronous result: a transaction that returned a promise would have committed before its work was done. */
type Sync<T> = T extends PromiseLike<unknown> ? never : T;

/**
 * Group commit: 64 commands or 8 ms bound what one disk flush holds back. A flush writes every page of every index that its group
 * touched, so groups cut at 2 ms, five commands, spent more on flushing than on deciding.
 */
const groupMost = 64;
const groupMs = 8;

/** What a command may do to the state, all of it inside one savepoint. */
export interface Tx {
  readonly now: number;
  readonly actor: Actor;
  /** seq of the newest event of this command, for `cause`. */
  readonly seq: number;
  /**
   * Says that nothing can refuse this command any more, before it writes: from here on the writer keeps no copies of the pages that it
   * changes, which were an eighth of what a submission costs. A throw afterwards is a fault of ours, and undoes all since the last commit.
   */
  sure(): void;
  get<K extends SubjectKind>(kind: K, uid: string): Row<K> | undefined;
  where<K extends SubjectKind>(kind: K, where: Where<K>, orderBy?: keyof Row<K> & string): Row<K>[];
  query<K extends SubjectKind>(kind: K, tail: string, values?: unknown[]): Row<K>[];
  /** Adds an object; `revision` and `createdAt` are filled in. */
  insert<K extends SubjectKind>(
    kind: K,
    row: Omit<Row<K>, 'revision' | 'createdAt'>,
    type: EventType,
    cause?: number,
  ): Row<K>;
  /** Changes the given columns; columns that keep their value are left out, and without any change no event is written. */
  update<K extends SubjectKind>(kind: K, uid: string, patch: Partial<Row<K>>, type: EventType, cause?: number): Row<K>;
  /** `last`: what is to say of it at its end. */
  remove(kind: SubjectKind, uid: string, type: EventType, cause?: number, last?: Record<string, unknown>): void;
  /** For tables that are no part of the recorded history. */
  readonly connection: Connection;
}

export interface RunOptions {
  /**
   * In a transaction of its own where one can be had: that needs no savepoint, which would keep a copy of every page that is changed. For
   * work that writes much and may be refused at its end.
   */
  alone?: boolean | undefined;
}

export type CommitListener = (events: TrainyardEvent[], texts: readonly string[]) => void;

/** The one writer of the database. */
export interface Writer {
  /**
   * Runs `work` now, inside a savepoint; the promise settles after the commit that holds it. A throw undoes only this work; a
   * disk that refuses undoes all since the last commit, with StorageFull for each.
   */
  run<T>(actor: Actor, work: (tx: Tx) => Sync<T>, options?: RunOptions): Promise<T>;
  /** What is decided so far, committed or not: for the thread that decides. */
  readonly rows: Rows;
  readonly connection: Connection;
  /** Events of each commit, after it; `texts` has each of them as JSON. */
  onCommit(listener: CommitListener): () => void;
  /** A commit failed: everything since the last one is undone and its callers were told. */
  onUndone(listener: (error: unknown) => void): () => void;
  /** Commits what is open. */
  flush(): void;
  close(): void;
}

export interface WriterPorts {
  clock: Clock;
  /** Calls back when the messages at hand are dealt with: setImmediate, or a microtask in simulation. */
  defer(fn: () => void): void;
}

interface Waiting {
  settle(error?: unknown): void;
}

export function createWriter(connection: Connection, ports: WriterPorts): Writer {
  return new GroupWriter(connection, ports);
}

class GroupWriter implements Writer {
  readonly connection: Connection;
  readonly rows: Rows;
  readonly #ports: WriterPorts;
  readonly #cache = new RowCache();
  readonly #append: (event: TrainyardEvent) => string;
  /** Compiled once: every command runs some of them. */
  readonly #sql: Record<'begin' | 'commit' | 'savepoint' | 'release' | 'undo', Statement>;
  readonly #commitListeners = new Set<CommitListener>();
  readonly #undoneListeners = new Set<(error: unknown) => void>();
  #waiting: Waiting[] = [];
  #events: TrainyardEvent[] = [];
  #texts: string[] = [];
  #committedSeq: number;
  #openedAt = 0;
  #deferred = false;
  /** The command that runs has a savepoint. */
  #held = false;

  constructor(connection: Connection, ports: WriterPorts) {
    this.connection = connection;
    this.rows = new Rows(connection, this.#cache);
    this.#ports = ports;
    this.#append = appendEvent(connection);
    this.#sql = {
      begin: connection.prepare('BEGIN IMMEDIATE'),
      commit: connection.prepare('COMMIT'),
      savepoint: connection.prepare('SAVEPOINT command'),
      release: connection.prepare('RELEASE command'),
      undo: connection.prepare('ROLLBACK TO command'),
    };
    this.#committedSeq = lastSeq(connection);
  }

  run<T>(actor: Actor, work: (tx: Tx) => Sync<T>, { alone = false }: RunOptions = {}): Promise<T> {
    if (alone) this.#commitOthers();
    const own = alone && !this.connection.inTransaction;
    if (!this.connection.inTransaction) this.#begin();
    const before = this.#events.length;
    this.#cache.mark();
    if (!own) this.#hold();
    let result: T;
    try {
      result = work(this.#tx(actor));
      this.#release();
    } catch (thrown) {
      this.#events.length = before;
      this.#texts.length = before;
      this.#cache.undo();
      const error = this.#takeBack(thrown, own);
      this.#schedule();
      return Promise.reject(error);
    }
    const settled = new Promise<T>((resolve, reject) => {
      this.#waiting.push({ settle: (error) => (error === undefined ? resolve(result) : reject(error)) });
    });
    this.#schedule();
    return settled;
  }

  onCommit(listener: CommitListener): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  onUndone(listener: (error: unknown) => void): () => void {
    this.#undoneListeners.add(listener);
    return () => this.#undoneListeners.delete(listener);
  }

  flush(): void {
    if (!this.connection.inTransaction) return;
    try {
      this.#sql.commit.run();
    } catch (error) {
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
      this.#undo(orStorageFull(error, this.connection));
      return;
    }
    const [waiting, events, texts] = [this.#waiting, this.#events, this.#texts];
    this.#waiting = [];
    this.#events = [];
    this.#texts = [];
    this.#committedSeq += events.length;
    for (const one of waiting) one.settle();
    if (events.length > 0) for (const listener of [...this.#commitListeners]) listener(events, texts);
  }

  close(): void {
    this.flush();
    this.connection.close();
  }

  /** Listeners may begin the next transaction at once; with a third there is no end in sight. */
  #commitOthers(): void {
    for (let tries = 0; tries < 3 && this.connection.inTransaction; tries++) this.flush();
  }

  #hold(): void {
    this.#sql.savepoint.run();
    this.#held = true;
  }

  #release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#sql.release.run();
  }

  /** Undoes the command that threw, and as little else as can be; answers what to tell of it. `own`: the transaction has nothing else. */
  #takeBack(thrown: unknown, own: boolean): unknown {
    const error = orStorageFull(thrown, this.connection);
    const held = this.#held;
    this.#held = false;
    // A full disk may already have undone the whole transaction.
    if (!this.connection.inTransaction) this.#undo(error);
    else if (held) {
      this.#sql.undo.run();
      this.#sql.release.run();
    } else {
      this.connection.exec('ROLLBACK');
      // Others are told of a full disk as it is, and of any other fault only that it was one: it is not theirs.
      if (!own) this.#undo(error === thrown ? new Error('undone with another command', { cause: thrown }) : error);
    }
    return error;
  }

  #begin(): void {
    this.#sql.begin.run();
    this.#openedAt = this.#ports.clock.monotonic();
  }

  #schedule(): void {
    if (!this.connection.inTransaction) return;
    if (this.#waiting.length >= groupMost || this.#ports.clock.monotonic() - this.#openedAt >= groupMs) {
      this.flush();
      return;
    }
    if (this.#deferred) return;
    this.#deferred = true;
    this.#ports.defer(() => {
      this.#deferred = false;
      this.flush();
    });
  }

  #undo(error: unknown): void {
    const waiting = this.#waiting;
    this.#cache.clear();
    this.#waiting = [];
    this.#events = [];
    this.#texts = [];
    for (const one of waiting) one.settle(error ?? new Error('commit failed'));
    for (const listener of [...this.#undoneListeners]) listener(error);
  }

  #tx(actor: Actor): Tx {
    const { rows, connection } = this;
    const now = this.#ports.clock.now();
    const { kind, id, name, via } = actor;
    const told: TrainyardEvent['actor'] = { kind, id, name, via };
    const record = <K extends SubjectKind>(
      kind: K,
      row: Row<K>,
      type: EventType,
      changed: object,
      cause?: number,
    ): void =>
      this.#record(
        told,
        now,
        kind,
        row as Record<string, unknown>,
        type,
        changed as Record<string, unknown>,
        cause ?? null,
      );
    const seqNow = (): number => this.#committedSeq + this.#events.length;
    return {
      now,
      actor,
      get seq() {
        return seqNow();
      },
      sure: () => this.#release(),
      connection,
      get: (kind, uid) => rows.get(kind, uid),
      where: (kind, where, orderBy) => rows.where(kind, where, orderBy),
      query: (kind, tail, values) => rows.query(kind, tail, values),
      insert(kind, given, type, cause) {
        const row = { ...given, revision: 1, createdAt: now } as Row<typeof kind>;
        rows.insert(kind, row);
        record(kind, row, type, row, cause);
        return row;
      },
      update(kind, uid, patch, type, cause) {
        const old = rows.get(kind, uid);
        if (!old) throw new Error(`${kind} ${uid} is not there to change`);
        const changed = differing(old, patch);
        if (Object.keys(changed).length === 0) return old;
        const revision = old.revision + 1;
        rows.update(kind, uid, { ...changed, revision } as Partial<Row<typeof kind>>);
        const row = { ...old, ...changed, revision };
        record(kind, row, type, { ...changed, revision }, cause);
        return row;
      },
      remove(kind, uid, type, cause, last = {}) {
        const old = rows.get(kind, uid);
        if (!old) return;
        rows.remove(kind, uid);
        record(kind, { ...old, revision: old.revision + 1 }, type, last, cause);
      },
    };
  }

  #record(
    actor: TrainyardEvent['actor'],
    at: number,
    kind: SubjectKind,
    row: Record<string, unknown>,
    type: EventType,
    changed: Record<string, unknown>,
    cause: number | null,
  ): void {
    if (eventTypes[type].kind !== kind) throw new Error(`event ${type} is not about a ${kind}`);
    const hidden = hiddenColumns[kind];
    const shown = hidden
      ? Object.fromEntries(Object.entries(changed).filter(([column]) => !hidden.includes(column)))
      : changed;
    const event: TrainyardEvent = {
      seq: this.#committedSeq + this.#events.length + 1,
      at,
      type,
      subject: { kind, uid: row.uid as string, path: row.path as string },
      workspaceUid: (row.workspaceUid as string) || null,
      ...relations(kind, row),
      revision: row.revision as number,
      actor,
      cause,
      changed: shown,
    };
    this.#texts.push(this.#append(event));
    this.#events.push(event);
  }
}

/** The entries of `patch` whose value is another than in `old`; objects compare by their JSON. */
function differing<T extends object>(old: T, patch: Partial<T>): Partial<T> {
  const same = (a: unknown, b: unknown): boolean =>
    a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
  return Object.fromEntries(
    Object.entries(patch).filter(([column, value]) => value !== undefined && !same(old[column as keyof T], value)),
  ) as Partial<T>;
}
