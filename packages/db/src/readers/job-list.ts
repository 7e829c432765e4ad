import type { JobSort } from '@trainyard/contracts/job-sorts';
import { lastSeq } from '../event-log.ts';
import { steadyOrder } from './job-orders.ts';
import { findJobs, type JobKey, type JobsInput } from './job-pages.ts';
import { sortsText } from './job-sorts.ts';
import { type JobsFilter, termsOf } from './job-terms.ts';
import { type JobView, jobView } from './jobs.ts';
import type { PageOf, ReadDb } from './read-db.ts';

/** Jobs of a workspace in any order, from a key or a place on. */
export function listJobs(db: ReadDb, input: JobsInput): PageOf<JobView> {
  const found = findJobs(db, input);
  const shown = found.slice(0, input.limit);
  const end = shown.at(-1);
  const items = shown.flatMap(({ uid }) => {
    const row = db.rows.get('job', uid);
    return row ? [jobView(db, row)] : [];
  });
  return {
    items,
    next: found.length > input.limit && end ? writeKey([end.value, end.order]) : null,
    seq: lastSeq(db.connection),
  };
}

/** A key as the `next` of a page says it. */
const writeKey = ([value, order]: JobKey): string => `${order}.${value}`;

/** Reads the `next` of a page of this sort; undefined when it is none. */
export function readKey(text: string, sort: JobSort): JobKey | undefined {
  const [, digits, value] = /^(\d{1,15})(?:\.(.{0,200}))?$/s.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const order = Number(digits);
  // A list in the order of submission took the number alone before it took other orders.
  if (sort === 'submitted') return [order, order];
  if (value === undefined) return undefined;
  // What a job belonged to may have had no name any more when it was written down.
  if (sortsText(sort)) return [value, order];
  return value !== '' && Number.isFinite(Number(value)) ? [Number(value), order] : undefined;
}

/** Jobs that a filter finds, by state, and all of the workspace. */
export function countJobs(
  db: ReadDb,
  { workspaceUid, ...filter }: JobsFilter & { workspaceUid: string },
): { states: Record<string, number>; sum: number; all: number; seq: number } {
  const { terms, values } = termsOf(db, workspaceUid, filter);
  const all = steadyOrder(db, { workspaceUid, value: '"order"', desc: false }).length;
  const states = terms.length === 1 ? statesOf(db, workspaceUid, all) : narrowedStates(db, terms, values);
  const sum = Object.values(states).reduce((one, other) => one + other, 0);
  return { states, sum, all, seq: lastSeq(db.connection) };
}

/** States of all jobs of a workspace: those that live and those that failed have indexes, and the others succeeded. */
function statesOf(db: ReadDb, workspaceUid: string, all: number): Record<string, number> {
  const living = `SELECT turn, count(*) AS count, sum(state = 'terminating') AS ending FROM jobFacts
    WHERE workspaceUid = ? AND turn > 0 GROUP BY turn`;
  const rows = db.statement(living).all(workspaceUid) as { turn: number; count: number; ending: number }[];
  const [waits, runs] = [1, 2].map((turn) => rows.find((row) => row.turn === turn));
  const ending = runs?.ending ?? 0;
  const sql = `SELECT count(*) FROM jobFacts WHERE workspaceUid = ? AND state = 'failed'`;
  const failed = db.statement(sql).pluck().get(workspaceUid) as number;
  const queued = waits?.count ?? 0;
  const counts = {
    queued,
    running: (runs?.count ?? 0) - ending,
    terminating: ending,
    failed,
    succeeded: all - queued - (runs?.count ?? 0) - failed,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function narrowedStates(db: ReadDb, terms: readonly string[], values: readonly unknown[]): Record<string, number> {
  const sql = `SELECT state, count(*) AS count FROM jobFacts WHERE ${terms.join(' AND ')} GROUP BY state`;
  const rows = db.statement(sql).all(...values) as { state: string; count: number }[];
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Uids and names of the jobs of a bulk verb: those that a filter finds, newest first, from a key on. */
export function pickJobs(
  db: ReadDb,
  input: JobsFilter & { workspaceUid: string; after: number | undefined; limit: number },
): { uids: string[]; next: string | null } {
  const { after, limit, ...rest } = input;
  const key: JobKey | undefined = after === undefined ? undefined : [after, after];
  const found = findJobs(db, { ...rest, sort: 'submitted', desc: true, after: key, offset: 0, limit });
  const end = found[limit - 1];
  const next = found.length > limit && end ? String(end.order) : null;
  return { uids: found.slice(0, limit).map(({ uid }) => uid), next };
}
