/** The reading thread: a connection that can only read, so that the event loop of the doors never waits for SQLite. */
import { parentPort } from 'node:worker_threads';
import { openForReading } from '@trainyard/db/open';
import { type ReaderName, read, readers } from '@trainyard/db/readers/all';
import { type ReadDb, readDb } from '@trainyard/db/readers/read-db';
import { type Answers, answerOver, type Wire } from '@trainyard/runtime/node/worker-port';
import { faultCodec } from './threads/faults.ts';
import type { ReaderProtocol } from './threads/protocol.ts';

let db: ReadDb | undefined;

const answers = Object.fromEntries(
  (Object.keys(readers) as ReaderName[]).map((name) => [
    name,
    (input: never) => {
      if (!db) throw new Error('the reader is not open');
      return read(db, name, input);
    },
  ]),
);

answerOver<ReaderProtocol>(parentPort as Wire, faultCodec, {
  ...answers,
  ping: () => null,
  open({ database }: { database: string }) {
    db = readDb(openForReading(database));
    return null;
  },
} as unknown as Answers<ReaderProtocol>);
