/**
 * BullMQ behind Express: what somebody gets who puts a queue of jobs on the web with what there is. Each request is one job, answered
 * once redis has it. Its own process, so that it is measured as our server is. Prints its address; `bullmq-express.ts SOCKET`.
 */
import type { AddressInfo } from 'node:net';
import { Queue } from 'bullmq';
import express from 'express';

const queue = new Queue('http', { connection: { path: process.argv[2] ?? '' } });
await queue.waitUntilReady();
const app = express();
app.use(express.json());
app.post('/jobs', async (req, res) => {
  const job = await queue.add(req.body.name, req.body);
  res.status(201).json({ ...req.body, id: job.id });
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
