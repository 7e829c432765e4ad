import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { readSettings } from '@trainyard/contracts/settings';

/** What the environment says to this command. */
export interface CliSettings {
  url: string | undefined;
  token: string | undefined;
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
    credentialsFile: values.TRAINYARD_CONFIG ?? join(config, 'trainyard', 'credentials.json'),
    home: resolve(values.TRAINYARD_HOME ?? join(checkout, '.trainyard')),
    cacheDir: join(cache, 'trainyard'),
  };
}
