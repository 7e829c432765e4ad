import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { Doors } from '../../doors.ts';

/** One part of a file, `to` exclusive; undefined: all of it; `unsatisfiable`: it lies behind the end. */
export function rangeOf(
  header: string | undefined,
  size: number,
): { from: number; to: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  // Several ranges at once, or another unit: the whole file is a right answer to both.
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') {
    const count = Math.min(Number(last), size);
    return count === 0 ? 'unsatisfiable' : { from: size - count, to: size };
  }
  const from = Number(first);
  if (from >= size) return 'unsatisfiable';
  const to = last === '' ? size : Math.min(size, Number(last) + 1);
  return to <= from ? undefined : { from, to };
}

/** A file as it is sent. */
export interface SentFile {
  /** Its name for whoever keeps it: of a path only what is behind the last slash. */
  name: string;
  bytes: number;
  /** Names this content; null where nothing does. */
  tag: string | null;
  /** ISO 8601; null where it is not known. */
  modified: string | null;
  open(range: { from: number; to: number }): Promise<Readable>;
}

/** What is sent to be kept and not to be shown: whoever opens it all the same gets no script and no frame. */
export const downloadHeaders = {
  'content-type': 'application/octet-stream',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
};

/** Sends a file as a download: never shown, never sniffed, in parts when asked, and not at all where the reader has it already. */
export async function sendFile(req: Request, res: Response, file: SentFile): Promise<undefined> {
  const { bytes, tag } = file;
  const modified = file.modified === null ? undefined : new Date(file.modified).toUTCString();
  res.set({
    ...downloadHeaders,
    'content-disposition': attachment(file.name.split('/').at(-1) || 'file'),
    'accept-ranges': 'bytes',
    ...(tag !== null && { etag: `"${tag}"` }),
    ...(modified !== undefined && { 'last-modified': modified }),
  });
  if (hasAlready(req, res)) {
    res.status(304).end();
    return undefined;
  }
  const condition = req.get('if-range');
  const holds = condition === undefined || condition === res.get('etag') || (tag === null && condition === modified);
  const range = holds ? rangeOf(req.get('range'), bytes) : undefined;
  if (range === 'unsatisfiable') {
    res.status(416).set('content-range', `bytes */${bytes}`).end();
    return undefined;
  }
  const part = range ?? { from: 0, to: bytes };
  // Opened first: what cannot be read is still told as such.
  const source = req.method === 'HEAD' ? undefined : await file.open(part);
  if (range) res.status(206).set('content-range', `bytes ${part.from}-${part.to - 1}/${bytes}`);
  res.set('content-length', String(part.to - part.from));
  if (source) await sendStream(res, exactly(source, part.to - part.from));
  else res.end();
  return undefined;
}

/**
 * Whether the reader has this content (RFC 9110, 13.1). Not Express's `fresh`: it takes a cache on the way that wants to ask again for one that
 * wants everything again.
 */
function hasAlready(req: Request, res: Response): boolean {
  const tags = req.get('if-none-match');
  const tag = res.get('etag');
  if (tags !== undefined) {
    const known = tags.split(',').map((one) => one.trim().replace(/^W\//, ''));
    return tag !== undefined && (known.includes('*') || known.includes(tag));
  }
  const since = Date.parse(req.get('if-modified-since') ?? '');
  return Date.parse(res.get('last-modified') ?? '') <= since;
}

/** So many bytes and no more; a source that has fewer ends in an error, since its length was promised. */
async function* exactly(source: Readable, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of source as AsyncIterable<Uint8Array>) {
    yield chunk.byteLength > left ? chunk.subarray(0, left) : chunk;
    left -= Math.min(left, chunk.byteLength);
    if (left === 0) return;
  }
  if (left > 0) throw new Error(`the file became shorter while it was sent: ${left} bytes are missing`);
}

/** Sends stored content as a download. */
export async function sendContent(
  { archive }: Pick<Doors, 'archive'>,
  req: Request,
  res: Response,
  { sha256, name }: { sha256: string; name: string },
): Promise<undefined> {
  const bytes = await archive.blobs.size(sha256);
  const open = (range: { from: number; to: number }) => archive.blobs.open(sha256, range);
  return sendFile(req, res, { name, bytes, tag: sha256, modified: null, open });
}

/** Sends what a source gives; a client that leaves ends it, and that is no error of ours. */
export async function sendStream(res: Response, source: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await pipeline(source, res);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** Content-Disposition of a download. RFC 5987: all but plain letters and digits is escaped, so that no name can end the header. */
export function attachment(name: string): string {
  // Through UTF-8 once: a lone surrogate would make the escaping throw.
  const whole = Buffer.from(name).toString();
  const escaped = encodeURIComponent(whole).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return `attachment; filename*=UTF-8''${escaped}`;
}
