import type { PreemptionRow } from '../entities.ts';
import { type PreemptionView, viewPreemptions } from './preemptions.ts';
import type { ReadDb } from './read-db.ts';

export interface ActivityInput {
  workspaceUid: string;
  from: number;
  to: number;
  points: number;
  spentSince: number;
}

export interface ActivityView {
  stepMs: number;
  waiting: number[];
  waitingNow: number;
  waits: number[];
  preemptions: PreemptionView[];
  spent: { currency: string; amount: number }[];
}

/** Pre-emptions that are told: more is a list to work through. */
const preemptionsMost = 20;
const hourMs = 3_600_000;

/** What happened in a workspace: how many jobs waited, for how long, what was pre-empted, what its nodes cost. */
export function activityOf(db: ReadDb, input: ActivityInput): ActivityView {
  const moves = queueMoves(db, input);
  const tail = 'WHERE workspaceUid = ? AND at >= ? ORDER BY uid DESC LIMIT ?';
  const rows: PreemptionRow[] = db.rows.query('preemption', tail, [input.workspaceUid, input.from, preemptionsMost]);
  return {
    ...depths(db, input, moves),
    waits: moves.flatMap(({ waitedMs }) => waitedMs ?? []),
    preemptions: viewPreemptions(db, rows),
    spent: spentIn(db, input),
  };
}

/** A job came into the queue or left it. */
interface Move {
  at: number;
  by: 1 | -1;
  /** How long it waited, when it left because it started. */
  waitedMs?: number;
}

const stateEvents = `SELECT uid, seq, at, type, changed ->> '$.state' AS state FROM events
  WHERE workspaceUid = ? AND seq >= ? AND kind = 'job' AND (changed -> '$.state' IS NOT NULL OR type = 'job.deleted') ORDER BY seq`;
const stateBefore = `SELECT at, changed ->> '$.state' AS state FROM events
  WHERE uid = ? AND seq < ? AND changed -> '$.state' IS NOT NULL ORDER BY seq DESC LIMIT 1`;

function queueMoves(db: ReadDb, { workspaceUid, from, to }: ActivityInput): Move[] {
  const first = db.statement('SELECT min(seq) FROM events WHERE at >= ?').pluck().get(from) as number | null;
  if (first === null) return [];
  const rows = db.statement(stateEvents).all(workspaceUid, first) as {
    uid: string;
    seq: number;
    at: number;
    state: string | null;
  }[];
  const before = new Map<string, { at: number; state: string | null }>();
  const moves: Move[] = [];
  for (const { uid, seq, at, state } of rows) {
    if (at > to) break;
    const old =
      before.get(uid) ?? (db.statement(stateBefore).get(uid, seq) as { at: number; state: string } | undefined);
    before.set(uid, { at, state });
    if (state === 'queued' && old?.state !== 'queued') moves.push({ at, by: 1 });
    else if (state !== 'queued' && old?.state === 'queued') {
      moves.push({ at, by: -1, ...(state === 'running' ? { waitedMs: at - old.at } : {}) });
    }
  }
  return moves;
}

/** The most that waited in each step: from those who wait now, back over all moves. */
function depths(db: ReadDb, { workspaceUid, from, to, points }: ActivityInput, moves: readonly Move[]) {
  const now = db
    .statement(`SELECT count(*) FROM jobs WHERE state = 'queued' AND workspaceUid = ?`)
    .pluck()
    .get(workspaceUid) as number;
  const stepMs = Math.max(1, Math.ceil((to - from) / points));
  let depth = now - moves.reduce((sum, { by }) => sum + by, 0);
  const waiting: number[] = [];
  let next = 0;
  for (let step = 0; step < points; step++) {
    let most = depth;
    for (; next < moves.length && (moves[next] as Move).at < from + (step + 1) * stepMs; next++) {
      depth += (moves[next] as Move).by;
      most = Math.max(most, depth);
    }
    waiting.push(Math.max(0, most));
  }
  return { stepMs, waiting, waitingNow: now };
}

const lives = `SELECT made.at AS "from", gone.at AS "to" FROM events AS made
  LEFT JOIN events AS gone ON gone.uid = made.uid AND gone.type = 'node.deleted'
  WHERE made.clusterUid = ? AND made.type = 'node.created' AND (gone.at IS NULL OR gone.at > ?)`;

/** Time of nodes since a moment, at the price of now; of clusters that are there and have one. */
function spentIn(db: ReadDb, { workspaceUid, to, spentSince }: ActivityInput): ActivityView['spent'] {
  const sums = new Map<string, number>();
  for (const { uid, spec } of db.rows.where('cluster', { workspaceUid })) {
    const { price } = spec;
    if (!price) continue;
    let ms = 0;
    for (const life of db.statement(lives).all(uid, spentSince) as { from: number; to: number | null }[]) {
      ms += Math.max(0, (life.to ?? to) - Math.max(life.from, spentSince));
    }
    sums.set(price.currency, (sums.get(price.currency) ?? 0) + (price.perNodeHour * ms) / hourMs);
  }
  return [...sums].map(([currency, amount]) => ({ currency, amount }));
}
