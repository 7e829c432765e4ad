/**
 * What Express and SQLite alone make of the same work: read the body, insert one row, commit in groups, answer. Its own process, so
 * that it is measured as our server is. Prints its address; `bare-express.ts FILE` keeps its table in FILE.
 */
import type { AddressInfo } from 'node:net';
import { openForWriting } from '@trainyard/db/open';
import express from 'express';

const connection = openForWriting(process.argv[2] ?? ':memory:');
connection.exec('CREATE TABLE bodies (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
const insert = connection.prepare('INSERT INTO bodies (body) VALUES (?)');
const [begin, commit] = [connection.prepare('BEGIN IMMEDIATE'), connection.prepare('COMMIT')];
let waiting: (() => void)[] = [];

/** One commit for what came in one turn of the event loop. */
function flush(): void {
  const answered = waiting;
  waiting = [];
  commit.run();
  for (const answer of answered) answer();
}

const app = express();
app.use(express.json());
app.post('/jobs', (req, res) => {
  if (waiting.length === 0) {
    begin.run();
    setImmediate(flush);
  }
  const id = insert.run(JSON.stringify(req.body)).lastInsertRowid;
  waiting.push(() => res.status(201).json({ ...req.body, id: Number(id) }));
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
