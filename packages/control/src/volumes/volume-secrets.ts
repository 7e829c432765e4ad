import type { SftpSecret } from '@trainyard/contracts/planned-volume';
import type { Tx } from '@trainyard/db/writer';
import type { Vault } from '@trainyard/runtime/node/vault';
import { openSecrets } from '../commands/secrets.ts';
import { accountSas, containerSas } from './container-sas.ts';
import type { ResolvedVolume } from './resolve-volumes.ts';
import type { SecretRecipe } from './sources.ts';

/** What may be done with a container: everything with its files, or only reading and listing. */
const permissions = { write: 'racwdl', read: 'rl' } as const;

/**
 * Values of volumes' secrets by reference. What the backing allows is made as narrow as possible: of Azure's blobs nobody gets the account's
 * key, but a signed URL of the one container that ends at `expiresAt`. A secret that is not sealed any more is left out.
 */
export function secretsOfVolumes(
  tx: Tx,
  vault: Vault,
  volumes: readonly ResolvedVolume[],
  { expiresAt, readOnly = false }: { expiresAt: number; readOnly?: boolean },
): Record<string, string> {
  const opened = new Map<string, Record<string, string>>();
  const sealedBy = (owner: string): Record<string, string> => {
    const known = opened.get(owner) ?? openSecrets(tx, vault, owner);
    opened.set(owner, known);
    return known;
  };
  const values: Record<string, string> = {};
  for (const { volume, secret } of volumes) {
    if (!secret) continue;
    const value = secretOf(secret, sealedBy(secret.owner), expiresAt, readOnly || volume.readOnly);
    if (value !== undefined) values[secret.ref] = value;
  }
  return values;
}

function secretOf(
  recipe: SecretRecipe,
  sealed: Readonly<Record<string, string>>,
  expiresAt: number,
  readOnly: boolean,
): string | undefined {
  if (recipe.kind === 'sftp') return sftpSecret(sealed);
  const key = sealed[recipe.name];
  if (recipe.kind === 'value' || key === undefined) return key;
  const { endpoint, account, container } = recipe;
  const request = { endpoint, account, key, permissions: readOnly ? permissions.read : permissions.write, expiresAt };
  return container === null ? accountSas(request) : containerSas({ ...request, container });
}

function sftpSecret({ password, privateKey }: Readonly<Record<string, string>>): string | undefined {
  const secret: SftpSecret | undefined =
    privateKey !== undefined ? { privateKey } : password !== undefined ? { password } : undefined;
  return secret && JSON.stringify(secret);
}
