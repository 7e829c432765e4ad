import { nameKey } from '@trainyard/contracts/workspace-key';
import { accountKeyName } from './account-keys.ts';
import { placeholderIn } from './placeholders.ts';
import { type AccountSeen, accountKey, type KeyPlace } from './sources.ts';

/** An account that a body names: one of the map, or (`seen` null) Azure's own of that name. */
export interface FoundAccount {
  name: string;
  seen: AccountSeen | null;
  /** Where the key of an Azure account is sealed. */
  key: KeyPlace;
}

/** Names that Azure gives accounts. */
const azureName = /^[a-z0-9]{3,24}$/;

/**
 * The map of the installation says what lies behind a name. A key that came with the body opens it where that is Azure, before the
 * account's own; of a name that is not in the map it opens Azure's own account. Undefined: there is neither.
 */
export function findAccount(
  { accounts, owner }: { accounts: ReadonlyMap<string, AccountSeen>; owner: string },
  given: string,
  withKey: boolean,
): FoundAccount | undefined {
  const name = placeholderIn(given) ?? given;
  const seen = accounts.get(nameKey(name)) ?? null;
  if (!seen && !(withKey && azureName.test(nameKey(name)))) return undefined;
  const own = { owner: seen?.uid ?? owner, name: accountKey };
  return { name: seen?.name ?? name, seen, key: withKey ? { owner, name: accountKeyName(given) } : own };
}
