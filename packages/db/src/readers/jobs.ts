import type { Fence } from '@trainyard/contracts/attempt';
import type { AttemptPhase, UnitState } from '@trainyard/contracts/lifecycles';
import { isServicePort, type ServiceView } from '@trainyard/contracts/services';
import type { ArtifactRow, AttemptRow, JobRow, TaskRow, UnitRow } from '../entities.ts';
import { lastSeq } from '../event-log.ts';
import { type PageInput, type PageOf, pageOf, type ReadDb } from './read-db.ts';
import { workspaceRefOf } from './workspaces.ts';

export interface JobView {
  row: JobRow;
  workspace: string;
  experiment: string;
  cluster: { uid: string; workspace: string; name: string } | null;
  /** Of the first unit: number of its newest attempt (0 before any), and that attempt's phase. */
  attempt: number;
  phase: AttemptPhase | null;
  /** Of a running gang. */
  services: LiveService[];
}

/** A service with a port, by the plan of the task that has it. */
export interface LiveService {
  name: string;
  port: number;
  node: string;
  state: ServiceView['state'];
}

export function findJob(db: ReadDb, input: { experimentUid: string; nameKey: string }): JobView | null {
  const row = db.rows.where('job', input)[0];
  return row ? jobView(db, row) : null;
}

export function getJob(db: ReadDb, { uid }: { uid: string }): JobView | null {
  const row = db.rows.get('job', uid);
  return row ? jobView(db, row) : null;
}

const newestAttempt = `SELECT units.attempts AS number, attempts.phase FROM units
  LEFT JOIN attempts ON attempts.jobUid = units.jobUid AND attempts.unit = units."index" AND attempts.number = units.attempts
  WHERE units.jobUid = ? ORDER BY units."index" LIMIT 1`;

/** A job as it is presented, from its row. */
export function jobView(db: ReadDb, row: JobRow): JobView {
  const name = (table: 'experiments' | 'clusters', uid: string) =>
    db.statement(`SELECT name, workspaceUid FROM ${table} WHERE uid = ?`).get(uid) as
      | { name: string; workspaceUid: string }
      | undefined;
  const cluster = name('clusters', row.clusterUid);
  const newest = db.statement(newestAttempt).get(row.uid) as { number: number; phase: AttemptPhase | null } | undefined;
  return {
    row,
    workspace: workspaceRefOf(db, row.workspaceUid),
    experiment: name('experiments', row.experimentUid)?.name ?? row.experimentUid,
    cluster: cluster
      ? { uid: row.clusterUid, workspace: workspaceRefOf(db, cluster.workspaceUid), name: cluster.name }
      : null,
    attempt: newest?.number ?? 0,
    phase: newest?.phase ?? null,
    services: liveServices(db, row),
  };
}

/** Read of jobs only that may have some: the plan of a task is large. */
function liveServices(db: ReadDb, { uid, state, spec, shards }: JobRow): LiveService[] {
  if (state !== 'running' || shards || !mayServe(spec)) return [];
  const [master] = db.rows.query('task', `WHERE jobUid = ? AND "index" = 0 AND phase <> 'ended' LIMIT 1`, [uid]);
  if (!master) return [];
  const { plan, report, phase } = master;
  return plan.ports
    .filter(({ name }) => isServicePort(name))
    .map(({ name, port }) => {
      const index = plan.processes.findIndex(({ role, log }) => role === 'service' && log === name);
      const over = report?.processes.some((one) => one.index === index && one.state === 'exited');
      const runs = phase === 'running' ? 'running' : phase === 'stopping' ? 'ended' : 'waiting';
      return { name, port, node: plan.names.node, state: over ? 'ended' : runs };
    });
}

function mayServe({ services }: JobRow['spec']): boolean {
  return (services?.length ?? 0) > 0;
}

export interface AttemptsInput extends PageInput {
  jobUid: string;
  /** Only of this unit. */
  unit: number | undefined;
}

