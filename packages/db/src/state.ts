import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { eventTypes, type SubjectKind, subjectKinds, type TrainyardEvent } from '@trainyard/contracts/events';
import { hiddenColumns } from './entities.ts';
import { lastSeq, readEvents } from './event-log.ts';
import type { Connection } from './open.ts';
import { Rows } from './rows.ts';

/** The whole recorded state: for each kind its objects by uid, without hidden columns. */
export type State = Record<SubjectKind, Record<string, Record<string, unknown>>>;

/** Events read at once while folding: a few MiB. */
const batch = 5_000;

export function emptyState(): State {
  return Object.fromEntries(subjectKinds.map((kind) => [kind, {}])) as State;
}

/** Applies events in order to a state, in place. This is what "the event log is the backbone" means. */
export function fold(state: State, events: Iterable<TrainyardEvent>): State {
  for (const { type, subject, changed } of events) {
    const objects = state[subject.kind];
    const { effect } = eventTypes[type];
    if (effect === 'gone') delete objects[subject.uid];
    else objects[subject.uid] = effect === 'made' ? { ...changed } : { ...objects[subject.uid], ...changed };
  }
  return state;
}

/** The state as the tables hold it now, with the seq it is current to. Run inside one read transaction. */
export function captureState(connection: Connection): { seq: number; state: State } {
  return connection.transaction(() => {
    const rows = new Rows(connection);
    const state = emptyState();
    for (const kind of subjectKinds) {
      const hidden = hiddenColumns[kind] ?? [];
      for (const row of rows.where(kind, {})) {
        state[kind][row.uid] = Object.fromEntries(Object.entries(row).filter(([column]) => !hidden.includes(column)));
      }
    }
    return { seq: lastSeq(connection), state };
  })();
}

/** Packs a state for the checkpoints table. */
export function packState(state: State): Buffer {
  return zstdCompressSync(Buffer.from(JSON.stringify(state)));
}

/** The state right after event `seq`: the newest checkpoint at or before it, and the events since. */
export function stateAt(connection: Connection, seq: number): State {
  const base = connection
    .prepare('SELECT seq, state FROM checkpoints WHERE seq <= ? ORDER BY seq DESC LIMIT 1')
    .get(seq) as { seq: number; state: Buffer } | undefined;
  const state: State = base ? JSON.parse(zstdDecompressSync(base.state).toString()) : emptyState();
  for (let at = base?.seq ?? 0; at < seq; ) {
    const events = readEvents(connection, {}, at, Math.min(batch, seq - at)).filter((event) => event.seq <= seq);
    if (events.length === 0) break;
    fold(state, events);
    at = events.at(-1)?.seq ?? seq;
  }
  return state;
}
