import { sayReason } from '@trainyard/contracts/reasons';
import type { Explanation, NodeStanding, NodeUse } from '@trainyard/contracts/standing';
import { localTime } from '../output/local-time.ts';
import { type Column, tableText } from '../output/table.ts';

const uses: Record<NodeUse, string> = {
  kept: 'kept for it',
  open: 'has room now',
  others: 'others come first',
  busy: 'busy',
  away: 'away',
  closed: 'not for it',
};

/** What each node of its cluster is to a waiting job, as a table; nothing where there is no node. */
export function nodeLines({ at, nodes: { items, rest } }: Explanation): string[] {
  if (items.length === 0) return [];
  const when = (ms: number | null) => (ms === null ? null : ms <= at ? 'now' : localTime(ms, at));
  const columns: Column<NodeStanding>[] = [
    { title: 'Node', value: ({ node }) => node.name },
    { title: 'Free', value: freeText },
    { title: 'Held by', value: holdersText },
    { title: 'Empty by', value: ({ emptyBy }) => when(emptyBy) },
    { title: 'Likely', value: ({ emptyAbout }) => when(emptyAbout) },
    { title: 'For this job', value: ({ use, why }) => (why ? `${uses[use]}: ${sayReason(why)}` : uses[use]) },
  ];
  const more = rest === 0 ? [] : [`and ${rest} ${rest === 1 ? 'node' : 'nodes'} more`];
  return ['', 'node by node:', ...tableText(items, columns).trimEnd().split('\n'), ...more];
}

/** GPUs; CPUs of a node without any. */
function freeText({ gpus, freeGpuIds, cpus, freeCpus }: NodeStanding): string {
  return gpus > 0 ? `${freeGpuIds.length}/${gpus} GPU` : `${freeCpus}/${cpus} CPU`;
}

function holdersText({ jobs, otherJobs }: NodeStanding): string {
  const names = jobs.map(({ experiment, name }) => `${experiment}/${name}`);
  if (otherJobs > 0) names.push(names.length > 0 ? `${otherJobs} more` : `${otherJobs} of other workspaces`);
  return names.join(', ');
}
