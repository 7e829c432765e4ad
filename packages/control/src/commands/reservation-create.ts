import { Fault } from '@trainyard/contracts/errors';
import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { ReservationCreate } from '@trainyard/contracts/reservation';
import { parseTime } from '@trainyard/contracts/times';
import { nameKey, workspaceKeyOf } from '@trainyard/contracts/workspace-key';
import type { ClusterRow, ReservationRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { Command } from './command.ts';
import { asObject, clusterOf, mustStay } from './find.ts';

/** Keeps nodes of a cluster for a workspace, or for nobody, for a time. Refuses more than the cluster can have, and says what would fit. */
export const reservationCreate: Command<'reservation.create'> = {
  verb: 'operate',
  locate: (tx, { clusterUid }) => asObject('cluster', clusterOf(tx, clusterUid)),
  run(tx, { clusterUid, body }, { ids }) {
    const cluster = clusterOf(tx, clusterUid);
    mustStay('cluster', cluster);
    const { name, nodeCount } = body;
    if (tx.where('reservation', { clusterUid, nameKey: nameKey(name) }).length > 0) {
      throw new Fault('AlreadyExists', { kind: 'reservation', name });
    }
    const time = timeOf(body, tx.now);
    mustFit(tx, cluster, nodeCount, time);
    const uid = ids.uid();
    tx.insert(
      'reservation',
      {
        uid,
        workspaceUid: cluster.workspaceUid,
        path: `${cluster.path}/reservations/${name}`,
        clusterUid,
        name,
        nameKey: nameKey(name),
        nodeCount,
        forUid: body.workspace === undefined ? null : workspaceUidOf(tx, body.workspace),
        ...time,
        createdBy: tx.actor.name,
      },
      'reservation.created',
    );
    return { uid };
  },
};

type Time = Pick<ReservationRow, 'from' | 'to'>;

function timeOf({ from, to }: ReservationCreate, now: number): Time {
  const time = { from: from === undefined ? now : parseTime(from), to: to === undefined ? null : parseTime(to) };
  if (time.to === null || time.to > now) return time;
  const message = 'it is over already: give a time that is yet to come';
  throw new Fault('InvalidBody', { faults: [`to: ${message}`] }, [{ path: 'to', code: 'InvalidValue', message }]);
}

function workspaceUidOf(tx: Tx, ref: string): string {
  const key = parseWorkspaceRef(ref);
  const found = key && tx.where('workspace', { nameKey: workspaceKeyOf(key) })[0];
  if (!found) throw new Fault('WorkspaceNotFound', { name: ref });
  return found.uid;
}

function mustFit(tx: Tx, cluster: ClusterRow, nodeCount: number, time: Time): void {
  const maximum = cluster.spec.scaleSettings.autoScale?.maximumNodeCount ?? cluster.targetNodes;
  const reserved = mostKept(tx.where('reservation', { clusterUid: cluster.uid }), time);
  const fitting = Math.max(0, maximum - reserved);
  if (nodeCount > fitting)
    throw new Fault('ReservationTooLarge', { cluster: cluster.name, maximum, reserved, fitting });
}

/** Nodes that other reservations keep at once, at the worst moment of a time. */
function mostKept(others: readonly ReservationRow[], { from, to }: Time): number {
  const end = to ?? Number.POSITIVE_INFINITY;
  const overlapping = others.filter((one) => one.from < end && (one.to ?? Number.POSITIVE_INFINITY) > from);
  // The sum only grows where one begins.
  const moments = [from, ...overlapping.map((one) => Math.max(from, one.from))];
  const keptAt = (at: number): number =>
    overlapping
      .filter((one) => one.from <= at && (one.to ?? Number.POSITIVE_INFINITY) > at)
      .reduce((sum, one) => sum + one.nodeCount, 0);
  return Math.max(...moments.map(keptAt));
}
