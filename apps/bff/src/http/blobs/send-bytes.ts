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

/** Sends stored content as a download: never shown, never sniffed, in parts when asked. */
export async function sendContent(
  { archive }: Pick<Doors, 'archive'>,
  req: Request,
  res: Response,
  file: { sha256: string; name: string },
): Promise<undefined> {
  const size = await archive.blobs.size(file.sha256);
  const tag = `"${file.sha256}"`;
  res.set({
    'content-type': 'application/octet-stream',
    'content-disposition': attachment(file.name.split('/').at(-1) || 'file'),
    'accept-ranges': 'bytes',
    etag: tag,
  });
  const condition = req.get('if-range');
  const range = condition === undefined || condition === tag ? rangeOf(req.get('range'), size) : undefined;
  if (range === 'unsatisfiable') {
    res.status(416).set('content-range', `bytes */${size}`).end();
    return undefined;
  }
  const { from, to } = range ?? { from: 0, to: size };
  if (range) res.status(206).set('content-range', `bytes ${from}-${to - 1}/${size}`);
  res.set('content-length', String(to - from));
  if (req.method === 'HEAD') res.end();
  else await sendStream(res, await archive.blobs.open(file.sha256, { from, to }));
  return undefined;
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
