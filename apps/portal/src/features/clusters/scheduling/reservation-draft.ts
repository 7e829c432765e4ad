/** What is typed of a reservation before it is one. Pure. */
import { readWhole } from '../../../ui/form/read-whole.ts';

export interface ReservationDraft {
  name: string;
  nodes: string;
  /** Empty: for nobody. */
  workspace: string;
  /** As `<input type="datetime-local">` writes it, in the reader's own time; empty: now, or until it is ended. */
  from: string;
  to: string;
}

export interface ReservationBody {
  name: string;
  nodeCount: number;
  workspace?: string;
  from?: string;
  to?: string;
}

export type ReservationFaults = Partial<Record<'name' | 'nodes' | 'to', true>>;

const time = (local: string): string | undefined => {
  const at = local === '' ? Number.NaN : Date.parse(local);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};

/** The body that reserves the nodes, or what is wrong with what was typed. `now`: ms since 1970. */
export function readReservation(
  draft: ReservationDraft,
  now: number,
): { body: ReservationBody } | { faults: ReservationFaults } {
  const nodeCount = readWhole(draft.nodes);
  const [from, to] = [time(draft.from), time(draft.to)];
  const faults: ReservationFaults = {
    ...(/^[A-Za-z0-9_-]{1,64}$/.test(draft.name) ? {} : { name: true }),
    ...(nodeCount !== undefined && nodeCount >= 1 && nodeCount <= 10_000 ? {} : { nodes: true }),
    ...(to === undefined || Date.parse(to) > (from === undefined ? now : Date.parse(from)) ? {} : { to: true }),
  };
  if (Object.keys(faults).length > 0 || nodeCount === undefined) return { faults };
  return {
    body: {
      name: draft.name,
      nodeCount,
      ...(draft.workspace === '' ? {} : { workspace: draft.workspace }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    },
  };
}
