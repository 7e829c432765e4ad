import * as z from 'zod';
import { subscriptionName } from '../names.ts';
import { usage } from '../usage.ts';
import { type Operation, page } from './operation.ts';

/** What is in use, and how much may be. */
export const usagesApi = {
  listUsages: {
    method: 'GET',
    path: '/usages',
    verb: 'read',
    summary:
      'List how many clusters there are and how many processors their nodes have, by family and priority; one page',
    query: z.strictObject({
      /** Only that subscription's; all when absent. */
      subscription: subscriptionName.optional(),
    }),
    output: page(usage),
  },
} as const satisfies Record<string, Operation>;
