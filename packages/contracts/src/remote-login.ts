import * as z from 'zod';
import type { ClusterCreate } from './cluster.ts';
import { uid } from './names.ts';
import { text } from './text-schema.ts';

/** How people sign in to a node by ssh: Batch AI's remote login information, and ours. */
export const remoteLogin = z.object({
  nodeId: uid,
  name: z.string(),
  ipAddress: z.string().nullable(),
  /** Null: nobody can. */
  port: z.number().nullable(),
  user: z.string().nullable(),
  /** Why nobody can; null where a port is named. */
  why: text.nullable(),
});
export type RemoteLogin = z.infer<typeof remoteLogin>;

/** Where the server of a node listens that has an address of its own. */
export const remoteLoginPort = 22;

/** What a line of /etc/passwd can begin with. */
const loginName = /^[a-z_][a-z0-9_-]{0,31}$/;

/** The account that nodes of a cluster let in; undefined when none is named, or none that ssh can let in. */
export function accountOf({
  userAccountSettings: account,
}: Pick<ClusterCreate, 'userAccountSettings'>): { user: string; publicKey: string } | undefined {
  if (!account?.adminUserSshPublicKey || !isLoginName(account.adminUserName)) return undefined;
  return { user: account.adminUserName, publicKey: account.adminUserSshPublicKey };
}

export function isLoginName(name: string): boolean {
  return loginName.test(name);
}
