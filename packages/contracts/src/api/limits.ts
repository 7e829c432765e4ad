import { limit, limitAmounts, limitKey } from '../limits.ts';
import { type Operation, page, pageQuery } from './operation.ts';

/** What workspaces and users may use at once. */
export const limitsApi = {
  listLimits: {
    method: 'GET',
    path: '/limits',
    verb: 'administer',
    summary: 'List the limits of workspaces and users, with what they use',
    query: pageQuery,
    output: page(limit),
  },
  setLimit: {
    method: 'PUT',
    path: '/limits/:scope/:name',
    verb: 'administer',
    summary: 'Limit what a workspace or a user may use at once; the name * is for each without its own',
    params: limitKey,
    body: limitAmounts.refine((limits) => Object.keys(limits).length > 0, 'give at least one amount'),
    output: limit,
  },
  deleteLimit: {
    method: 'DELETE',
    path: '/limits/:scope/:name',
    verb: 'administer',
    summary: 'Remove a limit',
    params: limitKey,
    output: 'none',
  },
} as const satisfies Record<string, Operation>;
