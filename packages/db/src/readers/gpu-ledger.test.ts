import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTemporary } from '../testing/open-temporary.ts';
import { seedJobs } from '../testing/seed-jobs.ts';
import { gpuLedgerOf, heldBefore } from './gpu-ledger.ts';
import { readDb } from './read-db.ts';

let db: ReturnType<typeof openTemporary>;
beforeEach(() => {
  db = openTemporary();
  seedJobs(db.writer.connection, { from: 0, count: 3 });
});
afterEach(() => db.dispose());

let held = 0;
function hold(more: { from: number; to: number | null; gpuIds?: number[]; job?: number; workspace?: string }): void {
  const { from, to, gpuIds = [0], job = 0, workspace = 'w' } = more;
  db.writer.connection
    .prepare(
      `INSERT INTO allocations (uid, path, workspaceUid, revision, createdAt, nodeUid, clusterUid, jobUid, unit, attempt, task, gpuIds, cpus,
         memoryBytes, "from", "to") VALUES (?, '', ?, 1, 1, 'n', 'c', ?, 0, 1, 0, ?, 1, 1, ?, ?)`,
    )
    .run(`a${held++}`, workspace, `uid-000000${job}`, JSON.stringify(gpuIds), from, to);
}
const ledger = (more = {}) =>
  gpuLedgerOf(readDb(db.writer.connection), { workspaceUid: 'w', from: 1_000, to: 2_000, ...more });

test('what was held at some time between two moments is told, of this workspace, of GPUs alone', () => {
  hold({ from: 0, to: 1_000 });
  hold({ from: 0, to: 1_001, gpuIds: [2, 3] });
  hold({ from: 1_500, to: null, job: 1 });
  hold({ from: 1_999, to: 5_000 });
  hold({ from: 2_000, to: null });
  hold({ from: 1_200, to: 1_300, gpuIds: [] });
  hold({ from: 1_200, to: 1_300, workspace: 'other' });
  const { held, jobs, from } = ledger();
  expect(held.map(({ from, to, gpuIds }) => [from, to, gpuIds])).toEqual([
    [1_500, null, [0]],
    [1_999, 5_000, [0]],
    [0, 1_001, [2, 3]],
  ]);
  expect(from).toBe(1_000);
  expect(jobs.map(({ name, experiment }) => [name, experiment])).toEqual([
    ['job-1', 'second'],
    ['job-0', 'first'],
  ]);
});

test('of more rows than an answer is made of the day begins later, and nothing is missing from there on', () => {
  for (let at = 0; at < 50; at++) hold({ from: 1_000 + at * 10, to: 1_005 + at * 10 });
  hold({ from: 900, to: null });
  const cut = ledger({ rowsMost: 10 });
  expect(cut.from).toBe(1_395);
  expect(cut.held).toHaveLength(11);
  expect(cut.held.every(({ to }) => to === null || to > cut.from)).toBe(true);
});

describe('what the nodes’ agents found', () => {
  const gpu = { index: 0, uuid: 'g', model: 'Tesla K80', memoryBytes: 1, simulated: true };
  test('is told of a node that is gone by its events', () => {
    hold({ from: 1_500, to: null });
    expect(ledger().nodes).toEqual([{ uid: 'n', gpus: [] }]);
    const event = db.writer.connection.prepare(
      `INSERT INTO events (seq, at, type, kind, uid, path, workspaceUid, revision, actor, changed)
       VALUES (?, 1, 'node.changed', 'node', 'n', '', 'w', 1, '{}', ?)`,
    );
    event.run(1, JSON.stringify({ found: { gpus: [gpu] } }));
    event.run(2, JSON.stringify({ state: 'idle' }));
    event.run(3, JSON.stringify({ found: null }));
    expect(ledger().nodes).toEqual([{ uid: 'n', gpus: [gpu] }]);
  });
});

test('ended rows are found by their index in its order, not by a scan and a sort', () => {
  const plan = db.writer.connection.prepare(`EXPLAIN QUERY PLAN ${heldBefore}`).all('w', 1, 2, 10) as {
    detail: string;
  }[];
  expect(plan.map(({ detail }) => detail)).toEqual([expect.stringMatching(/USING INDEX allocationsEnded .*to>\?/)]);
});
