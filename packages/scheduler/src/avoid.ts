import { hasLabels } from './labels.ts';
import type { Pool } from './pool.ts';
import type { Shape } from './shape.ts';

const none: ReadonlySet<string> = new Set();

/** Uids of nodes on which a unit failed before and that it keeps off, unless too few others are there. */
export function avoidedBy(shape: Shape, pool: Pool): ReadonlySet<string> {
  if (shape.avoid.length === 0) return none;
  const there = shape.avoid.filter((uid) => {
    const seat = pool.members.get(uid);
    return seat?.class && !seat.node?.broken && hasLabels(seat.node?.labels ?? {}, shape.labels);
  });
  const avoided = new Set(there);
  const others = pool.labelled(shape.labels) - avoided.size;
  return others < shape.nodeCount ? none : avoided;
}
