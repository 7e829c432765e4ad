import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Programs, runProgram } from './programs.ts';

/** Where `ip netns` keeps the files of namespaces. */
const namespaceDirectory = '/run/netns';

export function namespaceFile(name: string): string {
  return `${namespaceDirectory}/${name}`;
}

/** What exists now under names that begin so. */
export function namespacesWith(beginning: string): string[] {
  try {
    return readdirSync(namespaceDirectory).filter((name) => name.startsWith(beginning));
  } catch {
    return [];
  }
}

/** /sys would show those of the namespace in which it was mounted. */
export function linksWith(beginning: string): string[] {
  const lines = readFileSync('/proc/self/net/dev', 'utf8').split('\n');
  return lines.flatMap((line) => /^\s*(\S+?):/.exec(line)?.[1] ?? []).filter((name) => name.startsWith(beginning));
}

function hasLink(name: string): boolean {
  return linksWith(name).includes(name);
}

/** A bridge with the address to which its nodes send what is for others. What is there already stays. */
export async function ensureBridge({ ip }: Programs, bridge: string, gateway: string): Promise<void> {
  const create = hasLink(bridge) ? [] : [`link add name ${bridge} type bridge`];
  await runProgram(
    ip,
    ['-batch', '-'],
    lines([...create, `addr replace ${gateway} dev ${bridge}`, `link set ${bridge} up`]),
  );
}

/** A node's namespace and its link to the bridge of its subnet; repairs what was left half made. */
export async function ensureNamespace(
  { ip, nsenter, sh }: Programs,
  of: { namespace: string; link: string; bridge: string; address: string; gateway: string },
): Promise<void> {
  const { namespace, link, bridge, address, gateway } = of;
  if (!(await answers(ip, namespace))) {
    await removeNamespace(ip, namespace);
    await runProgram(ip, ['netns', 'add', namespace]);
  }
  // The inner end goes with its namespace: an outer end without one is of a namespace before this.
  const isLinked = await runProgram(ip, ['-n', namespace, 'link', 'show', 'eth0']).then(
    () => hasLink(link),
    () => false,
  );
  if (!isLinked) await removeLink(ip, link);
  const create = isLinked ? [] : [`link add ${link} type veth peer name eth0 netns ${namespace}`];
  await runProgram(ip, ['-batch', '-'], lines([...create, `link set ${link} master ${bridge} up`]));
  // No second family of addresses that programs could choose and that no plan names.
  const quiet = 'echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6 || true';
  await runProgram(nsenter, [`--net=${namespaceFile(namespace)}`, '--', sh, '-c', quiet]).catch(() => '');
  const inside = [
    'link set lo up',
    `addr replace ${address} dev eth0`,
    'link set eth0 up',
    `route replace default via ${gateway}`,
  ];
  await runProgram(ip, ['-n', namespace, '-batch', '-'], lines(inside));
}

/** A file without a namespace behind it is what a kill between the two leaves. */
function answers(ip: string, namespace: string): Promise<boolean> {
  if (!existsSync(namespaceFile(namespace))) return Promise.resolve(false);
  return runProgram(ip, ['-n', namespace, 'link', 'show', 'lo']).then(
    () => true,
    () => false,
  );
}

/** Removes a namespace; throws when its file stays. Processes in it keep it alive without a name. */
export async function removeNamespace(ip: string, namespace: string): Promise<void> {
  if (!existsSync(namespaceFile(namespace))) return;
  await runProgram(ip, ['netns', 'del', namespace]).catch(() => rm(namespaceFile(namespace), { force: true }));
}

export async function removeLink(ip: string, link: string): Promise<void> {
  if (!hasLink(link)) return;
  try {
    await runProgram(ip, ['link', 'del', link]);
  } catch (error) {
    // The end in the namespace may have taken it along meanwhile.
    if (hasLink(link)) throw error;
  }
}

/** Blocks that the machine's routes and addresses use. */
export async function usedBlocks({ ip }: Programs): Promise<string[]> {
  const said = await runProgram(ip, ['-j', '-4', 'route', 'show', 'table', 'all']);
  const routes = JSON.parse(said || '[]') as { dst?: string }[];
  return routes.flatMap(({ dst }) => (dst && dst !== 'default' ? [dst] : []));
}

function lines(commands: readonly string[]): string {
  return commands.map((command) => `${command}\n`).join('');
}
