import * as z from 'zod';
import { detailWords } from './detail-words.ts';

const units: Record<string, number> = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };
const pattern = /^(\d+(?:\.\d+)?) ?(KiB|MiB|GiB|TiB)?$/;

/** Bytes of `16GiB`, `512 MiB` or a plain number; undefined when it is none. */
export function parseBytes(text: string): number | undefined {
  const match = pattern.exec(text);
  return match ? Math.round(Number(match[1]) * (units[match[2] ?? ''] ?? 1)) : undefined;
}

/** An amount of memory: bytes, or text with a binary unit. */
export const byteCount = z.union([
  z.number().int().min(1),
  z.string().refine((text) => (parseBytes(text) ?? 0) >= 1, detailWords.NotBytes),
]);

/** Bytes of a {@link byteCount} that was checked. */
export function bytesOf(value: number | string): number {
  return typeof value === 'number' ? value : (parseBytes(value) ?? 0);
}

/**
 * What of a node each task of a job asks for. Ours: without any of the three a job has whole nodes, as in Batch AI. With at least one,
 * an absent GPU count is 0 and an absent CPU or memory amount is the part of the node that its GPUs make up, or one CPU.
 */
export const shareFields = {
  gpusPerNode: z.number().int().min(0).max(64).optional(),
  cpusPerNode: z.number().min(0.01).max(4096).optional(),
  memoryPerNode: byteCount.optional(),
};

/** The three together, as a job carries them. */
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
