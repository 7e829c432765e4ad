import { isAbsolute, join, resolve } from 'node:path';
import { readSettings } from '@trainyard/contracts/settings';

/** Everything that can be set of a server; the one place that reads it. */
export interface ServerConfig {
  /** Data directory, absolute. */
  home: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Below it are the hosts of jobs' services. */
  servicesHost: string | undefined;
  adminToken: string | undefined;
  quickstart: boolean;
  logLevel: string;
  metricsOpen: boolean;
  /** Most bytes that the files of a job may hold together. */
  codeBytesMost: number;
  nvidiaSmi: string | undefined;
  /** How agents run containers. */
  containers: { engine: string | undefined; pullSeconds: number | undefined; cacheGb: number | undefined };
  /** What agents get of the server's environment. */
  surroundings: {
    PATH: string | undefined;
    HOME: string | undefined;
    LANG: string | undefined;
    DOCKER_HOST: string | undefined;
  };
}

/** Reads the environment. Throws SettingsError that names every fault. `checkout` is where the data directory lies by default. */
export function readConfig(env: Record<string, string | undefined>, checkout: string): ServerConfig {
  const settings = readSettings(env);
  const home = settings.TRAINYARD_HOME ?? join(checkout, '.trainyard');
  return {
    home: isAbsolute(home) ? home : resolve(checkout, home),
    host: settings.TRAINYARD_HOST ?? '127.0.0.1',
    port: settings.TRAINYARD_PORT ?? 8640,
    servicesHost: settings.TRAINYARD_SERVICES_HOST,
    adminToken: settings.TRAINYARD_ADMIN_TOKEN,
    quickstart: settings.TRAINYARD_QUICKSTART !== '0',
    logLevel: settings.TRAINYARD_LOG_LEVEL ?? 'info',
    metricsOpen: settings.TRAINYARD_METRICS_OPEN === '1',
    codeBytesMost: (settings.TRAINYARD_CODE_LIMIT_MB ?? 512) * 1024 * 1024,
    nvidiaSmi: settings.TRAINYARD_NVIDIA_SMI,
    containers: {
      engine: settings.TRAINYARD_CONTAINER_ENGINE,
      pullSeconds: settings.TRAINYARD_IMAGE_PULL_SECONDS,
      cacheGb: settings.TRAINYARD_IMAGE_CACHE_GB,
    },
    surroundings: { PATH: env.PATH, HOME: env.HOME, LANG: env.LANG, DOCKER_HOST: env.DOCKER_HOST || undefined },
  };
}
