import { dirname } from 'node:path';
import { Fault } from '@trainyard/contracts/errors';
import type { Connection } from './open.ts';

/** What SQLite says when a page, the log or its index finds no room: https://www.sqlite.org/rescode.html */
const fullCodes = new Set(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_FSYNC']);

/** A disk that refuses is an expected refusal, StorageFull, for whoever asked; any other error stays as it is. */
export function orStorageFull(error: unknown, connection: Connection): unknown {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (typeof code !== 'string' || !fullCodes.has(code)) return error;
  const fault = new Fault('StorageFull', { path: dirname(connection.name) });
  fault.cause = error;
  return fault;
}
