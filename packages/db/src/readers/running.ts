import type { AttemptRow, TaskRow } from '../entities.ts';
import type { ReadDb } from './read-db.ts';

/** A unit that runs: what of it prints and uses something. */
export interface RunningUnit {
  /** Of the attempt. */
  uid: string;
  job: string;
  workspaceUid: string;
  unit: number;
  attempt: number;
  /** One of the shards of an array. */
  shard: boolean;
  /** ms at which it began to run. */
  runningAt: number;
  ranks: RunningRank[];
}

export interface RunningRank {
  rank: number;
  task: number;
  /** Place in the plan of its task: names its streams. */
  process: number;
  nodeUid: string;
  node: string;
  /** UUIDs of its GPUs; empty where none are its own alone. */
  gpus: string[];
}

/** Roles whose processes do the work: a launcher and a service print nothing of it, a parameter server waits for others by its nature. */
const roles = new Set(['master', 'worker', 'rank']);

export interface RunningInput {
  /** uids of attempts; absent: all that run. */
  attempts?: string[];
}

/** Units that run now. Of those that are asked for but run no more nothing is answered. */
export function runningUnits(db: ReadDb, { attempts }: RunningInput): RunningUnit[] {
  const running = `phase IN ('running', 'stopping')`;
  const rows =
    attempts === undefined
      ? db.rows.query('attempt', `WHERE ${running}`)
      : attempts.flatMap((uid) => db.rows.query('attempt', `WHERE uid = ? AND ${running}`, [uid]));
  return rows.map((row) => unitOf(db, row));
}

function unitOf(
  db: ReadDb,
  { uid, jobUid, workspaceUid, unit, number, phaseTimes, createdAt }: AttemptRow,
): RunningUnit {
  const tail = 'WHERE jobUid = ? AND unit = ? AND attempt = ? ORDER BY "index"';
  const tasks = db.rows.query('task', tail, [jobUid, unit, number]);
  return {
    uid,
    job: jobUid,
    workspaceUid,
    unit,
    attempt: number,
    shard: tasks.some(({ plan }) => plan.shard !== undefined),
    runningAt: phaseTimes.running ?? createdAt,
    ranks: tasks.flatMap((task) => ranksOf(db, task)),
  };
}

function ranksOf(db: ReadDb, { nodeUid, index, plan, gpuIds }: TaskRow): RunningRank[] {
  const found = db.rows.get('node', nodeUid)?.found?.gpus ?? [];
  const uuid = (id: number) => found.find((gpu) => gpu.index === id)?.uuid ?? [];
  const ranks = plan.processes.map((process, at) => ({ process, at })).filter(({ process }) => roles.has(process.role));
  return ranks.map(({ process, at }, place) => {
    // Launchers give each process one, in order, where there are as many.
    const own =
      process.gpuIds ?? (ranks.length === 1 ? gpuIds : ranks.length === gpuIds.length ? [gpuIds[place] as number] : []);
    return { rank: process.rank, task: index, process: at, nodeUid, node: plan.names.node, gpus: own.flatMap(uuid) };
  });
}
