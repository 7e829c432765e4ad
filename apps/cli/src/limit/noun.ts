import type { Noun } from '../noun.ts';
import { limitDelete } from './delete.ts';
import { limitList } from './list.ts';
import { limitSet } from './set.ts';

/** What `trainyard limit` can do; loaded when it is meant. */
export const noun: Noun = {
  verbs: [limitSet, limitList, limitDelete],
};
