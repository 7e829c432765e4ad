/**
 * Live updates as they are written first: each change is one JSON object, emitted to one socket after another. It keeps nothing but
 * the newest tags in memory and lets everybody in, which costs it less than our server's rights, disk and history. Prints its address.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import express from 'express';
import { Server } from 'socket.io';

const app = express();
const server = createServer(app);
/** A connection that is idle for 5 s is reset by default, also when it was this server that was busy for so long with an event. */
server.keepAliveTimeout = 0;
const io = new Server(server, { transports: ['websocket'], serveClient: false });
let seq = 0;

/** The same fields as an event of ours. */
const eventOf = (name: string, changed: Record<string, unknown>): TrainyardEvent => ({
  seq: ++seq,
  at: Date.now(),
  type: 'workspace.updated',
  subject: { kind: 'workspace', uid: '019a0000-0000-7000-8000-000000000000', path: `/workspaces/${name}` },
  workspaceUid: '019a0000-0000-7000-8000-000000000000',
  clusterUid: null,
  jobUid: null,
  revision: seq,
  actor: { kind: 'administrator', id: '019a0000-0000-7000-8000-000000000001', name: 'administrator', via: 'rest' },
  cause: null,
  changed: { ...changed, revision: seq },
});

app.use(express.json());
app.patch('/api/v1/workspaces/:name', (req, res) => {
  const event = eventOf(req.params.name, { tags: req.body.tags });
  for (const socket of io.sockets.sockets.values()) socket.emit('event', event);
  res.json({ name: req.params.name, ...req.body, revision: event.revision });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
