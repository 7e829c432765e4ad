import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { Fault } from '@trainyard/contracts/errors';

/**
 * Says whether a Host header names this server. Names that a foreign page could point here (DNS rebinding) are refused; an
 * address written as numbers cannot be rebound.
 */
export type HostRule = (host: string | undefined) => boolean;

/** `names`: the configured host, the machine's own name. */
export function hostRule(names: readonly string[]): HostRule {
  const known = new Set(['localhost', ...names.map((name) => name.toLowerCase())]);
  const rule: HostRule = (host) => {
    const name = hostnameOf(host);
    if (name === undefined) return false;
    return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || known.has(name) || name.endsWith('.localhost');
  };
  // Of whoever sends request after request it is the same, and taking it apart costs more than everything else that is asked of it.
  let [last, answer]: [string | undefined, boolean] = [undefined, false];
  return (host) => {
    if (host === undefined || host !== last) [last, answer] = [host, rule(host)];
    return answer;
  };
}

function hostnameOf(host: string | undefined): string | undefined {
  if (host === undefined || !/^[\w.:[\]-]+$/.test(host)) return undefined;
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return undefined;
  }
}

/** Refuses a request whose Host is not ours. */
export function checkHost(headers: IncomingHttpHeaders, rule: HostRule): void {
  if (!rule(headers.host)) throw new Fault('ForeignOrigin', { origin: headers.host ?? 'no host' });
}

/**
 * Refuses what a page of another origin sent: browsers say so in Origin and Sec-Fetch-Site. Programs send neither. Another port
 * of this machine is another origin, though its cookies are the same.
 */
export function checkOrigin(headers: IncomingHttpHeaders): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new Fault('ForeignOrigin', { origin: origin ?? String(site) });
  }
  if (origin === undefined) return;
  let from: URL;
  try {
    from = new URL(origin);
  } catch {
    throw new Fault('ForeignOrigin', { origin });
  }
  if (from.host !== host?.toLowerCase()) throw new Fault('ForeignOrigin', { origin });
}
