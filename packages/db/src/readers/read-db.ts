import type { Statement } from 'better-sqlite3';
import { lastSeq } from '../event-log.ts';
import type { Connection } from '../open.ts';
import { Rows } from '../rows.ts';

/** What a query reads from: one connection that can only read. */
export interface ReadDb {
  readonly connection: Connection;
  readonly rows: Rows;
  /** A prepared statement, made once per text: texts are constants of the queries. */
  statement(sql: string): Statement;
  /** Reads several times from one state of the database. */
  atOnce<T>(reads: () => T): T;
}

export function readDb(connection: Connection): ReadDb {
  const statements = new Map<string, Statement>();
  const begin = connection.prepare('BEGIN');
  const end = connection.prepare('COMMIT');
  return {
    connection,
    rows: new Rows(connection),
    statement(sql) {
      const statement = statements.get(sql) ?? connection.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
    atOnce(reads) {
      begin.run();
      try {
        return reads();
      } finally {
        // Nothing was written: there is nothing to undo after a failure either.
        if (connection.inTransaction) end.run();
      }
    },
  };
}

/** Which part of a list: at most `limit` items after the key `after`. */
export interface PageInput {
  after: string | undefined;
  limit: number;
}

/** Items of a list, the key of the next page, and the seq of the newest event they reflect. */
export interface PageOf<T> {
  items: T[];
  next: string | null;
  seq: number;
}

/** Cuts one item more than asked for, which only says that there are more. */
export function pageOf<R, T>(
  db: ReadDb,
  rows: R[],
  limit: number,
  key: (row: R) => string,
  view: (row: R) => T,
): PageOf<T> {
  const last = rows[limit - 1];
  const next = rows.length > limit && last !== undefined ? key(last) : null;
  return { items: rows.slice(0, limit).map(view), next, seq: lastSeq(db.connection) };
}
