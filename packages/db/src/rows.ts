import type { SubjectKind } from '@trainyard/contracts/events';
import type { Statement } from 'better-sqlite3';
import { getTableColumns, getTableName } from 'drizzle-orm';
import { entityTables, type Row } from './entities.ts';
import type { Connection } from './open.ts';

/** Values that equality can be asked of. */
export type Where<K extends SubjectKind> = { [C in keyof Row<K>]?: Row<K>[C] | null };

interface Column {
  name: string;
  encode(value: unknown): unknown;
  decode(value: unknown): unknown;
}

const columnsOf = new Map<SubjectKind, Column[]>();

/** The columns of a kind in table order, with drizzle's own conversions (JSON, booleans). */
export function columns(kind: SubjectKind): Column[] {
  let list = columnsOf.get(kind);
  if (!list) {
    list = Object.values(getTableColumns(entityTables[kind])).map((column) => ({
      name: column.name,
      encode: (value) => (value === null || value === undefined ? null : column.mapToDriverValue(value)),
      decode: (value) => (value === null ? null : column.mapFromDriverValue(value as never)),
    }));
    columnsOf.set(kind, list);
  }
  return list;
}

/** Rows of entity tables by prepared statements, made once per shape: the write path runs a few of them per command. */
export class Rows {
  readonly #connection: Connection;
  readonly #statements = new Map<string, Statement>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get<K extends SubjectKind>(kind: K, uid: string): Row<K> | undefined {
    const raw = this.#prepare(`SELECT * FROM ${table(kind)} WHERE uid = ?`).get(uid);
    return raw === undefined ? undefined : this.#decode(kind, raw);
  }

  /** All rows that equal `where`, in order of `orderBy` (a column) or of creation. */
  where<K extends SubjectKind>(kind: K, where: Where<K>, orderBy: keyof Row<K> & string = 'uid'): Row<K>[] {
    let tail = '';
    const values: unknown[] = [];
    for (const name in where) {
      const value = where[name as keyof typeof where];
      tail += `${tail === '' ? 'WHERE' : ' AND'} "${name}" ${value === null ? 'IS NULL' : '= ?'}`;
      if (value !== null) values.push(columnNamed(kind, name)?.encode(value));
    }
    return this.query(kind, `${tail} ORDER BY "${orderBy}"`, values);
  }

  /** All rows of a WHERE/ORDER/LIMIT tail with positional values. */
  query<K extends SubjectKind>(kind: K, tail: string, values: unknown[] = []): Row<K>[] {
    return this.#prepare(`SELECT * FROM ${table(kind)} ${tail}`)
      .all(...values)
      .map((raw) => this.#decode(kind, raw));
  }

  insert<K extends SubjectKind>(kind: K, row: Row<K>): void {
    const list = columns(kind);
    this.#prepare(insertOf(kind)).run(list.map((column) => column.encode(row[column.name as keyof Row<K>])));
  }

  update<K extends SubjectKind>(kind: K, uid: string, patch: Partial<Row<K>>): void {
    const list = columns(kind).filter(({ name }) => name in patch);
    const sets = list.map(({ name }) => `"${name}" = ?`).join(', ');
    this.#prepare(`UPDATE ${table(kind)} SET ${sets} WHERE uid = ?`).run(
      ...list.map((column) => column.encode(patch[column.name as keyof Row<K>])),
      uid,
    );
  }

  remove(kind: SubjectKind, uid: string): void {
    this.#prepare(`DELETE FROM ${table(kind)} WHERE uid = ?`).run(uid);
  }

  #decode<K extends SubjectKind>(kind: K, raw: unknown): Row<K> {
    const row: Record<string, unknown> = {};
    for (const column of columns(kind)) row[column.name] = column.decode((raw as Record<string, unknown>)[column.name]);
    return row as Row<K>;
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function columnNamed(kind: SubjectKind, name: string): Column | undefined {
  return columns(kind).find((column) => column.name === name);
}

const tables = new Map<SubjectKind, string>();

function table(kind: SubjectKind): string {
  const name = tables.get(kind) ?? `"${getTableName(entityTables[kind])}"`;
  tables.set(kind, name);
  return name;
}

const inserts = new Map<SubjectKind, string>();

function insertOf(kind: SubjectKind): string {
  const made = inserts.get(kind);
  if (made) return made;
  const names = columns(kind).map(({ name }) => `"${name}"`);
  const text = `INSERT INTO ${table(kind)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  inserts.set(kind, text);
  return text;
}
