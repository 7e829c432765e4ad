import { writeFile } from 'node:fs/promises';
import { reason } from '@trainyard/contracts/reasons';
import { findSystemProgram } from '@trainyard/runtime/node/find-program';
import type { Obstacle } from '../notes.ts';
import { runProgram } from './programs.ts';

/** A subnet as its packets see it. */
export interface SubnetLink {
  bridge: string;
  /** Its block, such as `10.128.4.0/22`. */
  cidr: string;
}

const tables = ['mangle', 'nat', 'filter'] as const;

/** One rule of iptables: where it stands, and what it says. */
interface Rule {
  table: (typeof tables)[number];
  chain: string;
  words: string[];
}

/**
 * Lets the nodes of a subnet reach what their machine reaches, under its address, and nobody reach them from outside. Answers what is in
 * the way; null when the kernel took every step. Doing it again changes nothing.
 */
export async function openWayOut(link: SubnetLink, ip: string, path?: string): Promise<Obstacle | null> {
  const iptables = findSystemProgram('iptables', path);
  const nft = findSystemProgram('nft', path);
  try {
    const uplinks = await uplinksOf(ip);
    if (uplinks.length === 0) return await close(link, reason('subnetNoWayOut'));
    if (iptables) for (const rule of rulesOf(link)) await addRule(iptables, rule);
    else if (nft) await runProgram(nft, ['-f', '-'], nftText(link));
    else return await close(link, reason('subnetNeedsFilter'));
    for (const name of [link.bridge, ...uplinks]) await setForwarding(name, true);
    return null;
  } catch (error) {
    return close(link, reason('subnetWayOutRefused', { why: (error as Error).message }));
  }
}

/** Takes back what {@link openWayOut} did for a bridge, which may be gone already; what is not there is no error. */
export async function closeWayOut(bridge: string, path?: string): Promise<void> {
  const iptables = findSystemProgram('iptables', path);
  for (const table of iptables ? tables : []) {
    const listed = await runProgram(iptables as string, ['-w', '-t', table, '-S']).catch(() => '');
    for (const line of listed.split('\n')) {
      const words = line.trim().split(/\s+/);
      if (words[0] !== '-A' || !words.includes(bridge)) continue;
      await runProgram(iptables as string, ['-w', '-t', table, '-D', ...words.slice(1)]).catch(() => '');
    }
  }
  const nft = findSystemProgram('nft', path);
  if (nft) await runProgram(nft, ['delete', 'table', 'ip', tableOf(bridge)]).catch(() => '');
}

/** Without a way out nothing that a node sends leaves its bridge, however the machine is set up otherwise. */
async function close(link: SubnetLink, why: { code: string; params: Obstacle['params'] }): Promise<Obstacle> {
  await setForwarding(link.bridge, false).catch(() => undefined);
  return why as Obstacle;
}

/** Interfaces of the machine's default routes. */
async function uplinksOf(ip: string): Promise<string[]> {
  const routes: unknown = JSON.parse((await runProgram(ip, ['-j', '-4', 'route', 'show', 'default'])) || '[]');
  const devices = (routes as { dev?: string }[]).flatMap(({ dev }) => dev ?? []);
  return [...new Set(devices)];
}

/** Of these interfaces alone: the machine's other networks stay as they are. */
async function setForwarding(link: string, on: boolean): Promise<void> {
  await writeFile(`/proc/sys/net/ipv4/conf/${link}/forwarding`, on ? '1' : '0');
}

/** What a bridge sends and gets is accepted, also where the machine's own rules drop what they do not know; new connections to it never. */
function rulesOf({ bridge, cidr }: SubnetLink): Rule[] {
  const fromOutside = ['-o', bridge, '!', '-i', bridge, '-m', 'conntrack', '!', '--ctstate', 'RELATED,ESTABLISHED'];
  return [
    { table: 'mangle', chain: 'FORWARD', words: [...fromOutside, '-j', 'DROP'] },
    { table: 'nat', chain: 'POSTROUTING', words: ['-s', cidr, '!', '-o', bridge, '-j', 'MASQUERADE'] },
    { table: 'filter', chain: 'FORWARD', words: ['-i', bridge, '-j', 'ACCEPT'] },
    { table: 'filter', chain: 'FORWARD', words: ['-o', bridge, '-j', 'ACCEPT'] },
  ];
}

async function addRule(iptables: string, { table, chain, words }: Rule): Promise<void> {
  const isThere = await runProgram(iptables, ['-w', '-t', table, '-C', chain, ...words]).then(
    () => true,
    () => false,
  );
  // First, since a machine's own chain may end in a DROP of all.
  if (!isThere) await runProgram(iptables, ['-w', '-t', table, '-I', chain, ...words]);
}

function tableOf(bridge: string): string {
  return `trainyard_${bridge}`;
}

/** A table of the subnet's own, so that it goes as a whole. */
function nftText({ bridge, cidr }: SubnetLink): string {
  const table = tableOf(bridge);
  return `table ip ${table}
delete table ip ${table}
table ip ${table} {
  chain in {
    type filter hook forward priority mangle; policy accept;
    iifname != "${bridge}" oifname "${bridge}" ct state != { established, related } drop
  }
  chain out {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${cidr} oifname != "${bridge}" masquerade
  }
}
`;
}
