import { type Connection, openForWriting } from '@trainyard/db/open';
import type { Clock } from '@trainyard/runtime/clock';

/** Commits that may be tried within one moment while the disk is full: more is a loop that burns a core for nothing. */
const triesMost = 1_000;

/** A database in memory whose disk can be full: then each commit is refused, as SQLite refuses it. */
export class SimDisk {
  readonly connection: Connection = openForWriting(':memory:');
  /** Tries of one moment that were refused. */
  #refused = 0;
  #at = 0;
  full = false;

  constructor(clock: Clock, spins: () => void) {
    const prepare = this.connection.prepare.bind(this.connection);
    this.connection.prepare = ((sql: string) => {
      const statement = prepare(sql);
      if (sql !== 'COMMIT') return statement;
      const run = statement.run.bind(statement);
      return Object.assign(statement, { run: () => (this.full ? this.#refuse(clock.monotonic(), spins) : run()) });
    }) as Connection['prepare'];
  }

  #refuse(at: number, spins: () => void): void {
    this.#refused = at === this.#at ? this.#refused + 1 : 1;
    this.#at = at;
    // From the next try on it succeeds, so that the loop ends and can be told.
    if (this.#refused > triesMost) {
      this.full = false;
      spins();
    }
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  }

  /** What was not committed is gone. */
  loseOpenTransaction(): void {
    if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
  }
}
