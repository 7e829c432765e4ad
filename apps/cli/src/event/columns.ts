import type { Column } from '../output/table.ts';

/** Only seq and type are certain; the rest is shown when it is there. */
export interface EventRow {
  seq: number;
  type: string;
  [field: string]: unknown;
}

export const eventColumns: Column<EventRow>[] = [
  { title: 'Seq', value: (event) => event.seq },
  { title: 'At', value: (event) => (typeof event.at === 'number' ? new Date(event.at).toISOString() : '') },
  { title: 'Type', value: (event) => event.type },
  { title: 'Subject', value: (event) => (event.subject as { path?: string } | undefined)?.path },
  { title: 'By', value: (event) => (event.actor as { name?: string } | undefined)?.name },
];
