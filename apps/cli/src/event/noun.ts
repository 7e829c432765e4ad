import type { Noun } from '../noun.ts';
import { eventList } from './list.ts';

/** What `trainyard event` can do; loaded when it is meant. */
export const noun: Noun = {
  verbs: [eventList],
};
