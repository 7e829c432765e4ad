import { api, type OperationInput, type OperationOutput } from '@trainyard/contracts/api';
import type { Operation } from '@trainyard/contracts/api/operation';
import type { Client, PlainOperation } from './client.ts';

interface Page {
  items: unknown[];
  next: string | null;
}

/** Operations that answer page by page. */
export type PagedOperation = {
  [N in PlainOperation]: OperationOutput<N> extends Page ? N : never;
}[PlainOperation];

export type ItemOf<N extends PagedOperation> = OperationOutput<N> extends { items: (infer I)[] } ? I : never;

/** The server's own limit of a page: fewest round trips. */
const pageSize = 1000;

/**
 * All items of a list, page after page, at most `most`. A server that gives the same `next` twice would never end, so that
 * is an error.
 */
export async function everyItem<N extends PagedOperation>(
  client: Client,
  name: N,
  input: OperationInput<N>,
  most = Number.POSITIVE_INFINITY,
): Promise<ItemOf<N>[]> {
  const items: ItemOf<N>[] = [];
  let after: string | undefined;
  for (;;) {
    const limit = Math.min(pageSize, most - items.length);
    const query = { ...(input as { query?: object }).query, limit, ...(after === undefined ? {} : { after }) };
    // Lists without a query of their own (attempts, logs) ignore nothing: they get none.
    const asked = takesLimit(name) ? { ...input, query } : input;
    const page = (await client.call(name, asked as never)) as unknown as { items: ItemOf<N>[]; next: string | null };
    items.push(...page.items);
    if (page.next === null || items.length >= most) return items.slice(0, most);
    if (page.next === after) throw new Error(`the server repeats page ${after} of ${name}`);
    after = page.next;
  }
}

function takesLimit(name: PagedOperation): boolean {
  const operation: Operation = api[name];
  return operation.query !== undefined && 'limit' in operation.query.shape;
}
