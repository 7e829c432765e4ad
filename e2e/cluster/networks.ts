import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { linksWith, namespacesWith, removeLink, removeNamespace } from '@trainyard/provisioners/local/network/kernel';
import { networkNames } from '@trainyard/provisioners/local/network/names';

import { closeWayOut } from '@trainyard/provisioners/local/network/way-out';
import { findSystemProgram } from '@trainyard/runtime/node/find-program';

/** What the kernel keeps for the nodes of a server with this data directory: namespaces, links and bridges by name. */
export function networksOf(home: string): { namespaces: string[]; links: string[]; bridges: string[] } {
  const nodes = join(home, 'nodes');
  const { namespaces, links, bridges } = networkNames(existsSync(nodes) ? realpathSync(nodes) : nodes);
  return { namespaces: namespacesWith(namespaces), links: linksWith(links), bridges: linksWith(bridges) };
}

/** Takes away what a server that was killed left of its nodes' networks. */
export async function removeNetworks(home: string): Promise<void> {
  const { namespaces, links, bridges } = networksOf(home);
  const ip = findSystemProgram('ip') ?? 'ip';
  for (const link of links) await removeLink(ip, link);
  for (const namespace of namespaces) await removeNamespace(ip, namespace);
  for (const bridge of bridges) {
    await closeWayOut(bridge);
    await removeLink(ip, bridge);
  }
}
