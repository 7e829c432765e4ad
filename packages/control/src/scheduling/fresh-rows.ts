import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Rows } from '@trainyard/db/rows';

type Reading = Pick<Rows, 'get' | 'where'>;

/**
 * Rows as they are after these events; jobs and units that were made by one of them and not changed since stand in it whole. Many jobs
 * submitted at once are more than the writer remembers, and would all be read back.
 */
export function freshRows(rows: Reading, events: readonly TrainyardEvent[]): Reading {
  const made = new Map<string, object>();
  for (const { subject, revision, changed } of events) {
    if (subject.kind !== 'job' && subject.kind !== 'unit') continue;
    const key = `${subject.kind} ${subject.uid}`;
    if (revision === 1) made.set(key, changed);
    else made.delete(key);
  }
  return {
    get: (kind, uid) => (made.get(`${kind} ${uid}`) as ReturnType<typeof rows.get<typeof kind>>) ?? rows.get(kind, uid),
    where: (kind, where, orderBy) => rows.where(kind, where, orderBy),
  };
}
