/** Rows of the strip: the GPUs of a cluster with what they did in each minute. Pure. */
import type { Node } from '@trainyard/contracts/node';
import type { SeriesAnswer } from '@trainyard/contracts/series-frame';

export interface StripRow {
  /** uid of the node, and its name as far as it is known. */
  node: string;
  name: string;
  /** Place among the node's GPUs; null of a node that is gone. */
  index: number | null;
  /** The first row of its node. */
  first: boolean;
  /** Mean of each column; null where nothing was sampled. */
  values: (number | null)[];
}

export interface Columns {
  /** ms of the first column's beginning. */
  from: number;
  columns: number;
  stepMs: number;
}

/** Rows in the order of the nodes and their GPUs, those of nodes that are gone last. Buckets are put where most of their time is. */
export function stripRows(series: readonly SeriesAnswer[], nodes: readonly Node[], of: Columns): StripRow[] {
  const places = new Map(
    nodes.flatMap(({ uid, name, found }, at) =>
      (found?.gpus ?? []).map(({ uuid, index }) => [`${uid} ${uuid}`, { at, index, name }] as const),
    ),
  );
  const rows = series
    .filter(({ metric }) => metric === 'gpu.utilisation')
    .map((answer) => {
      const place = places.get(`${answer.nodeUid} ${answer.device}`);
      return { answer, at: place?.at ?? nodes.length, index: place?.index ?? null, name: place?.name ?? '' };
    });
  rows.sort(
    (a, b) =>
      a.at - b.at ||
      (a.answer.nodeUid < b.answer.nodeUid ? -1 : a.answer.nodeUid > b.answer.nodeUid ? 1 : 0) ||
      (a.index ?? 0) - (b.index ?? 0),
  );
  return rows.map(({ answer, index, name }, at) => ({
    node: answer.nodeUid,
    name,
    index,
    first: rows[at - 1]?.answer.nodeUid !== answer.nodeUid,
    values: valuesOf(answer, of),
  }));
}

/** uids of nodes that were sampled and are not among `nodes`: they are gone, and known by their uids alone. */
export function unknownNodes(series: readonly SeriesAnswer[], nodes: readonly Node[]): string[] {
  const known = new Set(nodes.map(({ uid }) => uid));
  return [...new Set(series.map(({ nodeUid }) => nodeUid))].filter((uid) => !known.has(uid));
}

function valuesOf({ t0, step, mean, count }: SeriesAnswer, { from, columns, stepMs }: Columns): (number | null)[] {
  const sums = new Float64Array(columns);
  const counts = new Float64Array(columns);
  for (const [at, value] of mean.entries()) {
    const column = Math.floor((t0 + (at + 0.5) * step - from) / stepMs);
    const samples = count[at] ?? 0;
    if (value === null || samples === 0 || column < 0 || column >= columns) continue;
    sums[column] = (sums[column] ?? 0) + value * samples;
    counts[column] = (counts[column] ?? 0) + samples;
  }
  return Array.from(sums, (sum, column) => (counts[column] ? sum / (counts[column] as number) : null));
}
