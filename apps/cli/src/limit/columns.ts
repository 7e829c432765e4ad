import type { Limit, LimitAmounts } from '@trainyard/contracts/limits';
import type { Column } from '../output/table.ts';

/** `3 of 8`; a dash where nothing is limited, no use where it is of many. */
const part = (what: keyof LimitAmounts) => (limit: Limit) => {
  const most = limit.limits[what];
  if (most === undefined) return '-';
  return limit.used === null ? String(most) : `${limit.used[what]} of ${most}`;
};

export const limitColumns: Column<Limit>[] = [
  { title: 'Scope', value: (limit) => limit.scope },
  { title: 'Name', value: (limit) => limit.name },
  { title: 'Cores', value: part('cores') },
  { title: 'GPUs', value: part('gpus') },
  { title: 'Jobs', value: part('jobs') },
  { title: 'Waiting', value: part('waiting') },
];
