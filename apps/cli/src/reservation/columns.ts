import type { Reservation } from '@trainyard/contracts/reservation';
import type { Column } from '../output/table.ts';

export const reservationColumns: Column<Reservation>[] = [
  { title: 'Name', value: (reservation) => reservation.name },
  { title: 'Cluster', value: (reservation) => reservation.cluster },
  { title: 'Nodes', value: (reservation) => reservation.nodeCount },
  { title: 'For', value: (reservation) => reservation.workspace ?? 'nobody' },
  { title: 'From', value: (reservation) => reservation.from },
  { title: 'To', value: (reservation) => reservation.to ?? 'deleted' },
  { title: 'By', value: (reservation) => reservation.createdBy },
];
