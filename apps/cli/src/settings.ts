import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { readSettings } from '@trainyard/contracts/settings';

/** What the environment says to this command. */
export interface CliSettings {
  url: string | undefined;
  token: string | undefined;
  /** In place of the placeholders of Batch AI's files, by Batch AI's own names. */
  storageAccount: string | undefined;
  storageKey: string | undefined;
  /** Key of a storage account that is added. */
  newStorageKey: string | undefined;
  /** Where `login` keeps what it was told. */
  credentialsFile: string;
  /** Data directory of a server on this machine. */
  home: string;
  /** What can be made again. */
  cacheDir: string;
}

/** The one place that reads the environment. Throws SettingsError. */
export function readProcessSettings(checkout: string): CliSettings {
  const values = readSettings(process.env);
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const config = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
  return {
    url: values.TRAINYARD_URL,
    token: values.TRAINYARD_TOKEN,
    storageAccount: process.env.AZURE_BATCHAI_STORAGE_ACCOUNT || undefined,
    storageKey: process.env.AZURE_BATCHAI_STORAGE_KEY || undefined,
    newStorageKey: values.TRAINYARD_STORAGE_KEY,
    credentialsFile: values.TRAINYARD_CONFIG ?? join(config, 'trainyard', 'credentials.json'),
    home: resolve(values.TRAINYARD_HOME ?? join(checkout, '.trainyard')),
    cacheDir: join(cache, 'trainyard'),
  };
}
