import * as z from 'zod';
import { detailWords } from './detail-words.ts';
import { bytesOf, parseBytes } from './share-amounts.ts';

// Amounts stand apart, free of schemas; who has the schemas finds them here as well.
export { bytesOf, parseBytes, type Share, type ShareFields, shareOf } from './share-amounts.ts';

/** An amount of memory: bytes, or text with a binary unit. */
export const byteCount = z.union([
  z.number().int().min(1),
  z.string().refine((text) => (parseBytes(text) ?? 0) >= 1, detailWords.NotBytes),
]);

/** A shell that starts something fits in 4 MiB and in no less: a smaller number was hardly meant as bytes. */
const leastMemory = 4 * 1024 ** 2;

/**
 * What of a node each task of a job asks for. Ours: without any of the three a job has whole nodes, as in Batch AI. With at least one,
 * an absent GPU count is 0 and an absent CPU or memory amount is the part of the node that its GPUs make up, or one CPU.
 */
export const shareFields = {
  gpusPerNode: z.number().int().min(0).max(64).optional(),
  cpusPerNode: z.number().min(0.01).max(4096).optional(),
  memoryPerNode: byteCount.refine((value) => bytesOf(value) >= leastMemory, detailWords.TooLittleMemory).optional(),
};
