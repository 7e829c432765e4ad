/** The volumes of an attempt's tasks taken together: each place once, as the task that has the most trouble with it sees it. Pure. */
import type { Attempt } from '@trainyard/contracts/attempt';
import type { VolumeReport } from '@trainyard/contracts/planned-volume';

export interface SeenVolume extends VolumeReport {
  /** Names of the nodes that see it so. */
  nodes: string[];
  /** Nodes that have it. */
  of: number;
}

const trouble: readonly VolumeReport['state'][] = ['mounted', 'unmounted', 'mounting', 'failing'];

/** In the order of the plan. */
export function volumesOf(tasks: Pick<Attempt['tasks'][number], 'node' | 'volumes'>[]): SeenVolume[] {
  const seen = new Map<string, SeenVolume>();
  for (const { node, volumes } of tasks) {
    for (const volume of volumes) {
      const had = seen.get(volume.at);
      const more = had === undefined ? 1 : trouble.indexOf(volume.state) - trouble.indexOf(had.state);
      if (had === undefined || more > 0) seen.set(volume.at, { ...volume, nodes: [node.name], of: (had?.of ?? 0) + 1 });
      else {
        const nodes = more === 0 ? [...had.nodes, node.name] : had.nodes;
        seen.set(volume.at, {
          ...had,
          nodes,
          of: had.of + 1,
          reason: had.reason ?? (more === 0 ? volume.reason : null),
        });
      }
    }
  }
  return [...seen.values()];
}
