import { Fault } from '@trainyard/contracts/errors';
import express, { type Request, type RequestHandler, type Response } from 'express';

/**
 * 2 MiB: a job with 2,000 files by hash is about 400 KiB and its environment at most what execve takes; larger content goes
 * to /blobs, which streams.
 */
export const bodyBytesMost = 2 * 1024 * 1024;

/** Deepest body of any schema is under ten; far deeper ones only serve to exhaust a stack further on. */
const depthMost = 64;

class TooDeep extends Error {
  readonly type = 'trainyard.too.deep';
}

/** By their limit: there are two of them. */
const parsers = new Map<number, RequestHandler>();

function parserOf(limit: number): RequestHandler {
  const made =
    parsers.get(limit) ??
    express.json({
      limit,
      strict: false,
      type: isJson,
      // Before it is parsed: a million open brackets take a second to become a value.
      verify(_req, _res, bytes) {
        if (isDeeper(bytes, depthMost)) throw new TooDeep(`it is nested deeper than ${depthMost} levels`);
      },
    });
  parsers.set(limit, made);
  return made;
}

function isJson(req: { headers: { 'content-type'?: string | undefined } }): boolean {
  return /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(req.headers['content-type'] ?? '');
}

/** Reads a JSON body of at most `limit` bytes. Throws UnsupportedMediaType, BodyTooLarge, MalformedJson. */
export async function readJson(req: Request, res: Response, limit = bodyBytesMost): Promise<unknown> {
  if (!isJson(req)) throw new Fault('UnsupportedMediaType', { expected: 'application/json' });
  await new Promise<void>((resolve, reject) => {
    parserOf(limit)(req, res, (error?: unknown) => (error === undefined ? resolve() : reject(bodyFault(error, limit))));
  });
  return req.body;
}

/** What the body parser says, in our words. */
function bodyFault(error: unknown, limit: number): unknown {
  const { type, message } = error as { type?: string; message?: string };
  switch (type) {
    case 'entity.too.large':
      return new Fault('BodyTooLarge', { limit });
    case 'entity.parse.failed':
    case 'request.size.invalid':
    case 'request.aborted':
      return new Fault('MalformedJson', { why: message ?? type });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Fault('UnsupportedMediaType', { expected: 'application/json in UTF-8' });
    default:
      // A body that does not inflate ends here as well.
      return new Fault('MalformedJson', { why: message ?? 'it cannot be read' });
  }
}

const [quote, backslash] = [0x22, 0x5c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/** Counts brackets outside of strings. */
function isDeeper(json: Uint8Array, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] as number;
    if (inString) {
      if (byte === backslash) at += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (opening.has(byte)) {
      depth += 1;
      if (depth > limit) return true;
    } else if (closing.has(byte)) depth -= 1;
  }
  return false;
}
