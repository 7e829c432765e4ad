import { Fault } from '@trainyard/contracts/errors';
import type { Reservation } from '@trainyard/contracts/reservation';
import { formatTime } from '@trainyard/contracts/times';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { ReservationView } from '@trainyard/db/readers/reservations';
import { clusterBy } from '../load.ts';
import { pageInput, pageOut } from '../pages/page.ts';
import { route } from '../route.ts';

function presentReservation({ row, cluster, workspace }: ReservationView): Reservation {
  return {
    uid: row.uid,
    name: row.name,
    cluster,
    nodeCount: row.nodeCount,
    workspace,
    from: formatTime(row.from),
    to: row.to === null ? null : formatTime(row.to),
    createdBy: row.createdBy,
    creationTime: formatTime(row.createdAt),
  };
}

const missing = (cluster: string, name: string) => new Fault('ReservationNotFound', { cluster, name });

export const reservationRoutes = {
  createReservation: route('createReservation', {
    load: ({ actor, params }, doors) => clusterBy(doors, actor, params),
    async run({ actor, body }, { row }, doors) {
      const { uid } = await doors.execute('reservation.create', { clusterUid: row.uid, body }, actor);
      const view = await doors.read('reservation.get', { uid });
      if (!view) throw missing(row.name, body.name);
      return presentReservation(view);
    },
  }),
  listReservations: route('listReservations', {
    load: ({ actor, params }, doors) => clusterBy(doors, actor, params),
    async run({ query }, { row }, doors) {
      const page = await doors.read('reservation.list', { ...pageInput(query), clusterUid: row.uid });
      return pageOut(page, presentReservation);
    },
  }),
  deleteReservation: route('deleteReservation', {
    load: ({ actor, params }, doors) => clusterBy(doors, actor, params),
    async run({ actor, params }, { row }, doors) {
      const name = params.reservation;
      const view = await doors.read('reservation.find', { clusterUid: row.uid, nameKey: nameKey(name) });
      if (!view) throw missing(row.name, name);
      await doors.execute('reservation.delete', { uid: view.row.uid }, actor);
      return undefined;
    },
  }),
};
