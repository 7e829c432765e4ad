import type { JobSort } from '@trainyard/contracts/job-sorts';
import { lastSeq } from '../event-log.ts';
import { placeAfter, steadyOrder } from './job-orders.ts';
import { missing, sortings, type Walk } from './job-sorts.ts';
import { type JobsFilter, termsOf } from './job-terms.ts';
import type { ReadDb } from './read-db.ts';

/** What a list is sorted by, and the order of submission, which no two jobs have in common. */
export type JobKey = readonly [value: string | number, order: number];

export interface JobsInput extends JobsFilter {
  workspaceUid: string;
  sort: JobSort;
  desc: boolean;
  /** Key of the page before. */
  after: JobKey | undefined;
  offset: number;
  limit: number;
}

/** One job of a page. */
export interface Found {
  uid: string;
  order: number;
  value: string | number;
}

interface Split extends Pick<JobsInput, 'workspaceUid' | 'sort' | 'desc' | 'after' | 'offset' | 'limit'> {
  filter: JobsFilter;
}

function split({ workspaceUid, sort, desc, after, offset, limit, ...filter }: JobsInput): Split {
  return { workspaceUid, sort, desc, after, offset, limit, filter };
}

/**
 * One job more than a page has, from a key or a place on. A list that nothing narrows is walked in its order; a narrowed one is looked for among the
 * first jobs of that order, and where these are too few among all.
 */
export function findJobs(db: ReadDb, input: JobsInput): Found[] {
  const asked = split(input);
  const { workspaceUid, sort, filter, offset, limit } = asked;
  const { walk } = sortings[sort];
  const { terms, values, few } = termsOf(db, workspaceUid, filter);
  const narrowed = terms.length > 1;
  if (!narrowed && (walk?.by === 'steady' || (sort === 'submitted' && offset > 0))) return steadyPage(db, asked);
  // An index walks to a place in the order of the portal by itself.
  if (offset > 0 && walk) return placed(db, asked);
  if (!narrowed && walk?.by === 'index') return indexPage(db, asked, walk);
  if (!narrowed && walk?.by === 'each') return eachPage(db, asked, walk);
  // Jobs of some states are found on the way through the index of the portal's order.
  const walked = !walk && terms.length === 2 && filter.states.length > 0;
  if (narrowed && !few && !walked && offset === 0 && walk?.by !== 'each') {
    const near = nearPage(db, asked, terms, values);
    if (near.length > limit) return near;
  }
  return scan(db, asked, { terms, values, scattered: narrowed && !walked });
}

/** What a filter finds among the first jobs of an order: all that a page has, if that is one more than it has. */
function nearPage(db: ReadDb, asked: Split, terms: readonly string[], values: readonly unknown[]): Found[] {
  const { walk } = sortings[asked.sort];
  const first = { ...asked, limit: nearMost };
  if (!walk) return scan(db, asked, { terms, values, first: nearMost });
  const near =
    walk.by === 'steady'
      ? steadyOrders(db, first)
      : indexPage(db, first, walk as Walk & { by: 'index' }).map(({ order }) => order);
  const among = [...terms, '"order" IN (SELECT value FROM json_each(?))'];
  return scan(db, asked, { terms: among, values: [...values, JSON.stringify([...near])] });
}

/** How many jobs are looked at one by one before all are. */
const nearMost = 3_000;

interface Scan {
  terms: readonly string[];
  values: readonly unknown[];
  /** Only so many of the first jobs of the order are looked at. */
  first?: number;
  /** Narrowed by what the index of an order lacks: a walk over it would look up row after row, a scan and its few rows sorted cost less. */
  scattered?: boolean;
}

function scan(db: ReadDb, { workspaceUid, sort, desc, after, offset, limit }: Split, how: Scan): Found[] {
  const value = sort === 'group' && how.scattered ? '+turn' : sortings[sort].sql(desc);
  const direction = desc ? 'DESC' : 'ASC';
  const own = sort === 'submitted';
  const key = own ? '"order"' : `(${value}, "order")`;
  const beyond = after ? [`${key} ${desc ? '<' : '>'} ${own ? '?' : '(?, ?)'}`] : [];
  const beyondValues = after ? (own ? [after[1]] : [...after]) : [];
  const order = own ? `"order" ${direction}` : `${value} ${direction}, "order" ${direction}`;
  const columns = `jobUid AS uid, "order", ${value} AS value`;
  if (how.first !== undefined) {
    const where = ['workspaceUid = ?', ...beyond].join(' AND ');
    const sql = `SELECT ${columns} FROM (SELECT * FROM jobFacts WHERE ${where} ORDER BY ${order} LIMIT ${how.first})
      WHERE ${how.terms.join(' AND ')} ORDER BY ${order} LIMIT ?`;
    return db.statement(sql).all(workspaceUid, ...beyondValues, ...how.values, limit + 1) as Found[];
  }
  const where = [...how.terms, ...beyond].join(' AND ');
  const sql = `SELECT ${columns} FROM jobFacts WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`;
  return db.statement(sql).all(...how.values, ...beyondValues, limit + 1, offset) as Found[];
}