/** Attempts of a job with their tasks, by unit and number; the key of a page is `unit.number`. An array may have a million. */
export function attemptsOfJob(
  db: ReadDb,
  { jobUid, unit, after, limit }: AttemptsInput,
): { attempts: AttemptRow[]; tasks: TaskRow[]; next: string | null; seq: number } {
  const [afterUnit = -1, afterNumber = 0] = (after ?? '').split('.').flatMap((part) => (part ? [Number(part)] : []));
  const [term, values] = unit === undefined ? ['', []] : ['AND unit = ?', [unit]];
  const tail = `WHERE jobUid = ? AND (unit, number) > (?, ?) ${term} ORDER BY unit, number LIMIT ?`;
  const rows = db.rows.query('attempt', tail, [jobUid, afterUnit, afterNumber, ...values, limit + 1]);
  const page = pageOf(
    db,
    rows,
    limit,
    (row) => `${row.unit}.${row.number}`,
    (row) => row,
  );
  const [first, last] = [page.items[0], page.items.at(-1)];
  const within =
    'WHERE jobUid = ? AND (unit, attempt) >= (?, ?) AND (unit, attempt) <= (?, ?) ORDER BY unit, attempt, "index"';
  const tasks =
    first && last ? db.rows.query('task', within, [jobUid, first.unit, first.number, last.unit, last.number]) : [];
  return { attempts: page.items, tasks, next: page.next, seq: page.seq };
}

export interface UnitsInput extends PageInput {
  jobUid: string;
  state: UnitState | undefined;
}

/** A unit, and why its newest attempt failed, as far as that is known. */
export interface UnitView {
  row: UnitRow;
  failure: AttemptRow['failure'];
}

/** Units of a job that have started, by index: shards of an array that wait have no row. */
export function listUnits(db: ReadDb, { jobUid, state, after, limit }: UnitsInput): PageOf<UnitView> {
  const [term, values] = state === undefined ? ['', []] : ['AND state = ?', [state]];
  const tail = `WHERE jobUid = ? AND "index" > ? ${term} ORDER BY "index" LIMIT ?`;
  const rows = db.rows.query('unit', tail, [jobUid, Number(after ?? -1), ...values, limit + 1]);
  return pageOf(
    db,
    rows,
    limit,
    (row) => String(row.index),
    (row) => ({ row, failure: row.failures + row.losses > 0 ? lastFailure(db, row) : null }),
  );
}

/** Of the newest of its attempts that has one: where it runs again, of the one before. */
function lastFailure(db: ReadDb, { jobUid, index }: UnitRow): AttemptRow['failure'] {
  const tail = 'WHERE jobUid = ? AND unit = ? AND family IS NOT NULL ORDER BY number DESC LIMIT 1';
  return db.rows.query('attempt', tail, [jobUid, index])[0]?.failure ?? null;
}

/** The tasks that log streams belong to, one by one: a job may have more of them than anybody reads at once. */
export function tasksOfFences(db: ReadDb, { fences }: { fences: Fence[] }): { tasks: TaskRow[]; seq: number } {
  const tail = 'WHERE jobUid = ? AND unit = ? AND attempt = ? AND "index" = ?';
  const tasks = fences.flatMap(({ job, unit, attempt, task }) =>
    db.rows.query('task', tail, [job, unit, attempt, task]),
  );
  return { tasks, seq: lastSeq(db.connection) };
}

export interface ArtifactsInput extends PageInput {
  jobUid: string;
  directory: string | undefined;
}

export function listArtifacts(db: ReadDb, input: ArtifactsInput): PageOf<ArtifactRow> {
  const [term, values] = input.directory === undefined ? ['', []] : ['AND directory = ?', [input.directory]];
  const tail = `WHERE jobUid = ? AND uid > ? ${term} ORDER BY uid LIMIT ?`;
  const rows = db.rows.query('artifact', tail, [input.jobUid, input.after ?? '', ...values, input.limit + 1]);
  return pageOf(
    db,
    rows,
    input.limit,
    (row) => row.uid,
    (row) => row,
  );
}

export function getArtifact(db: ReadDb, { uid }: { uid: string }): ArtifactRow | null {
  return db.rows.get('artifact', uid) ?? null;
}
