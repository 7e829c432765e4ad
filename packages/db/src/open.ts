import Database from 'better-sqlite3';
import { migrations } from './migrations/all.ts';

export type Connection = Database.Database;

/** The database was written by a newer Trainyard: this one would not understand it. */
export class NewerDatabase extends Error {
  override readonly name = 'NewerDatabase';
}

/**
 * Opens the one writing connection and brings the schema up to date, all or nothing. `:memory:` for simulation.
 * Throws NewerDatabase when the file holds a migration that this version does not know.
 */
export function openForWriting(file: string): Connection {
  const connection = new Database(file);
  connection.pragma('journal_mode = WAL');
  // Durable before acknowledged: every commit reaches the disk before its answer leaves.
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  // 16 MiB of page cache: the live rows of 100,000 jobs; the rest is the operating system's.
  connection.pragma('cache_size = -16384');
  // What a savepoint may have to undo stays in memory: in a file it took more time than all that the commands wrote.
  connection.pragma('temp_store = MEMORY');
  // Checkpoint about every 4 MiB of log: bounds the WAL without a stall of note.
  connection.pragma('wal_autocheckpoint = 1000');
  migrate(connection);
  return connection;
}

/** Opens a connection that can only read; it sees what is committed. */
export function openForReading(file: string): Connection {
  const connection = new Database(file, { readonly: true, fileMustExist: true });
  connection.pragma('query_only = ON');
  connection.pragma('cache_size = -8192');
  return connection;
}

function migrate(connection: Connection): void {
  connection.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY) STRICT');
  const done = new Set(connection.prepare('SELECT name FROM migrations').pluck().all() as string[]);
  const known = new Set(migrations.map(({ name }) => name));
  const newer = [...done].filter((name) => !known.has(name));
  if (newer.length > 0) {
    connection.close();
    throw new NewerDatabase(
      `this data directory was used by a newer Trainyard (it knows ${newer.join(', ')}): start that version, or choose another TRAINYARD_HOME`,
    );
  }
  const pending = migrations.filter(({ name }) => !done.has(name));
  connection.transaction(() => {
    for (const { name, sql } of pending) {
      connection.exec(sql);
      connection.prepare('INSERT INTO migrations (name) VALUES (?)').run(name);
    }
  })();
}
