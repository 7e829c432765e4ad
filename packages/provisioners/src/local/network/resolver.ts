import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeInPlace } from './hosts-file.ts';

/** Servers that systemd-resolved asks: it listens on loopback, which in a namespace is another's. */
const behindResolved = '/run/systemd/resolve/resolv.conf';

/**
 * What nodes find as /etc/resolv.conf; null: the machine's own. Where no server can be reached there is a file without one, so that a name
 * that is not known is told at once and not after ten seconds of silence.
 */
export async function resolverFor(root: string, hasWayOut: boolean): Promise<string | null> {
  const machine = await readFile('/etc/resolv.conf', 'utf8').catch(() => '');
  const servers = serversOf(machine);
  if (hasWayOut && servers.some((server) => !isLoopback(server))) return null;
  if (hasWayOut && existsSync(behindResolved)) return behindResolved;
  const none = join(root, 'resolv.none');
  await writeInPlace(none, '# Nodes of this machine reach no name server.\n');
  return none;
}

export function serversOf(text: string): string[] {
  return [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, server = '']) => server);
}

function isLoopback(server: string): boolean {
  return server.startsWith('127.') || server === '::1';
}
