import * as z from 'zod';

/** A file or directory as it is listed. */
export const fileEntry = z.object({
  name: z.string(),
  type: z.enum(['file', 'directory']),
  /** null for directories. */
  bytes: z.number().nullable(),
  /** ISO 8601; null where the storage does not say. */
  modified: z.string().nullable(),
});
export type FileEntry = z.infer<typeof fileEntry>;

/** Bytes of a file from `from` to `to` (exclusive). */
export interface ByteRange {
  from: number;
  to: number;
}
