/** What lists of jobs are sorted by, and how a page of each order is found. */
import type { JobSort } from '@trainyard/contracts/job-sorts';

export interface Sorting {
  /** SQL of the value. Null stands last: for either direction what it counts as. */
  sql: (desc: boolean) => string;
  text?: true;
  /** How its pages are found where nothing narrows the list; by a scan of all without it. */
  walk?: Walk;
}

/**
 * `index`: an index is walked over the values that are there, then those without one in the order of submission. `each`: the values are few,
 * and each has an index of its own jobs. `steady`: the value never changes, and the reader keeps the order.
 */
export type Walk =
  | { by: 'index'; value: string }
  | { by: 'each'; value: string; terms: readonly { value: string | number; where: string }[] }
  | { by: 'steady' };

const last = (sql: string): Sorting => ({
  sql: (desc) => `coalesce(${sql}, ${desc ? -missing : missing})`,
  walk: { by: 'index', value: sql },
});
/** What a value that is missing counts as: the highest upwards, the lowest downwards. */
export const missing = 1e15;
const steady = (sql: string, text?: true): Sorting => ({
  sql: () => sql,
  walk: { by: 'steady' },
  ...(text && { text }),
});
const each = (value: string, terms: Record<string, string>): Walk => ({
  by: 'each',
  value,
  terms: Object.entries(terms).map(([one, where]) => ({ value: value === 'priority' ? Number(one) : one, where })),
});

export const sortings: Record<JobSort, Sorting> = {
  submitted: { sql: () => '"order"' },
  group: { sql: () => 'turn' },
  started: last('startedAt'),
  ended: last('endedAt'),
  // Of those that have ended: a running clock would sort the list anew each second.
  duration: last('endedAt - startedAt'),
  name: steady('nameKey', true),
  experiment: steady('experimentKey', true),
  cluster: steady('clusterKey', true),
  owner: steady('owner', true),
  nodes: { sql: (desc) => `coalesce(nodes, ${desc ? -missing : missing})`, walk: { by: 'steady' } },
  exit: last('exitCode'),
  state: {
    sql: () => 'state',
    text: true,
    walk: each('state', {
      failed: "state = 'failed'",
      queued: "turn = 1 AND state = 'queued'",
      running: "turn = 2 AND state = 'running'",
      succeeded: "turn = 0 AND state = 'succeeded'",
      terminating: "turn = 2 AND state = 'terminating'",
    }),
  },
  priority: {
    sql: () => 'priority',
    // In the words of the partial index, or it is not used.
    walk: each('priority', {
      0: 'priority <> 1 AND priority = 0',
      1: 'priority = 1',
      2: 'priority <> 1 AND priority = 2',
    }),
  },
};

/** Whether the values of a sort are text: a key with another kind is none of its keys. */
export const sortsText = (sort: JobSort): boolean => sortings[sort].text === true;
