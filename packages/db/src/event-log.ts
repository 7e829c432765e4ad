import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Connection } from './open.ts';

interface RawEvent {
  seq: number;
  at: number;
  type: TrainyardEvent['type'];
  kind: TrainyardEvent['subject']['kind'];
  uid: string;
  path: string;
  workspaceUid: string | null;
  clusterUid: string | null;
  jobUid: string | null;
  revision: number;
  actor: string;
  cause: number | null;
  changed: string;
}

/** Which events: those of one subject, job, cluster or workspace, or all. */
export interface EventFilter {
  subject?: string | undefined;
  jobUid?: string | undefined;
  clusterUid?: string | undefined;
  workspaceUid?: string | undefined;
}

/** Writes one event and answers it as JSON, so that nobody makes it again; seq is the caller's to number without gaps. */
export function appendEvent(connection: Connection): (event: TrainyardEvent) => string {
  const insert = connection.prepare(
    'INSERT INTO events (seq, at, type, kind, uid, path, workspaceUid, clusterUid, jobUid, revision, actor, cause, changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const actorText = textOfLast<TrainyardEvent['actor']>();
  return (event) => {
    const { changed, ...head } = event;
    const { seq, at, type, subject, workspaceUid, clusterUid, jobUid, revision, actor, cause } = head;
    const { kind, uid, path } = subject;
    const text = JSON.stringify(changed);
    insert.run(
      seq,
      at,
      type,
      kind,
      uid,
      path,
      workspaceUid,
      clusterUid,
      jobUid,
      revision,
      actorText(actor),
      cause,
      text,
    );
    return `${JSON.stringify(head).slice(0, -1)},"changed":${text}}`;
  };
}

/** JSON of what mostly is the same object as the last time. */
function textOfLast<T extends object>(): (value: T) => string {
  let [last, text]: [T | undefined, string] = [undefined, ''];
  return (value) => {
    if (value !== last) text = JSON.stringify(value);
    last = value;
    return text;
  };
}

/** Up to `limit` events after `after`, the first or the last of them, in commit order. */
export function readEvents(
  connection: Connection,
  filter: EventFilter,
  after: number,
  limit: number,
  which: 'first' | 'last' = 'first',
): TrainyardEvent[] {
  const terms = ['seq > ?'];
  const values: unknown[] = [after];
  for (const [column, value] of [
    ['uid', filter.subject],
    ['jobUid', filter.jobUid],
    ['clusterUid', filter.clusterUid],
    ['workspaceUid', filter.workspaceUid],
  ]) {
    if (value === undefined) continue;
    terms.push(`${column} = ?`);
    values.push(value);
  }
  const rows = connection
    .prepare(`SELECT * FROM events WHERE ${terms.join(' AND ')} ORDER BY seq ${which === 'last' ? 'DESC' : ''} LIMIT ?`)
    .all(...values, limit);
  const events = (rows as RawEvent[]).map(decode);
  return which === 'last' ? events.reverse() : events;
}

/** seq of the newest event; 0 when there is none. */
export function lastSeq(connection: Connection): number {
  return (connection.prepare('SELECT max(seq) FROM events').pluck().get() as number | null) ?? 0;
}

function decode(raw: RawEvent): TrainyardEvent {
  const { kind, uid, path, actor, changed, ...rest } = raw;
  return { ...rest, subject: { kind, uid, path }, actor: JSON.parse(actor), changed: JSON.parse(changed) };
}
