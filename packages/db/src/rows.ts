import type { SubjectKind } from '@trainyard/contracts/events';
import type { Statement } from 'better-sqlite3';
import { Column as AnyColumn, getTableColumns, getTableName } from 'drizzle-orm';
import { entityTables, type Row } from './entities.ts';
import type { Connection } from './open.ts';
import type { RowCache } from './row-cache.ts';

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
      encode: encoderOf(column),
      decode: (value) => (value === null ? null : column.mapFromDriverValue(value as never)),
    }));
    columnsOf.set(kind, list);
  }
  return list;
}

/** Most columns are kept as they are: those are not asked each time what becomes of their value. */
function encoderOf(column: AnyColumn): Column['encode'] {
  if (column.mapToDriverValue === AnyColumn.prototype.mapToDriverValue) return (value) => value ?? null;
  return (value) => (value === null || value === undefined ? null : column.mapToDriverValue(value));
}

/**
 * Rows of entity tables by prepared statements, made once per shape: the write path runs a few of them per command. With a cache a row
 * is read and decoded once; only a connection that nobody else writes to may have one. Rows are handed out as they are kept, so nobody may
 * change one.
 */
export class Rows {
  readonly #connection: Connection;
  readonly #cache: RowCache | undefined;
  readonly #statements = new Map<string, Statement>();
  readonly #plucked = new Map<string, Statement>();

  constructor(connection: Connection, cache?: RowCache) {
    this.#connection = connection;
    this.#cache = cache;
  }

  get<K extends SubjectKind>(kind: K, uid: string): Row<K> | undefined {
    const cached = this.#cache?.get(kind, uid);
    if (cached) return cached as Row<K>;
    const raw = this.#prepare(`SELECT * FROM ${table(kind)} WHERE uid = ?`).get(uid);
    return raw === undefined ? undefined : this.#decode(kind, raw as Record<string, unknown>);
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
    return this.#allCached(kind, tail, values) ?? this.#all(kind, tail, values);
  }

  insert<K extends SubjectKind>(kind: K, row: Row<K>): void {
    const list = columns(kind);
    const encoded: unknown[] = [];
    let whole = true;
    for (const { name, encode } of list) {
      const value = row[name as keyof Row<K>];
      if (value === undefined) whole = false;
      encoded.push(encode(value));
    }
    this.#prepare(insertOf(kind)).run(encoded);
    if (!this.#cache) return;
    this.#cache.set(kind, row.uid, whole ? row : filled(list, row));
    this.#cache.touch(kind, row.uid);
  }

  update<K extends SubjectKind>(kind: K, uid: string, patch: Partial<Row<K>>): void {
    const list = columns(kind).filter(({ name }) => name in patch);
    const sets = list.map(({ name }) => `"${name}" = ?`).join(', ');
    const encoded = list.map((column) => column.encode(patch[column.name as keyof Row<K>]));
    this.#prepare(`UPDATE ${table(kind)} SET ${sets} WHERE uid = ?`).run(...encoded, uid);
    this.#cache?.touch(kind, uid);
    const cached = this.#cache?.get(kind, uid);
    if (!this.#cache || !cached) return;
    const row: Record<string, unknown> = { ...cached };
    list.forEach((column, at) => {
      row[column.name] = column.decode(encoded[at]);
    });
    this.#cache.set(kind, uid, row);
  }

  remove(kind: SubjectKind, uid: string): void {
    this.#prepare(`DELETE FROM ${table(kind)} WHERE uid = ?`).run(uid);
    this.#cache?.remove(kind, uid);
    this.#cache?.touch(kind, uid);
  }

  /** The rows when the cache has all of them: then only their uids are read. */
  #allCached<K extends SubjectKind>(kind: K, tail: string, values: unknown[]): Row<K>[] | undefined {
    const cache = this.#cache;
    if (!cache) return undefined;
    const found: Row<K>[] = [];
    const ask = (): string[] => this.#pluck(`SELECT uid FROM ${table(kind)} ${tail}`).all(...values) as string[];
    for (const uid of cache.found(kind, tail, values, ask)) {
      const cached = cache.get(kind, uid);
      if (!cached) return undefined;
      found.push(cached as Row<K>);
    }
    return found;
  }

  #all<K extends SubjectKind>(kind: K, tail: string, values: unknown[]): Row<K>[] {
    const rows = this.#prepare(`SELECT * FROM ${table(kind)} ${tail}`).all(...values) as Record<string, unknown>[];
    return rows.map((raw) => {
      const cached = this.#cache?.get(kind, raw.uid as string);
      return cached ? (cached as Row<K>) : this.#decode(kind, raw);
    });
  }

  #decode<K extends SubjectKind>(kind: K, raw: Record<string, unknown>): Row<K> {
    const row = decode(kind, raw);
    this.#cache?.set(kind, row.uid, row);
    return row;
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #pluck(sql: string): Statement {
    let statement = this.#plucked.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql).pluck();
      this.#plucked.set(sql, statement);
    }
    return statement;
  }
}

/** A row with null for whatever it does not say, as its table has it. */
function filled(list: readonly Column[], row: object): object {
  return Object.fromEntries(list.map(({ name }) => [name, row[name as keyof typeof row] ?? null]));
}

function decode<K extends SubjectKind>(kind: K, raw: Record<string, unknown>): Row<K> {
  const row: Record<string, unknown> = {};
  for (const column of columns(kind)) row[column.name] = column.decode(raw[column.name]);
  return row as Row<K>;
}

const columnsNamed = new Map<SubjectKind, Map<string, Column>>();

function columnNamed(kind: SubjectKind, name: string): Column | undefined {
  let byName = columnsNamed.get(kind);
  if (!byName) {
    byName = new Map(columns(kind).map((column) => [column.name, column]));
    columnsNamed.set(kind, byName);
  }
  return byName.get(name);
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
