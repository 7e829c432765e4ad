import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

export interface NamedHost {
  address: string;
  hostName: string;
  /** The node's name, where that is another. */
  name: string;
}

/** What a node of a subnet finds as /etc/hosts: what the machine has, then all nodes of the subnet. */
export function hostsText(machine: string, hosts: readonly NamedHost[]): string {
  const lines = [...hosts]
    .sort((a, b) => (a.hostName < b.hostName ? -1 : 1))
    .map(({ address, hostName, name }) => `${address} ${hostName}${isOther(name, hostName) ? ` ${name}` : ''}\n`);
  const before = machine === '' || machine.endsWith('\n') ? machine : `${machine}\n`;
  return `${before}# Nodes of this subnet, kept by Trainyard.\n${lines.join('')}`;
}

/** A name that a resolver would take for the same is not said twice; one with other letters than a host may have is none. */
function isOther(name: string, hostName: string): boolean {
  return name.toLowerCase() !== hostName && /^[a-z0-9][a-z0-9_.-]*$/i.test(name);
}

/**
 * Writes a file in place: processes have it mounted, and a mount stays with the file that it was made of. A reader meanwhile finds new lines
 * before old ones, each whole.
 */
export async function writeInPlace(path: string, text: string): Promise<void> {
  const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
  const file = await open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o644);
  try {
    const bytes = Buffer.from(text);
    await file.write(bytes, 0, bytes.length, 0);
    await file.truncate(bytes.length);
  } finally {
    await file.close();
  }
}
