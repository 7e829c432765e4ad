import type { Noun } from '../noun.ts';
import { recipeList } from './list.ts';
import { recipeRun } from './run.ts';

/** What `trainyard recipe` can do; loaded when it is meant. */
export const noun: Noun = {
  verbs: [recipeList, recipeRun],
};
