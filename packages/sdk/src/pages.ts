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
 * The items of a list one by one; a page is asked for when the one before is read. Throws what the client throws, and an error when a
 * server gives the same `next` twice, which would never end.
 */
export async function* eachItem<N extends PagedOperation>(
  client: Client,
  name: N,
  input: OperationInput<N>,
  options: { signal?: AbortSignal; pageSize?: number } = {},
): AsyncGenerator<ItemOf<N>, undefined> {
  const { signal, pageSize: limit = pageSize } = options;
  let after: string | undefined;
  for (;;) {
    const query = { ...(input as { query?: object }).query, limit, ...(after === undefined ? {} : { after }) };
    // Lists without a query of their own (attempts, logs) ignore nothing: they get none.
    const asked = takesLimit(name) ? { ...input, query } : input;
    const page = (await client.call(name, asked as never, signal && ({ signal } as never))) as unknown as {
      items: ItemOf<N>[];
      next: string | null;
    };
    yield* page.items;
    if (page.next === null) return;
    if (page.next === after) throw new Error(`the server repeats page ${after} of ${name}`);
    after = page.next;
  }
}

/** All items of a list, page after page, at most `most`. Throws as {@link eachItem} does. */
export async function everyItem<N extends PagedOperation>(
  client: Client,
  name: N,
  input: OperationInput<N>,
  most = Number.POSITIVE_INFINITY,
): Promise<ItemOf<N>[]> {
  const items: ItemOf<N>[] = [];
  if (most <= 0) return items;
  for await (const item of eachItem(client, name, input, { pageSize: Math.min(pageSize, most) })) {
    items.push(item);
    if (items.length >= most) break;
  }
  return items;
}

function takesLimit(name: PagedOperation): boolean {
  const operation: Operation = api[name];
  return operation.query !== undefined && 'limit' in operation.query.shape;
}
