/** Which server, and as whom: options, environment, the file that `login` wrote, then the server on this machine. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { UsageError } from './failure.ts';
import type { CliSettings } from './settings.ts';

const stored = z.object({
  url: z.url({ protocol: /^https?$/ }),
  token: z.string().min(1),
  workspace: z.string().optional(),
});
export type Credentials = z.infer<typeof stored>;

/** Where the server listens unless told otherwise. */
export const usualUrl = 'http://127.0.0.1:8640';

/**
 * Finds url and token, each by the first place that has it. A token is sent only to the address it was given for: a stored
 * one is not used with another `--url`. Throws UsageError.
 */
export async function findCredentials(
  given: { url?: string | undefined; token?: string | undefined },
  settings: CliSettings,
): Promise<Credentials> {
  const url = given.url ?? settings.url;
  const token = given.token ?? settings.token;
  if (url !== undefined && token !== undefined) return { url: checkedUrl(url), token };
  for (const place of [await readStored(settings.credentialsFile), await readLocal(settings.home)]) {
    if (place === undefined || (url !== undefined && !sameServer(url, place.url))) continue;
    return { ...place, ...(token === undefined ? {} : { token }) };
  }
  if (token !== undefined) return { url: usualUrl, token };
  const where = url === undefined ? '' : ` for ${url}`;
  throw new UsageError(
    `no sign-in is known${where}: run "trainyard login --url URL --token TOKEN", or start a server here`,
  );
}

function checkedUrl(url: string): string {
  if (stored.shape.url.safeParse(url).success) return url;
  throw new UsageError(`${url} is no address: write one such as ${usualUrl}`);
}

function sameServer(a: string, b: string): boolean {
  return checkedUrl(a).replace(/\/+$/, '') === b.replace(/\/+$/, '');
}

/** What `login` keeps. Undefined when there is none. Throws UsageError when the file is damaged. */
export async function readStored(file: string): Promise<Credentials | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${file} is damaged: remove it or run "trainyard login" again`);
  }
}

/** A server of this checkout leaves its address and its administrator's token in its data directory. */
async function readLocal(home: string): Promise<Credentials | undefined> {
  const token = (await readIfThere(join(home, 'admin.token')))?.trim();
  if (!token) return undefined;
  const text = await readIfThere(join(home, 'server.json'));
  try {
    const { url } = z.object({ url: stored.shape.url }).parse(JSON.parse(text ?? '{}'));
    return { url, token };
  } catch {
    return { url: usualUrl, token };
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    // Another user's server on this machine is none of ours.
    if (code === 'EACCES') return undefined;
    throw error;
  }
}

/** Writes the file whole or not at all, for its owner only. */
export async function store(file: string, credentials: Credentials): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const half = `${file}.${process.pid}`;
  await writeFile(half, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 });
  await rename(half, file);
}

/** Forgets; answers whether there was anything. */
export async function forget(file: string): Promise<boolean> {
  const known = (await readIfThere(file)) !== undefined;
  await rm(file, { force: true });
  return known;
}
