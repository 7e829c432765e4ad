import { goneSince, type Mark, markNow } from './job-list-changes.ts';
import type { ReadDb } from './read-db.ts';

/** An order of jobs by a value that never changes. */
export interface SteadyOrder {
  workspaceUid: string;
  /** SQL of the value, over `jobFacts`. */
  value: string;
  desc: boolean;
}

/** The order of submission of each job, in the order that is kept: eight bytes a job. */
interface Kept {
  mark: Mark;
  orders: Float64Array;
}

/** Orders that a connection remembers: those that people look at now. */
const keptMost = 16;
/** When more came than this part of those that are there, putting all in order anew costs less than finding each one its place. */
const fewPart = 1 / 50;
const keptBy = new WeakMap<ReadDb, Map<string, Kept>>();

/**
 * All jobs of a workspace in an order by what never changes of a job, as of now. It is put in order by SQLite once and then kept up: who
 * came since is inserted, who went is taken out. So a list in such an order has no index that each submission would have to write.
 */
export function steadyOrder(db: ReadDb, order: SteadyOrder): Float64Array {
  const all = keptBy.get(db) ?? new Map<string, Kept>();
  keptBy.set(db, all);
  const key = JSON.stringify([order.workspaceUid, order.value, order.desc]);
  const known = all.get(key);
  const kept = (known && keptUp(db, order, known)) ?? madeAnew(db, order);
  // The one used last stands last.
  all.delete(key);
  all.set(key, kept);
  const [oldest] = all.keys();
  if (all.size > keptMost && oldest !== undefined) all.delete(oldest);
  return kept.orders;
}

function sorted(db: ReadDb, { workspaceUid, value, desc }: SteadyOrder, after: number): Float64Array {
  const direction = desc ? 'DESC' : 'ASC';
  const sql = `SELECT "order" FROM jobFacts WHERE workspaceUid = ? AND "order" > ? ORDER BY ${value} ${direction}, "order" ${direction}`;
  return Float64Array.from(db.statement(sql).pluck().all(workspaceUid, after) as number[]);
}

const madeAnew = (db: ReadDb, order: SteadyOrder): Kept => ({
  mark: markNow(db, order.workspaceUid),
  orders: sorted(db, order, -1),
});

/** The order with what changed since; null when it is to be made anew. */
function keptUp(db: ReadDb, order: SteadyOrder, { mark, orders }: Kept): Kept | null {
  const gone = goneSince(db, order.workspaceUid, mark);
  if (gone === null) return null;
  const now = markNow(db, order.workspaceUid);
  const left = gone.size === 0 ? orders : orders.filter((one) => !gone.has(one));
  if (now.upTo <= mark.upTo) return { mark: { ...now, upTo: mark.upTo }, orders: left };
  const came = sorted(db, order, mark.upTo);
  if (came.length > 16 + left.length * fewPart) return null;
  return { mark: now, orders: merged(db, order, left, came) };
}

function merged(db: ReadDb, order: SteadyOrder, there: Float64Array, came: Float64Array): Float64Array {
  const all = new Float64Array(there.length + came.length);
  let from = 0;
  came.forEach((one, at) => {
    const to = placeAfter(db, order, there, sortedBy(db, order, one), one);
    all.set(there.subarray(from, to), from + at);
    all[to + at] = one;
    from = to;
  });
  all.set(there.subarray(from), from + came.length);
  return all;
}

function sortedBy(db: ReadDb, { workspaceUid, value }: SteadyOrder, one: number): unknown {
  const sql = `SELECT ${value} FROM jobFacts WHERE workspaceUid = ? AND "order" = ?`;
  return db.statement(sql).pluck().get(workspaceUid, one);
}

/** How many of the jobs stand up to and with a value and an order of submission. SQLite compares, as it does when it sorts. */
export function placeAfter(
  db: ReadDb,
  { workspaceUid, value, desc }: SteadyOrder,
  orders: Float64Array,
  key: unknown,
  own: number,
): number {
  const sql = `SELECT (${value}, "order") ${desc ? '>=' : '<='} (?, ?) FROM jobFacts WHERE workspaceUid = ? AND "order" = ?`;
  const before = db.statement(sql).pluck();
  let [low, high] = [0, orders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before.get(key, own, workspaceUid, orders[middle]) === 1) low = middle + 1;
    else high = middle;
  }
  return low;
}
