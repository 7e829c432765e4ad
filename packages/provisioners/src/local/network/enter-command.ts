import type { NodeNetwork } from '@trainyard/contracts/node-network';
import type { Programs } from './programs.ts';

/**
 * Gives what it becomes the node's host name, neighbours and resolver. Each process has views of its own, which end with it: nothing of
 * them can stay behind, and what is mounted on the machine before it starts is seen as it is there.
 */
const script = `"$1" "$2" && "$3" -n --bind "$4" /etc/hosts && { [ -z "$5" ] || [ ! -e /etc/resolv.conf ] || "$3" -n --bind "$5" /etc/resolv.conf; } && shift 5 && exec "$@"`;

/** Program and arguments before a command that is to run in the network; each replaces itself by the next. */
export function enterCommand(
  { nsenter, unshare, sh, hostname, mount }: Programs,
  { namespace, hostName, hosts, resolver }: Pick<NodeNetwork, 'namespace' | 'hostName' | 'hosts' | 'resolver'>,
): string[] {
  return [
    ...[nsenter, `--net=${namespace}`, '--'],
    ...[unshare, '--uts', '--mount', '--propagation', 'slave', '--'],
    ...[sh, '-c', script, 'trainyard-enter', hostname, hostName, mount, hosts, resolver ?? ''],
  ];
}
