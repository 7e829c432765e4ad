import { readFileSync } from 'node:fs';
import { reason } from '@trainyard/contracts/reasons';
import type { Obstacle } from '../notes.ts';
import { findPrograms, type Programs, runProgram } from './programs.ts';

/** Numbers of the capabilities that networks need, as in capabilities(7). */
const needed = { CAP_NET_ADMIN: 12, CAP_SYS_ADMIN: 21 } as const;

/** Everything that a node's network needs, tried where nothing of it can stay behind: in namespaces that end with the program. */
const trial = `set -e
"$1" link add trial type bridge
"$1" link add trial0 type veth peer name trial1
"$1" link set trial0 master trial up
"$2" trial
"$3" -n --bind /etc/hosts /etc/hosts`;

/** Whether this process may give nodes networks of their own: found out by trying, never guessed. */
export async function findRights(path?: string): Promise<{ programs: Programs } | { obstacle: Obstacle }> {
  const missing = missingCapabilities(readFileSync('/proc/self/status', 'utf8'));
  if (missing.length > 0) return { obstacle: obstacle('subnetNeedsRights', { missing }) };
  const found = findPrograms(path);
  if ('obstacle' in found) return found;
  const { unshare, sh, ip, hostname, mount } = found.programs;
  const namespaces = ['--net', '--uts', '--mount', '--propagation', 'slave'];
  try {
    await runProgram(unshare, [...namespaces, '--', sh, '-c', trial, 'trial', ip, hostname, mount]);
  } catch (error) {
    return { obstacle: obstacle('subnetRefused', { why: (error as Error).message }) };
  }
  return found;
}

/** Capabilities that networks need and that a process does not have, from its /proc/PID/status. */
export function missingCapabilities(status: string): string[] {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  return Object.entries(needed)
    .filter(([, bit]) => ((effective >> BigInt(bit)) & 1n) === 0n)
    .map(([name]) => name);
}

function obstacle(code: Obstacle['code'], params: Obstacle['params']): Obstacle {
  return reason(code, params) as Obstacle;
}
