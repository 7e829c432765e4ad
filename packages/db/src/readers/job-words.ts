import { goneSince, type Mark, markNow } from './job-list-changes.ts';
import type { ReadDb } from './read-db.ts';

/** What is searched of the jobs of a workspace, one after another in the order of submission, with a zero after each. */
interface Words {
  mark: Mark;
  bytes: Buffer;
  length: number;
  orders: number[];
  /** Where each job's words end in `bytes`. */
  ends: number[];
}

/** More matches than this are none to look up one by one: a list finds enough of them on its way. */
const matchesMost = 5_000;
/** Workspaces whose words a connection remembers. */
const keptMost = 4;
const keptBy = new WeakMap<ReadDb, Map<string, Words>>();

/**
 * Jobs whose words contain a text, by their order of submission; null when they are many. Words never change: they are read once and then
 * those of new jobs are added, so a search passes over some MB of memory. Jobs that went may still be among those found.
 */
export function jobsWithText(db: ReadDb, workspaceUid: string, text: string): number[] | null {
  const { bytes, length, orders, ends } = wordsNow(db, workspaceUid);
  const wanted = Buffer.from(text);
  const found: number[] = [];
  let at = bytes.indexOf(wanted);
  while (at >= 0 && at < length) {
    if (found.length === matchesMost) return null;
    const job = firstAbove(ends, at);
    found.push(orders[job] as number);
    at = bytes.indexOf(wanted, ends[job]);
  }
  return found;
}

function wordsNow(db: ReadDb, workspaceUid: string): Words {
  const all = keptBy.get(db) ?? new Map<string, Words>();
  keptBy.set(db, all);
  const known = all.get(workspaceUid);
  const gone = known && goneSince(db, workspaceUid, known.mark);
  // Until a quarter of them went their words cost less than reading all again.
  const kept = known && gone && gone.size * 4 <= known.orders.length ? known : none();
  if (kept !== known) kept.mark.gone = markNow(db, workspaceUid).gone;
  add(db, workspaceUid, kept);
  all.delete(workspaceUid);
  all.set(workspaceUid, kept);
  const [oldest] = all.keys();
  if (all.size > keptMost && oldest !== undefined) all.delete(oldest);
  return kept;
}

const none = (): Words => ({
  mark: { upTo: -1, gone: 0 },
  bytes: Buffer.alloc(4_096),
  length: 0,
  orders: [],
  ends: [],
});

function add(db: ReadDb, workspaceUid: string, words: Words): void {
  const sql = 'SELECT "order", words FROM jobFacts WHERE workspaceUid = ? AND "order" > ? ORDER BY "order"';
  for (const row of db.statement(sql).iterate(workspaceUid, words.mark.upTo)) {
    const { order, words: text } = row as { order: number; words: string };
    const size = Buffer.byteLength(text) + 1;
    if (words.length + size > words.bytes.length) {
      const larger = Buffer.alloc(Math.max(words.bytes.length * 2, words.length + size));
      words.bytes.copy(larger, 0, 0, words.length);
      words.bytes = larger;
    }
    words.bytes.write(text, words.length);
    words.length += size;
    words.orders.push(order);
    words.ends.push(words.length);
    words.mark.upTo = order;
  }
}

/** The first of rising numbers that is above one. */
function firstAbove(numbers: readonly number[], one: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) > one) high = middle;
    else low = middle + 1;
  }
  return low;
}
