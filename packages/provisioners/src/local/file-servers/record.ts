import { open, readFile, rename } from 'node:fs/promises';
import * as z from 'zod';
import type { FileServerLayout } from './layout.ts';

const record = z.object({
  version: z.literal(1),
  /** `loop`: an image that the kernel mounts; `fuse`: one that fuse2fs mounts; `plain`: a directory without a limit. */
  disk: z.enum(['loop', 'fuse', 'plain']),
  /** The port of NFS, kept over restarts; null until there was one. */
  port: z.number().nullable(),
  /** The program that serves NFS, as it was started last. */
  serving: z.object({ pid: z.number(), startTime: z.number(), bootId: z.string() }).nullable(),
});

/** What is remembered of a file server in its `server.json`. */
export type FileServerRecord = z.infer<typeof record>;
export type DiskKind = FileServerRecord['disk'];

/** Undefined when there is none. Throws on one that cannot be read: its disk must not be made anew over files that are there. */
export async function readServerRecord(layout: FileServerLayout): Promise<FileServerRecord | undefined> {
  let text: string;
  try {
    text = await readFile(layout.record, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = record.safeParse(tryJson(text));
  if (!parsed.success) throw new Error(`${layout.record} cannot be read: restore it, or delete the file server`);
  return parsed.data;
}

/** On the disk when it answers, since files stand and fall with it. */
export async function writeServerRecord(layout: FileServerLayout, content: FileServerRecord): Promise<void> {
  const draft = `${layout.record}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(content));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, layout.record);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
