import type { IncomingHttpHeaders } from 'node:http';

/**
 * Host names of jobs' pages: `LABEL.HOST`. They are other origins than the portal's, so that what a job serves can never act as who is
 * signed in there. Browsers take every name below localhost to this machine, without any set-up.
 */
export const localServicesHost = 'localhost';

/** Where pages of jobs are shown: the setting, else localhost where only this machine reaches the server; null: nowhere. */
export function servicesHostOf(config: { host: string; servicesHost: string | undefined }): string | null {
  return config.servicesHost ?? (isLoopback(config.host) ? localServicesHost : null);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** What stands before the services' host in a Host header, whatever it is; undefined for every other host. */
export function labelOf(host: string | undefined, servicesHost: string | null): string | undefined {
  if (host === undefined || servicesHost === null) return undefined;
  const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  return name.endsWith(`.${servicesHost}`) ? name.slice(0, -servicesHost.length - 1) : undefined;
}

/** Whether the browser came by https, as far as this server or the proxy before it knows. */
export function schemeOf(headers: IncomingHttpHeaders): 'http' | 'https' {
  return headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
}

/** The port that the browser names in its addresses, with its colon; empty for the usual one. */
export function portOf(host: string | undefined): string {
  return /:\d+$/.exec(host ?? '')?.[0] ?? '';
}
