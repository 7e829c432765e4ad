import type { PageInput, PageOf } from '@trainyard/db/readers/read-db';
import * as z from 'zod';
import { originOf } from '../links/link-routes.ts';
import type { ArmCall } from './arm-operation.ts';

/** The query of every list: the size of a page, and where a page goes on. */
export const pagedQuery = z.object({
  maxresults: z.coerce.number().int().min(1).max(1000).default(1000),
  /** The key of the page before, in base64url. */
  $skiptoken: z.string().max(8192).optional(),
});
export type PagedQuery = z.output<typeof pagedQuery>;

/** Which page is asked for. */
export function askedPage({ maxresults, $skiptoken }: PagedQuery): PageInput {
  const after = $skiptoken === undefined ? undefined : Buffer.from($skiptoken, 'base64url').toString();
  return { after: after || undefined, limit: maxresults };
}

/** One page as the service told it; without `nextLink` it is the last. */
export function paged<T, U>(
  call: Pick<ArmCall<PagedQuery>, 'req'>,
  { items, next }: Pick<PageOf<T>, 'items' | 'next'>,
  present: (item: T) => U,
): { value: U[]; nextLink?: string } {
  return { value: items.map(present), ...(next !== null && { nextLink: nextLink(call.req, next) }) };
}

/** Whole, since clients send it as it is: the same address and query, and where to go on. */
function nextLink(req: ArmCall<unknown>['req'], after: string): string {
  const next = new URL(req.originalUrl, originOf(req));
  for (const name of [...next.searchParams.keys()])
    if (name.toLowerCase() === '$skiptoken') next.searchParams.delete(name);
  next.searchParams.set('$skiptoken', Buffer.from(after).toString('base64url'));
  return next.href;
}
