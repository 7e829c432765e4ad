import type { Noun } from '../noun.ts';
import { tokenCreate } from './create.ts';
import { tokenList } from './list.ts';
import { tokenRevoke } from './revoke.ts';

/** What `trainyard token` can do; loaded when it is meant. */
export const noun: Noun = { verbs: [tokenCreate, tokenList, tokenRevoke] };
