import type { Noun } from '../noun.ts';
import { storageFileVerbs } from '../tree/tree-verbs.ts';
import { storageAdd, storageUpdate } from './add.ts';
import { storageList, storageShow } from './list.ts';
import { storageRemove } from './remove.ts';

/** What `trainyard storage` can do; loaded when it is meant. */
export const noun: Noun = {
  verbs: [storageAdd, storageUpdate, storageList, storageShow, storageRemove],
  nouns: {
    file: { summary: 'Files of a storage account', verbs: storageFileVerbs },
  },
};
