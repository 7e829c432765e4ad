/** Which nodes stand on which machine, as their agents told it. Pure. */
import type { Node } from '@trainyard/contracts/node';

export interface Machine {
  /** Its own name; null for nodes whose agents have not told. */
  name: string | null;
  /** Its nodes: `count` of the ordered ones, from `from` on. */
  from: number;
  count: number;
}

const collator = new Intl.Collator('en', { numeric: true });

/** The machine of a node by the name that it gives itself; undefined while its agent has not told. */
export function machineName({ found }: Pick<Node, 'found'>): string | undefined {
  return found?.machine?.hostname || found?.hostname || undefined;
}

/** Two machines may have one name; one start of one machine has one number. Agents that do not tell it are told apart by name. */
function machineKey(node: Pick<Node, 'found'>): string {
  return node.found?.machine?.bootId || machineName(node) || '';
}

/** Nodes in the order of their machines, then of their names, and those machines; what is not told comes last. */
export function byMachine(nodes: readonly Node[]): { nodes: Node[]; machines: Machine[] } {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    const key = machineKey(node);
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  const found = [...groups].map(([key, list]) => ({ key, name: list[0] && machineName(list[0]), list }));
  found.sort((a, b) => Number(a.key === '') - Number(b.key === '') || collator.compare(a.name ?? '', b.name ?? ''));
  const ordered: Node[] = [];
  const machines = found.map(({ key, name, list }): Machine => {
    const from = ordered.length;
    ordered.push(...list.sort((a, b) => collator.compare(a.name, b.name)));
    return { name: key === '' ? null : (name ?? null), from, count: list.length };
  });
  return { nodes: ordered, machines };
}
