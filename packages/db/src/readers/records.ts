import type { TrainyardEvent } from '@trainyard/contracts/events';
import { type EventFilter, lastSeq, readEvents } from '../event-log.ts';
import type { ReadDb } from './read-db.ts';

export interface EventsInput {
  filter: EventFilter;
  after: number;
  limit: number;
  /** Which of them, where there are more; the first unless given. */
  which?: 'first' | 'last';
}

/** Events after a seq, and the seq they are current to: with fewer than `limit` of them, or the last, nothing else matches up to it. */
export function eventsAfter(db: ReadDb, input: EventsInput): { events: TrainyardEvent[]; seq: number } {
  return {
    events: readEvents(db.connection, input.filter, input.after, input.limit, input.which),
    seq: lastSeq(db.connection),
  };
}

export function getBlob(db: ReadDb, { sha256 }: { sha256: string }): { bytes: number } | null {
  const row = db.statement('SELECT bytes FROM blobs WHERE sha256 = ?').get(sha256);
  return (row as { bytes: number } | undefined) ?? null;
}

export interface Counts {
  seq: number;
  nodes: Record<string, number>;
  jobs: Record<string, number>;
  workspaces: number;
}

/** What the metrics page counts. */
export function counts(db: ReadDb): Counts {
  const byState = (table: 'nodes' | 'jobs'): Record<string, number> => {
    const rows = db.statement(`SELECT state, count(*) AS count FROM ${table} GROUP BY state`).all();
    return Object.fromEntries((rows as { state: string; count: number }[]).map(({ state, count }) => [state, count]));
  };
  return {
    seq: lastSeq(db.connection),
    nodes: byState('nodes'),
    jobs: byState('jobs'),
    workspaces: db.statement('SELECT count(*) FROM workspaces').pluck().get() as number,
  };
}
