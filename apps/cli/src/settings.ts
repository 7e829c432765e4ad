import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Settings } from '@trainyard/contracts/settings';
import { UsageError } from './failure.ts';

/** What the environment says to this command. */
export interface CliSettings {
  url: string | undefined;
  token: string | undefined;
  /** Where a workspace stands that is named without them. */
  subscription: string | undefined;
  resourceGroup: string | undefined;
  /** In place of the placeholders of Batch AI's files, by Batch AI's own names. */
  storageAccount: string | undefined;
  storageKey: string | undefined;
  /** Key of a storage account that is added. */
  newStorageKey: string | undefined;
  /** Where `login` keeps what it was told. */
  credentialsFile: string;
  /** Where people keep the keys of ssh. */
  sshDirectory: string;
  /** Data directory of a server on this machine. */
  home: string;
  /** What can be made again. */
  cacheDir: string;
}

/** The one place that reads the environment, but for what asks for no colours. Throws UsageError. */
export async function readProcessSettings(checkout: string): Promise<CliSettings> {
  const values = await validSettings();
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const config = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
  return {
    url: values.TRAINYARD_URL,
    token: values.TRAINYARD_TOKEN,
    subscription: values.TRAINYARD_SUBSCRIPTION,
    resourceGroup: values.TRAINYARD_RESOURCE_GROUP,
    storageAccount: process.env.AZURE_BATCHAI_STORAGE_ACCOUNT || undefined,
    storageKey: process.env.AZURE_BATCHAI_STORAGE_KEY || undefined,
    newStorageKey: values.TRAINYARD_STORAGE_KEY,
    credentialsFile: values.TRAINYARD_CONFIG ?? join(config, 'trainyard', 'credentials.json'),
    sshDirectory: join(homedir(), '.ssh'),
    home: resolve(values.TRAINYARD_HOME ?? join(checkout, '.trainyard')),
    cacheDir: join(cache, 'trainyard'),
  };
}

async function validSettings(): Promise<Settings> {
  // Loaded when a verb asks, so that help does not wait for it.
  const { readSettings, SettingsError } = await import('@trainyard/contracts/settings');
  try {
    return readSettings(process.env);
  } catch (error) {
    throw error instanceof SettingsError ? new UsageError(error.message) : error;
  }
}
