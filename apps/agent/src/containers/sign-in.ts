import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { registryOf } from '@trainyard/contracts/image-reference';
import type { Credentials } from './engine.ts';

/** Docker Hub under the name that its engines look it up by. */
const hubKey = 'https://index.docker.io/v1/';

/** What Docker and Podman read to sign in to the one registry that an image comes from. */
export function signInFile(reference: string, credentials: Credentials | null): string {
  if (credentials === null) return '{"auths":{}}';
  const { username, password } = credentials;
  const auth = { auth: Buffer.from(`${username}:${password}`).toString('base64') };
  const registry = registryOf(reference);
  return JSON.stringify({
    auths: registry === 'docker.io' ? { [hubKey]: auth, [registry]: auth } : { [registry]: auth },
  });
}

/**
 * Calls `work` with a directory whose `config.json` signs in to an image's registry, and to nothing else: the machine's own sign-ins
 * are not used. Only this user reads it, and it is gone afterwards.
 */
export async function signedIn<T>(
  directory: string,
  reference: string,
  credentials: Credentials | null,
  work: (config: string) => Promise<T>,
): Promise<T> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const config = mkdtempSync(join(directory, 'sign-in-'));
  try {
    writeFileSync(join(config, 'config.json'), signInFile(reference, credentials), { mode: 0o600 });
    return await work(config);
  } finally {
    rmSync(config, { recursive: true, force: true });
  }
}
