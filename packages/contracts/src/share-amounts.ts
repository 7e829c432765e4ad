/** Parts of nodes as amounts: what a job's share comes to on a node of a size. Free of schemas, so that pages can count with it. */

const units: Record<string, number> = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };
const pattern = /^(\d+(?:\.\d+)?) ?(KiB|MiB|GiB|TiB)?$/;

/** Bytes of `16GiB`, `512 MiB` or a plain number; undefined when it is none. */
export function parseBytes(text: string): number | undefined {
  const match = pattern.exec(text);
  return match ? Math.round(Number(match[1]) * (units[match[2] ?? ''] ?? 1)) : undefined;
}

/** Bytes of an amount of memory that was checked. */
export function bytesOf(value: number | string): number {
  return typeof value === 'number' ? value : (parseBytes(value) ?? 0);
}

/** What of a node a job asks for, as it carries it. */
export interface ShareFields {
  gpusPerNode?: number | undefined;
  cpusPerNode?: number | undefined;
  memoryPerNode?: number | string | undefined;
}

/** Part of a node. */
export interface Share {
  gpus: number;
  cpus: number;
  memoryBytes: number;
}

/** The share that a job asks of nodes of a size; null for whole nodes. */
export function shareOf(job: ShareFields, node: Share): Share | null {
  const { gpusPerNode, cpusPerNode, memoryPerNode } = job;
  if (gpusPerNode === undefined && cpusPerNode === undefined && memoryPerNode === undefined) return null;
  const gpus = gpusPerNode ?? 0;
  const part = node.gpus > 0 ? gpus / node.gpus : 0;
  const cpus = cpusPerNode ?? Math.max(Math.min(1, node.cpus), node.cpus * part);
  const fallback = Math.floor(part > 0 ? node.memoryBytes * part : (node.memoryBytes * cpus) / Math.max(1, node.cpus));
  return { gpus, cpus, memoryBytes: memoryPerNode === undefined ? fallback : bytesOf(memoryPerNode) };
}
