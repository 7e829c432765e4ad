import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { afterEach, describe, expect, test } from 'vitest';
import { migrations } from './migrations/all.ts';
import { NewerDatabase, openForReading, openForWriting } from './open.ts';
import * as schema from './schema.ts';
import * as access from './schema-access.ts';
import * as keeping from './schema-keeping.ts';
import * as lists from './schema-lists.ts';
import { openTemporary } from './testing/open-temporary.ts';

let temporary = openTemporary();
afterEach(() => {
  temporary.dispose();
  temporary = openTemporary();
});

describe('migrations', () => {
  const tables = Object.values({ ...schema, ...access, ...keeping, ...lists }).flatMap((one) =>
    is(one, SQLiteTable) ? [one as SQLiteTable] : [],
  );

  test.each(tables.map((table) => [getTableName(table), table] as const))(
    'make table %s as the schema says',
    (name, table) => {
      const made = temporary.writer.connection.pragma(`table_info("${name}")`) as {
        name: string;
        type: string;
        notnull: number;
        pk: number;
      }[];
      const said = Object.values(getTableColumns(table)).map((column) => ({
        name: column.name,
        type: column.getSQLType().toUpperCase(),
        required: column.notNull,
      }));
      const found = made.map(({ name: column, type, notnull, pk }) => ({
        name: column,
        type,
        required: notnull === 1 || pk === 1,
      }));
      // A column that came later stands last in the table, and where it belongs in the schema.
      const named = (columns: typeof said) => columns.toSorted((a, b) => a.name.localeCompare(b.name));
      expect(named(found)).toEqual(named(said));
    },
  );

  test('refuse a database that a newer Trainyard has used, and leave it as it is', () => {
    const { connection } = temporary.writer;
    connection.prepare("INSERT INTO migrations (name) VALUES ('29990101T000000-future')").run();
    expect(() => openForWriting(temporary.file)).toThrow(NewerDatabase);
    expect(() => openForWriting(temporary.file)).toThrow(/29990101T000000-future.*TRAINYARD_HOME/);
  });

  test('are done once', () => {
    const again = openForWriting(temporary.file);
    expect(again.prepare('SELECT count(*) FROM migrations').pluck().get()).toBe(migrations.length);
    again.close();
  });
});

test('a reading connection cannot write', () => {
  const reader = openForReading(temporary.file);
  expect(() => reader.prepare('DELETE FROM tokens').run()).toThrow(/readonly/);
  reader.close();
});

test('every commit reaches the disk', () => {
  expect(temporary.writer.connection.pragma('synchronous', { simple: true })).toBe(2);
  expect(temporary.writer.connection.pragma('journal_mode', { simple: true })).toBe('wal');
});
