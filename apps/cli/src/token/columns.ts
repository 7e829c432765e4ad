import type { token } from '@trainyard/contracts/api/access';
import type * as z from 'zod';
import type { Column } from '../output/table.ts';

export type Token = z.output<typeof token>;

/** Stands and falls with its role, scope and time. */
function stateOf({ revoked, expiryTime }: Token): string {
  if (revoked) return 'revoked';
  return expiryTime !== null && Date.parse(expiryTime) <= Date.now() ? 'expired' : 'valid';
}

export const tokenColumns: Column<Token>[] = [
  { title: 'Name', value: ({ name }) => name },
  { title: 'Role', value: ({ role }) => role },
  { title: 'Workspace', value: ({ workspace }) => workspace ?? 'all' },
  { title: 'State', value: stateOf },
  { title: 'Created', value: ({ creationTime }) => creationTime },
  { title: 'Expires', value: ({ expiryTime }) => expiryTime ?? 'never' },
  { title: 'Uid', value: ({ uid }) => uid },
];