/** Values that are there by their index, then jobs without one. */
function indexPage(db: ReadDb, asked: Split, { value }: Walk & { by: 'index' }): Found[] {
  const { workspaceUid, desc, after, limit } = asked;
  const [direction, beyond] = desc ? ['DESC', '<'] : ['ASC', '>'];
  const none = desc ? -missing : missing;
  const found: Found[] = [];
  if (after?.[0] !== none) {
    const sql = `SELECT jobUid AS uid, "order", ${value} AS value FROM jobFacts WHERE workspaceUid = ? AND ${value} IS NOT NULL
      ${after ? `AND (${value}, "order") ${beyond} (?, ?)` : ''} ORDER BY ${value} ${direction}, "order" ${direction} LIMIT ?`;
    found.push(...(db.statement(sql).all(workspaceUid, ...(after ?? []), limit + 1) as Found[]));
  }
  if (found.length > limit) return found;
  const from = after?.[0] === none ? [after[1]] : [];
  const sql = `SELECT jobUid AS uid, "order", ${none} AS value FROM jobFacts WHERE workspaceUid = ? AND ${value} IS NULL
    ${from.length > 0 ? `AND "order" ${beyond} ?` : ''} ORDER BY "order" ${direction} LIMIT ?`;
  found.push(...(db.statement(sql).all(workspaceUid, ...from, limit + 1 - found.length) as Found[]));
  return found;
}

/** Jobs of one value after another. */
function eachPage(
  db: ReadDb,
  { workspaceUid, desc, after, limit }: Split,
  { value, terms }: Walk & { by: 'each' },
): Found[] {
  const [direction, beyond] = desc ? ['DESC', '<'] : ['ASC', '>'];
  const found: Found[] = [];
  for (const one of desc ? terms.toReversed() : terms) {
    if (after && (desc ? one.value > after[0] : one.value < after[0])) continue;
    const from = one.value === after?.[0] ? [after[1]] : [];
    const sql = `SELECT jobUid AS uid, "order", ${value} AS value FROM jobFacts WHERE workspaceUid = ? AND ${one.where}
      ${from.length > 0 ? `AND "order" ${beyond} ?` : ''} ORDER BY "order" ${direction} LIMIT ?`;
    found.push(...(db.statement(sql).all(workspaceUid, ...from, limit + 1 - found.length) as Found[]));
    if (found.length > limit) break;
  }
  return found;
}

function steadyOrders(db: ReadDb, { workspaceUid, sort, desc, after, offset, limit }: Split): Float64Array {
  const order = { workspaceUid, value: sortings[sort].sql(desc), desc };
  const orders = steadyOrder(db, order);
  const from = (after ? placeAfter(db, order, orders, ...after) : 0) + offset;
  return orders.subarray(from, from + limit + 1);
}

const steadyPage = (db: ReadDb, asked: Split): Found[] => rowsOf(db, asked, steadyOrders(db, asked));

/** The rows of jobs in the order in which they are given. */
function rowsOf(
  db: ReadDb,
  { workspaceUid, sort, desc }: Pick<Split, 'workspaceUid' | 'sort' | 'desc'>,
  orders: Float64Array,
): Found[] {
  if (orders.length === 0) return [];
  const sql = `SELECT jobUid AS uid, "order", ${sortings[sort].sql(desc)} AS value FROM jobFacts
    WHERE workspaceUid = ? AND "order" IN (SELECT value FROM json_each(?))`;
  const rows = db.statement(sql).all(workspaceUid, JSON.stringify([...orders])) as Found[];
  const byOrder = new Map(rows.map((row) => [row.order, row]));
  return [...orders].flatMap((order) => byOrder.get(order) ?? []);
}

/** A list as it stood at a moment: the order of submission of each of its rows, eight bytes a row. */
interface Snapshot {
  seq: number;
  at: number;
  orders: Float64Array;
}

/** Lists that a connection remembers: those of people who scroll now. */
const snapshotsMost = 8;
/** While jobs change, a list is put in order anew at most so often: whoever scrolls sees one list, not another with each page. */
const snapshotMs = 2_000;
const snapshots = new WeakMap<ReadDb, Map<string, Snapshot>>();

/** Rows at a place of a list whose values change. */
function placed(db: ReadDb, asked: Split): Found[] {
  const { orders } = snapshotOf(db, asked);
  return rowsOf(db, asked, orders.subarray(asked.offset, asked.offset + asked.limit + 1));
}

function snapshotOf(db: ReadDb, { workspaceUid, sort, desc, filter }: Split): Snapshot {
  const known = snapshots.get(db) ?? new Map<string, Snapshot>();
  snapshots.set(db, known);
  const key = JSON.stringify([workspaceUid, sort, desc, filter]);
  const seq = lastSeq(db.connection);
  const at = performance.now();
  let found = known.get(key);
  if (found === undefined || (found.seq !== seq && at - found.at > snapshotMs)) {
    const { terms, values } = termsOf(db, workspaceUid, filter);
    const direction = desc ? 'DESC' : 'ASC';
    const sql = `SELECT "order" FROM jobFacts WHERE ${terms.join(' AND ')} ORDER BY ${sortings[sort].sql(desc)} ${direction}, "order" ${direction}`;
    const statement = db.connection.prepare(sql).pluck();
    found = { seq, at, orders: Float64Array.from(statement.all(...values) as number[]) };
  }
  // The one used last stands last.
  known.delete(key);
  known.set(key, found);
  const [oldest] = known.keys();
  if (known.size > snapshotsMost && oldest !== undefined) known.delete(oldest);
  return found;
}
