import type { OperationVerb } from '@trainyard/contracts/batch-ai/operation-id';
import type { SubjectKind } from '@trainyard/contracts/events';
import type { Text } from '@trainyard/contracts/texts';
import type { ReadDb } from './read-db.ts';

/** Kinds of which the wire dialect has long-running operations. */
const kinds = ['workspace', 'experiment', 'cluster', 'fileServer', 'job'] as const satisfies readonly SubjectKind[];
type Kind = (typeof kinds)[number];

/** A long-running operation of the wire dialect, as the events of its subject tell it. */
export interface OperationView {
  kind: Kind;
  /** `subscription/resourceGroup/workspace[/…]` of its subject. */
  path: string;
  workspaceUid: string;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled';
  startedAt: number;
  endedAt: number | null;
  /** Why it failed. */
  errors: Text[];
}

interface Found {
  at: number;
  type: string;
  kind: string;
  path: string;
  workspaceUid: string;
  state: string | null;
  errors: string | null;
}

const select = `SELECT at, type, kind, path, workspaceUid, changed ->> '$.state' AS state, changed -> '$.errors' AS errors
  FROM events WHERE uid = ?`;
const first = `${select} ORDER BY seq LIMIT 1`;
const gone = `${select} AND type = kind || '.deleted' LIMIT 1`;
const condemned = `${select} AND (changed ->> '$.state' = 'deleting' OR changed ->> '$.deleting' = 1) ORDER BY seq LIMIT 1`;
const stopped = `${select} AND changed ->> '$.stopBy' IS NOT NULL ORDER BY seq LIMIT 1`;
const ended = `${select} AND type IN ('job.succeeded', 'job.failed') ORDER BY seq DESC LIMIT 1`;
const madeWell = `${select} AND changed ->> '$.state' = 'succeeded' ORDER BY seq LIMIT 1`;
const lastState = `${select} AND changed ->> '$.state' IS NOT NULL ORDER BY seq DESC LIMIT 1`;

/**
 * What somebody began with a subject, whether it is still there or not; null when nobody did. Nothing is stored of operations: the event log knows
 * when each began and ended.
 */
export function findOperation(db: ReadDb, { uid, verb }: { uid: string; verb: OperationVerb }): OperationView | null {
  const one = (sql: string): Found | undefined => db.statement(sql).get(uid) as Found | undefined;
  const made = one(first);
  const kind = kinds.find((each) => each === made?.kind);
  if (!made || !kind) return null;
  const of = { kind, path: made.path, workspaceUid: made.workspaceUid };
  const told = ends[verb](kind, made, one);
  return told && { ...of, errors: [], ...told };
}

type Told = Pick<OperationView, 'status' | 'startedAt' | 'endedAt'> & Partial<Pick<OperationView, 'errors'>>;
type One = (sql: string) => Found | undefined;

const ends: Record<OperationVerb, (kind: Kind, made: Found, one: One) => Told | null> = {
  create(kind, made, one) {
    const startedAt = made.at;
    // Everything but a file server is there as soon as it is recorded.
    if (kind !== 'fileServer') return { status: 'Succeeded', startedAt, endedAt: startedAt };
    const well = one(madeWell);
    if (well) return { status: 'Succeeded', startedAt, endedAt: well.at };
    const last = one(lastState);
    if (last?.state === 'failed') {
      return { status: 'Failed', startedAt, endedAt: last.at, errors: JSON.parse(last.errors ?? '[]') };
    }
    const end = last?.state === 'deleting' ? last : one(gone);
    return { status: end ? 'Canceled' : 'InProgress', startedAt, endedAt: end?.at ?? null };
  },
  delete(_kind, _made, one) {
    const end = one(gone);
    const start = one(condemned) ?? end;
    return start ? over(start, end) : null;
  },
  terminate(_kind, _made, one) {
    const start = one(stopped);
    const end = one(ended) ?? one(gone);
    return start ? over(start, end) : null;
  },
};

function over(start: Found, end: Found | undefined): Told {
  return { status: end ? 'Succeeded' : 'InProgress', startedAt: start.at, endedAt: end?.at ?? null };
}

const pathOf = 'SELECT path FROM events WHERE uid = ? ORDER BY seq LIMIT 1';

/** `subscription/resourceGroup/workspace[/…]` of things by uid, those that are gone too; what nothing is known of is absent. */
export function pathsOf(db: ReadDb, { uids }: { uids: readonly string[] }): Record<string, string> {
  const found = [...new Set(uids)].flatMap((uid) => {
    const row = db.statement(pathOf).get(uid) as { path: string } | undefined;
    return row ? [[uid, row.path] as const] : [];
  });
  return Object.fromEntries(found);
}
