import { type Detail, type ErrorCode, errors, Fault } from '@trainyard/contracts/errors';
import type { MountVolumes } from '@trainyard/contracts/volumes';
import { nameKey } from '@trainyard/contracts/workspace-key';
import { accountKeyName, type GivenKey, takeKeys } from './account-keys.ts';
import { isAccountKey } from './container-sas.ts';
import { type Place, type Reading, resolveIn } from './look-up.ts';
import { detailOf, type Resolution } from './resolve-volumes.ts';

/** Volumes as they are kept in the open, and the values to be sealed apart from them. */
export interface CheckedVolumes {
  kept: MountVolumes | undefined;
  secrets: { name: string; value: string }[];
}

/**
 * Takes the keys out of a body's volumes and refuses what could not be mounted if its plan were made now. Throws one fault with a detail
 * for everything that is wrong. `sealed`: names of keys that are kept already.
 */
export function checkVolumes(
  rows: Reading,
  given: MountVolumes | undefined,
  place: Place,
  storageHome: string,
  sealed?: ReadonlySet<string>,
): CheckedVolumes {
  if (!given) return { kept: undefined, secrets: [] };
  const { kept, keys } = takeKeys(given, sealed);
  const resolution = resolveIn(rows, kept, place, storageHome);
  refuse([...vaultFaults(given, place.path), ...keyFaults(resolution, keys, place), ...resolution.faults]);
  return { kept, secrets: keys.map(({ account, key }) => ({ name: accountKeyName(account), value: key })) };
}

/** Throws for volumes that cannot be mounted; nothing for none. */
export function refuse(faults: Detail[]): void {
  const [first] = faults;
  if (!first) return;
  // One that has a code of its own is told by it.
  if (faults.length === 1 && first.code in errors) throw new Fault(first.code as ErrorCode, first.params, faults);
  throw new Fault('VolumesNotMountable', { faults: sayFaults(faults) }, faults);
}

/** Each fault with the field that it is about. */
export function sayFaults(faults: readonly Detail[]): string[] {
  return faults.map(({ path, message }) => `${path}: ${message}`);
}

/** Keys that stand in a vault, which this server does not read. */
function vaultFaults(given: MountVolumes, path: string): Detail[] {
  return (['azureFileShares', 'azureBlobFileSystems'] as const).flatMap((kind) =>
    (given[kind] ?? []).flatMap(({ credentials }, at) => {
      if (!credentials?.accountKeySecretReference) return [];
      const field = `${path}.${kind}[${at}].credentials.accountKeySecretReference`;
      return [detailOf(field, 'VaultNotAvailable', { field })];
    }),
  );
}

/** Keys that Azure could never have given, where the backing is Azure, and two for one account. */
function keyFaults({ volumes }: Resolution, keys: readonly GivenKey[], place: Place): Detail[] {
  const used = new Set(volumes.flatMap(({ secret }) => (secret && secret.kind !== 'sftp' ? [secret.name] : [])));
  const first = new Map<string, string>();
  return keys.flatMap(({ account, key, path }) => {
    const field = `${place.path}.${path}`;
    const other = first.get(nameKey(account));
    first.set(nameKey(account), key);
    if (other !== undefined && other !== key) return [detailOf(field, 'OtherKey', { account })];
    return used.has(accountKeyName(account)) && !isAccountKey(key) ? [detailOf(field, 'NotAccountKey', {})] : [];
  });
}
