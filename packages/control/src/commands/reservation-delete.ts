import { Fault } from '@trainyard/contracts/errors';
import type { Command } from './command.ts';
import { asObject, clusterOf } from './find.ts';

/** Ends a reservation: its nodes are everybody's at once. */
export const reservationDelete: Command<'reservation.delete'> = {
  verb: 'operate',
  locate(tx, { uid }) {
    const row = tx.get('reservation', uid);
    if (!row) throw new Fault('ReservationNotFound', { cluster: '?', name: uid });
    return asObject('cluster', clusterOf(tx, row.clusterUid));
  },
  run(tx, { uid }) {
    tx.remove('reservation', uid, 'reservation.deleted');
    return { uid };
  },
};
