import type { Noun } from '../noun.ts';
import { experimentCreate } from './create.ts';
import { experimentDelete } from './delete.ts';
import { experimentList } from './list.ts';
import { experimentShow } from './show.ts';

/** What `trainyard experiment` can do; loaded when it is meant. */
export const noun: Noun = {
  verbs: [experimentCreate, experimentList, experimentShow, experimentDelete],
};
