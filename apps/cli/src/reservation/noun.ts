import type { Noun } from '../noun.ts';
import { reservationCreate } from './create.ts';
import { reservationDelete } from './delete.ts';
import { reservationList } from './list.ts';

/** What `trainyard reservation` can do; loaded when it is meant. */
export const noun: Noun = {
  verbs: [reservationCreate, reservationList, reservationDelete],
};
