import type { Noun } from '../noun.ts';
import { nodeDrain } from './drain.ts';
import { nodeReclaim } from './reclaim.ts';
import { nodeSetUp } from './set-up.ts';
import { nodeShow } from './show.ts';
import { nodeUpdate } from './update.ts';

/** What `trainyard node` can do; loaded when it is meant. */
export const noun: Noun = {
  verbs: [nodeShow, nodeUpdate, nodeDrain, nodeReclaim, nodeSetUp],
};
