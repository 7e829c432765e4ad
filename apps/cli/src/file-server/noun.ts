import type { Noun } from '../noun.ts';
import { fileServerFileVerbs } from '../tree/tree-verbs.ts';
import { fileServerCreate } from './create.ts';
import { fileServerDelete } from './delete.ts';
import { fileServerList } from './list.ts';
import { fileServerShow } from './show.ts';

/** What `trainyard file-server` can do; loaded when it is meant. */
export const noun: Noun = {
  verbs: [fileServerCreate, fileServerList, fileServerShow, fileServerDelete],
  nouns: {
    file: { summary: 'Files of a file server', verbs: fileServerFileVerbs },
  },
};
