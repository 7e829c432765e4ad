import type { NodeFound } from '@trainyard/contracts/node';
import type { ReadDb } from './read-db.ts';

/** Rows that one answer is made of, the latest ended first: an array may have a million shards. */
export const ledgerRowsMost = 100_000;

export interface GpuLedgerInput {
  workspaceUid: string;
  /** ms since 1970, `to` exclusive. */
  from: number;
  to: number;
  /** Absent: {@link ledgerRowsMost}. */
  rowsMost?: number;
}

/** GPUs that a task held; `to` null: it does. */
export interface HeldGpus {
  jobUid: string;
  unit: number;
  attempt: number;
  task: number;
  nodeUid: string;
  gpuIds: number[];
  from: number;
  to: number | null;
}

export interface GpuLedger {
  /** From here on nothing is missing: later than asked for where there are too many rows. */
  from: number;
  held: HeldGpus[];
  jobs: { uid: string; experiment: string; name: string }[];
  /** What the nodes' agents found, also of nodes that are gone; empty where none said so. */
  nodes: { uid: string; gpus: NodeFound['gpus'] }[];
}

const columns = 'jobUid, unit, attempt, task, nodeUid, gpuIds, "from", "to"';
const stillHeld = `SELECT ${columns} FROM allocations WHERE "to" IS NULL AND workspaceUid = ? AND gpuIds <> '[]' AND "from" < ?`;
/** Walks `allocationsEnded` from its end: what it costs is what it answers, however many rows there are. */
export const heldBefore = `SELECT ${columns} FROM allocations WHERE workspaceUid = ? AND "to" > ? AND "from" < ? AND gpuIds <> '[]'
  ORDER BY "to" DESC LIMIT ?`;
const foundOnce = `SELECT changed -> '$.found' FROM events WHERE uid = ? AND changed -> '$.found' IS NOT NULL
  AND changed ->> '$.found' IS NOT NULL ORDER BY seq DESC LIMIT 1`;
const named = `SELECT jobs.uid, jobs.name, experiments.name AS experiment FROM jobs JOIN experiments ON experiments.uid = jobs.experimentUid
  WHERE jobs.uid = ?`;

/** Which GPUs jobs of a workspace held between two moments, and what they are. What deleted jobs held goes with them. */
export function gpuLedgerOf(db: ReadDb, input: GpuLedgerInput): GpuLedger {
  const { workspaceUid, from, to, rowsMost = ledgerRowsMost } = input;
  const before = db.statement(heldBefore).all(workspaceUid, from, to, rowsMost + 1) as Row[];
  // Those that were left out ended no later than the first of them.
  const since = before.length > rowsMost ? Math.max(from, before[rowsMost]?.to ?? from) : from;
  const rows = [...(db.statement(stillHeld).all(workspaceUid, to) as Row[]), ...before.slice(0, rowsMost)];
  const held = rows
    .filter((row) => row.to === null || row.to > since)
    .map((row) => ({ ...row, gpuIds: JSON.parse(row.gpuIds) as number[] }));
  const jobs = [...new Set(held.map(({ jobUid }) => jobUid))];
  const nodes = [...new Set(held.map(({ nodeUid }) => nodeUid))];
  return {
    from: since,
    held,
    jobs: jobs.flatMap((uid) => (db.statement(named).get(uid) as GpuLedger['jobs'][number] | undefined) ?? []),
    nodes: nodes.map((uid) => ({ uid, gpus: foundOn(db, uid) })),
  };
}

interface Row extends Omit<HeldGpus, 'gpuIds'> {
  gpuIds: string;
}

/** By the node, or by its events once it is gone. */
function foundOn(db: ReadDb, uid: string): NodeFound['gpus'] {
  const here = db.statement('SELECT found FROM nodes WHERE uid = ?').pluck().get(uid) as string | null | undefined;
  const found = here ?? (db.statement(foundOnce).pluck().get(uid) as string | undefined);
  return found == null ? [] : (JSON.parse(found) as NodeFound).gpus;
}
