/** The GPUs of a job as rows of nodes. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Node } from '@trainyard/contracts/node';
import type { SeriesHead } from '../../../live/series-buffer.ts';

/** One GPU, and the rank that has it to itself, if one does. */
export interface GpuPlace {
  uuid: string;
  index: number | null;
  rank: number | null;
  simulated: boolean;
}

export interface GpuRow {
  nodeUid: string;
  name: string;
  /** Number of the newest attempt that ran there; null when no attempt names the node. */
  attempt: number | null;
  /** True where only attempts before the newest ran: nothing more comes from there. */
  past: boolean;
  gpus: GpuPlace[];
}

/**
 * Rows of nodes, those of the newest attempt first, with the GPUs that the series tell of. A node that is gone keeps its
 * name from the attempts; its GPUs then have no index.
 */
export function gpuRows(heads: readonly SeriesHead[], attempts: readonly Attempt[], nodes: readonly Node[]): GpuRow[] {
  const rows = new Map<string, GpuRow>();
  const newest = attempts.at(-1)?.number;
  for (const node of nodesOf(attempts)) rows.set(node.nodeUid, { ...node, past: node.attempt !== newest, gpus: [] });
  for (const { metric, nodeUid, device, source } of heads) {
    if (metric !== 'gpu.utilisation') continue;
    const row = rows.get(nodeUid) ?? { nodeUid, name: nodeUid.slice(0, 8), attempt: null, past: true, gpus: [] };
    rows.set(nodeUid, row);
    const index = nodes.find(({ uid }) => uid === nodeUid)?.found?.gpus.find(({ uuid }) => uuid === device)?.index;
    if (row.gpus.some(({ uuid }) => uuid === device)) continue;
    const rank = rankOf(attempts, nodeUid, index);
    row.gpus.push({ uuid: device, index: index ?? null, rank, simulated: source === 'simulated' });
  }
  const filled = [...rows.values()].filter(({ gpus }) => gpus.length > 0);
  for (const { gpus } of filled) {
    gpus.sort((a, b) => (a.index ?? 0) - (b.index ?? 0) || (a.uuid < b.uuid ? -1 : 1));
  }
  return filled;
}

/** Nodes that attempts ran on, the newest attempt's first. */
export function nodesOf(attempts: readonly Attempt[]): { nodeUid: string; name: string; attempt: number }[] {
  const found = new Map<string, { nodeUid: string; name: string; attempt: number }>();
  for (const { number, tasks } of [...attempts].reverse()) {
    for (const { node } of tasks) {
      if (!found.has(node.uid)) found.set(node.uid, { nodeUid: node.uid, name: node.name, attempt: number });
    }
  }
  return [...found.values()];
}

/** The rank of a GPU where a task has as many processes as GPUs: launchers then give each process one, in order. */
function rankOf(attempts: readonly Attempt[], nodeUid: string, index: number | undefined): number | null {
  const task = attempts.flatMap(({ tasks }) => tasks).findLast(({ node }) => node.uid === nodeUid);
  if (task === undefined || task.processes.length === 0) return null;
  if (task.gpuIds.length === 1 && task.processes.length === 1) return task.processes[0]?.rank ?? null;
  if (index === undefined || task.gpuIds.length !== task.processes.length) return null;
  const place = [...task.gpuIds].sort((a, b) => a - b).indexOf(index);
  return task.processes.find((process) => process.index === place)?.rank ?? null;
}
