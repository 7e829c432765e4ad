import type { Session } from '@trainyard/contracts/api/access';
import { formatTime } from '@trainyard/contracts/times';
import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { Credentials } from '../../access/authenticate.ts';
import { everywhereInScope } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { route } from '../route.ts';

/** Who is signed in, as pages need it: the csrf value only where a cookie is the proof. */
export async function presentSession(
  { read }: Pick<Doors, 'read'>,
  { actor, session, expiresAt }: Credentials,
): Promise<Session> {
  const { workspaceUid: uid } = actor;
  const scope = uid === undefined ? null : await read('workspace.get', { uid });
  return {
    actor: { kind: actor.kind, name: actor.name },
    // A reader of a workspace that is gone is still no reader of all.
    workspace: scope ? formatWorkspaceRef(scope) : (uid ?? null),
    csrf: session?.csrf ?? null,
    expiryTime: expiresAt === null ? null : formatTime(expiresAt),
  };
}

export const sessionRoutes = {
  getSession: route('getSession', {
    load: ({ actor }) => everywhereInScope(actor, 'session'),
    run: async ({ credentials }, _, doors) => presentSession(doors, credentials),
  }),
};
