import { createHash } from 'node:crypto';
import { formatTime } from '@trainyard/contracts/times';
import type { RequestHandler } from 'express';
import { ArmReply } from './arm-operation.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What a client calls its request: anything printable and short. */
const clientId = /^[\x21-\x7e]{1,128}$/;

/**
 * Headers of every answer. How many requests a subscription has left is not among them: nothing counts them here, so every number would be made
 * up.
 */
export const armHeaders: RequestHandler = (req, res, next) => {
  const id = String(res.locals.request);
  const correlation = req.get('x-ms-correlation-request-id') ?? '';
  const client = req.get('x-ms-client-request-id') ?? '';
  const wanted = req.get('x-ms-return-client-request-id')?.toLowerCase() === 'true';
  res.set({
    'cache-control': 'no-cache',
    pragma: 'no-cache',
    expires: '-1',
    'request-id': id,
    'x-ms-request-id': id,
    'x-ms-correlation-request-id': guid.test(correlation) ? correlation : id,
    ...(wanted && clientId.test(client) && { 'x-ms-client-request-id': client }),
  });
  next();
};

/**
 * A resource with its ETag and Last-Modified. They follow what was written (`writtenAt`, ms since 1970), never what became of it since: nodes that
 * come and jobs that end move neither, as it was with the service.
 */
export function resource(row: { uid: string; writtenAt: number }, body: object): ArmReply {
  const tag = createHash('sha256').update(`${row.uid} ${row.writtenAt}`).digest('hex').slice(0, 15).toUpperCase();
  return new ArmReply(200, body, { etag: `"0x${tag}"`, 'last-modified': new Date(row.writtenAt).toUTCString() });
}

interface Written {
  state: string;
  createdAt: number;
  writtenAt: number | null;
}

/** When somebody last wrote a resource, ms since 1970. */
export function lastWritten({ writtenAt, createdAt }: Pick<Written, 'createdAt' | 'writtenAt'>): number {
  return writtenAt ?? createdAt;
}

/** Since when its provisioningState is what it is: it is there from the moment it was made until it is written for the last time. */
export function provisionedAt(row: Written): string {
  return formatTime(row.state === 'deleting' ? lastWritten(row) : row.createdAt);
}
