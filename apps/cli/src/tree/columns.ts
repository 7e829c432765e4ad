import type { FileEntry } from '@trainyard/contracts/file-entry';
import type { Column } from '../output/table.ts';

/** As Batch AI's command line had them: scripts read columns by their number. */
export const entryColumns: Column<FileEntry & { path: string }>[] = [
  { title: 'Name', value: (entry) => entry.path },
  { title: 'Type', value: (entry) => entry.type },
  { title: 'Size', value: (entry) => entry.bytes },
  { title: 'Modified', value: (entry) => entry.modified },
];
