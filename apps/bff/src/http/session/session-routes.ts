import { formatTime } from '@trainyard/contracts/times';
import type { Credentials } from '../../access/authenticate.ts';
import { everywhereInScope } from '../../access/authorise.ts';
import { route } from '../route.ts';

/** Who is signed in, as pages need it: the csrf value only where a cookie is the proof. */
export function presentSession({ actor, session, expiresAt }: Credentials) {
  return {
    actor: { kind: actor.kind, name: actor.name },
    csrf: session?.csrf ?? null,
    expiryTime: expiresAt === null ? null : formatTime(expiresAt),
  };
}

export const sessionRoutes = {
  getSession: route('getSession', {
    load: ({ actor }) => everywhereInScope(actor, 'session'),
    run: async ({ credentials }) => presentSession(credentials),
  }),
};
