import type { Actor } from '@trainyard/contracts/actors';
import type { Clock } from '@trainyard/runtime/clock';
import { hashSecret } from '../access/secret-hash.ts';
import type { Execute, Read } from '../threads/protocol.ts';
import { type Home, writePrivate } from './home.ts';

const starter: Actor = { kind: 'controller', id: 'start', name: 'start', via: 'start' };

/** Makes the administrator's token at the first start and keeps it in `admin.token`. Answers the token's uid. */
export async function ensureAdministrator(
  { execute, read, clock }: { execute: Execute; read: Read; clock: Clock },
  home: Home,
  given: string | undefined,
): Promise<string> {
  const known = await read('token.firstAdministrator', { now: clock.now() });
  if (known) return known.uid;
  // One that was revoked does not come back because it still stands in somebody's environment.
  const used = given !== undefined && (await read('token.byHash', { hash: hashSecret(given) })) !== null;
  const made = await execute(
    'token.create',
    {
      name: 'administrator',
      role: 'administrator',
      scopeUid: null,
      expiresAt: null,
      ...(given !== undefined && !used ? { secret: given } : {}),
    },
    starter,
  );
  writePrivate(home.adminToken, `${made.secret}\n`);
  return made.uid;
}

/** A link that signs one browser in, once, and shows it the page at `to`. */
export async function signInLink(execute: Execute, url: string, tokenUid: string, to?: string): Promise<string> {
  const { code } = await execute('link.create', { tokenUid }, starter);
  return `${url}/signin?link=${code}${to === undefined ? '' : `&to=${to}`}`;
}

/** Who acts when the server sets itself up. */
export function administratorAtStart(tokenUid: string): Actor {
  return { kind: 'administrator', id: tokenUid, name: 'administrator', via: 'start' };
}
