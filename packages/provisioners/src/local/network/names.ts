import { createHash } from 'node:crypto';

/**
 * Names of what the kernel keeps for the nodes of one root. All begin with a mark made from the root, so that two servers on one machine
 * never meet, and a server finds what it left behind after a kill. Interfaces have 15 characters at most.
 */
export interface NetworkNames {
  /** Beginning of the names of all namespaces of this root. */
  readonly namespaces: string;
  /** Beginning of the names of all outer ends of its nodes' links. */
  readonly links: string;
  /** Beginning of the names of all its bridges. */
  readonly bridges: string;
  namespaceOf(nodeUid: string): string;
  linkOf(nodeUid: string): string;
  bridgeOf(subnet: string): string;
}

export function networkNames(root: string): NetworkNames {
  const mark = hash(root, 5);
  const names = { namespaces: `trainyard-${mark}-`, links: `tyn${mark}`, bridges: `tys${mark}` };
  return {
    ...names,
    namespaceOf: (nodeUid) => `${names.namespaces}${nodeUid}`,
    linkOf: (nodeUid) => `${names.links}${hash(nodeUid, 7)}`,
    bridgeOf: (subnet) => `${names.bridges}${hash(subnetKey(subnet), 7)}`,
  };
}

/** Resource ids are the same in any case. */
export function subnetKey(id: string): string {
  return id.toLowerCase();
}

/** What a host may be called that comes from a node's name: letters of a label of DNS, at most 63. */
export function hostNameOf(nodeName: string, taken: ReadonlySet<string>): string {
  const plain = nodeName
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  const name = plain === '' ? 'node' : plain;
  if (!taken.has(name)) return name;
  // A cluster of another workspace in the same subnet can have the same name.
  for (let n = 2; ; n++) {
    const other = `${name.slice(0, 63 - 1 - String(n).length)}-${n}`;
    if (!taken.has(other)) return other;
  }
}

function hash(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
