import { isAbsolute, join, resolve } from 'node:path';
import { readSettings } from '@trainyard/contracts/settings';

/** Everything that can be set of a server; the one place that reads it. */
export interface ServerConfig {
  /** Data directory, absolute. */
  home: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  adminToken: string | undefined;
  quickstart: boolean;
  logLevel: string;
  metricsOpen: boolean;
  nvidiaSmi: string | undefined;
  /** What agents get of the server's environment. */
  surroundings: { PATH: string | undefined; HOME: string | undefined; LANG: string | undefined };
}

/** Reads the environment. Throws SettingsError that names every fault. `checkout` is where the data directory lies by default. */
export function readConfig(env: Record<string, string | undefined>, checkout: string): ServerConfig {
  const settings = readSettings(env);
  const home = settings.TRAINYARD_HOME ?? join(checkout, '.trainyard');
  return {
    home: isAbsolute(home) ? home : resolve(checkout, home),
    host: settings.TRAINYARD_HOST ?? '127.0.0.1',
    port: settings.TRAINYARD_PORT ?? 8640,
    adminToken: settings.TRAINYARD_ADMIN_TOKEN,
    quickstart: settings.TRAINYARD_QUICKSTART !== '0',
    logLevel: settings.TRAINYARD_LOG_LEVEL ?? 'info',
    metricsOpen: settings.TRAINYARD_METRICS_OPEN === '1',
    nvidiaSmi: settings.TRAINYARD_NVIDIA_SMI,
    surroundings: { PATH: env.PATH, HOME: env.HOME, LANG: env.LANG },
  };
}
