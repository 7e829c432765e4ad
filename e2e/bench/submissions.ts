/** Durable single submissions over HTTP keep-alive, beside what Express and SQLite alone do: each answer waits for its commit. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminToken } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';
import { type Storm, sendJson, storm } from './load/storm.ts';
import { startPeer } from './peers/start-peer.ts';
import { median, percentile, publish } from './report/report.ts';

const connections = 64;
/** Of each of the two, one after the other, so that both meet the same machine. */
const runs = 5;
const perRun = 4_000;

const directory = mkdtempSync(join(tmpdir(), 'trainyard-bench-'));
const peer = await startPeer('bare-express.ts', join(directory, 'peer.db'));
const yard = await Yard.open(0);
const headers = { authorization: `Bearer ${adminToken}` };
const body = (name: string) => ({ name, cluster: { name: 'c' }, customToolkitSettings: { commandLine: 'true' } });
const ours: Storm[] = [];
const theirs: Storm[] = [];
try {
  for (let run = 0; run < runs; run++) {
    const { url } = yard.server;
    const path = '/api/v1/workspaces/w/experiments/e/jobs';
    const ask = (at: number) => sendJson('POST', url, path, headers, body(`r${run}-${at}`));
    ours.push(await storm(url, connections, perRun, ask));
    const askPeer = (at: number) => sendJson('POST', peer.url, '/jobs', headers, body(`r${run}-${at}`));
    theirs.push(await storm(peer.url, connections, perRun, askPeer));
  }
} finally {
  peer.child.kill();
  await yard.close();
  rmSync(directory, { recursive: true, force: true });
}

const perSecond = (storms: Storm[]): number => median(storms.map((one) => one.perSecond));
const p99 = (storms: Storm[]): number => median(storms.map(({ times }) => percentile(times, 0.99)));
publish(
  'submissions',
  [
    {
      what: 'durable submissions, 64 connections',
      unit: '1/s',
      ours: perSecond(ours),
      peer: 'bare Express + SQLite',
      peerValue: perSecond(theirs),
      ratio: perSecond(ours) / perSecond(theirs),
      target: '≥ 12,000 /s',
      meets: perSecond(ours) >= 12_000,
    },
    {
      what: 'their time, p99',
      unit: 'ms',
      ours: p99(ours),
      peer: 'bare Express + SQLite',
      peerValue: p99(theirs),
      ratio: p99(ours) / p99(theirs),
      target: '≤ 15 ms',
      meets: p99(ours) <= 15,
    },
  ],
  { ours: ours.map((one) => one.perSecond), theirs: theirs.map((one) => one.perSecond) },
);
