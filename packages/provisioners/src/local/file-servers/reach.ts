import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { FileServerSpec } from '@trainyard/contracts/file-server';

/** From where a file server can be mounted over NFS. */
export interface Reach {
  /** Address to listen on. */
  bind: string;
  /** Address that clients mount it from. */
  host: string;
  /** Who may besides this machine. */
  clients: readonly string[];
}

const here: Reach = { bind: '127.0.0.1', host: '127.0.0.1', clients: [] };

/**
 * NFS knows no passwords: who may come is a matter of addresses alone. So it is open to others only where the server itself is
 * (TRAINYARD_HOST) and its owner said to whom (`publicIPsToAllow`).
 */
export async function reachOf(spec: FileServerSpec, serverHost: string): Promise<Reach> {
  const clients = spec.sshConfiguration.publicIPsToAllow ?? [];
  if (isLoopback(serverHost) || clients.length === 0) return here;
  const bind = isIP(serverHost) === 0 ? (await lookup(serverHost)).address : serverHost;
  if (isLoopback(bind)) return here;
  return { bind, host: isEverywhere(bind) ? outsideAddress() : bind, clients };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function isEverywhere(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** The first address of this machine that others may reach. */
function outsideAddress(): string {
  const found = Object.values(networkInterfaces())
    .flat()
    .find((one) => one !== undefined && !one.internal && one.family === 'IPv4');
  return found?.address ?? here.host;
}
