import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Request, Response } from 'express';

/** What may be part of a built file's name; no dot at the front, so neither `..` nor hidden files. */
const plainName = /^[\w@~+-][\w.@~+-]*$/;

/** Precompressed forms, the smaller first: browsers rank them alike. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/**
 * Sends the file at `names` below `root`, precompressed where the browser takes it and the build left it so. False when there is
 * no such file: nothing was sent then. Names are decoded already; one that is not plain is no file.
 */
export async function sendFile(
  req: Request,
  res: Response,
  root: string,
  names: readonly string[],
  headers: Record<string, string>,
): Promise<boolean> {
  if (!names.every((name) => plainName.test(name))) return false;
  const path = names.join('/');
  const encoding = await encodingOf(req, join(root, path));
  const sent = {
    ...headers,
    'content-type': typeOf(res, path),
    vary: 'accept-encoding',
    ...(encoding && { 'content-encoding': encoding[0] }),
  };
  return new Promise((resolve, reject) => {
    // Headers are set once the file is found, so that a refusal does not carry them.
    const options = { root, headers: sent, cacheControl: false, dotfiles: 'deny' as const };
    res.sendFile(`${path}${encoding?.[1] ?? ''}`, options, (error?: Error & { status?: number; code?: string }) => {
      if (error === undefined || error.code === 'ECONNABORTED' || res.headersSent) resolve(true);
      else if (error.code === 'EISDIR' || error.status === 404 || error.status === 403) resolve(false);
      else reject(error);
    });
  });
}

async function encodingOf(req: Request, file: string) {
  for (const encoding of encodings) {
    if (req.acceptsEncodings(encoding[0]) !== encoding[0]) continue;
    const found = await stat(`${file}${encoding[1]}`).catch(() => undefined);
    if (found?.isFile()) return encoding;
  }
  return undefined;
}

/** By the name without the ending of a precompressed form. */
function typeOf(res: Response, path: string): string {
  res.type(extname(path) || 'bin');
  const type = res.get('content-type') ?? 'application/octet-stream';
  res.removeHeader('content-type');
  return type;
}
