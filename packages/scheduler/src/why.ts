import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { ceiling, resourceNames, shown } from './amounts.ts';
import { sizeOf, type View } from './horizon.ts';
import type { SchedulerUnit } from './interface.ts';
import { hasLabels, sayLabels } from './labels.ts';
import type { LimitShort } from './limits.ts';
import type { QueueLine, QuotaShort } from './queue-book.ts';
import { holds } from './seat.ts';
import type { Shape } from './shape.ts';

/**
 * The most nodes that a unit can come to have without anybody's help. One that needs more must not hold up those behind it:
 * nothing that ends would ever start it. It keeps its place in the queue and leads again once it can fit.
 */
export function mostFor({ pool, cluster, calendar }: View, unit: SchedulerUnit, shape: Shape): number {
  const closed = calendar.any ? calendar.closedTo(unit) : 0;
  if (shape.part && !holds(sizeOf(cluster.nodeSize), shape.part)) return 0;
  if (hasLabels(cluster.labels, shape.labels)) return ceiling(cluster) - pool.seats.broken.size - closed;
  return Math.min(ceiling(cluster), pool.labelled(shape.labels)) - closed;
}

/** Everything about the nodes that keeps a unit from starting. `target`: the size that the cluster is going to. */
export function whyNoRoom(view: View, unit: SchedulerUnit, shape: Shape, target: number): Text[] {
  const { pool, cluster, floor } = view;
  const { nodeCount: needed, labels } = shape;
  const most = ceiling(cluster);
  const name = cluster.name;
  if (most === 0) return [reason('clusterHasNoNodes', { cluster: name, needed })];
  if (needed > most) return [reason('clusterTooSmall', { cluster: name, needed, maximum: most })];
  const reasons: Text[] = [];
  const found = pool.labelled(labels);
  if (found < needed && !hasLabels(cluster.labels, labels)) {
    reasons.push(reason('noNodeHasLabels', { needed, labels: sayLabels(labels), cluster: name, found }));
  }
  const free = floor.count(unit, shape);
  const short = tooFew(view, unit, shape, free);
  const coming = pool.seats.away.size + Math.max(0, target - pool.counted);
  if (needed > mostFor(view, unit, shape)) {
    reasons.push(short);
    if (pool.seats.broken.size > 0)
      reasons.push(reason('nodesBroken', { broken: pool.seats.broken.size, cluster: name }));
  } else if (coming > 0 && free + coming >= needed) {
    reasons.push(reason('waitingForScaleUp', { cluster: name, target }));
  } else reasons.push(short);
  const avoided = floor.skipped(shape).size;
  if (avoided > 0) reasons.push(reason('nodesAvoided', { avoided, cluster: name }));
  const reserved = view.calendar.any && view.calendar.whyNot(unit, name);
  if (reserved) reasons.push(reserved.why);
  const { noGrowth } = cluster;
  if (noGrowth && noGrowth.until > view.now && cluster.scale.kind === 'auto' && target < most)
    reasons.push(noGrowth.why);
  return reasons;
}

function tooFew({ cluster }: View, unit: SchedulerUnit, { nodeCount: needed }: Shape, free: number): Text {
  if (!unit.share) return reason('waitingForNodes', { missing: needed - free, needed, free, cluster: cluster.name });
  const { gpus, cpus, memoryBytes } = unit.share;
  return reason('waitingForShare', {
    needed,
    cluster: cluster.name,
    gpus,
    cpus,
    memory: sayBytes(memoryBytes),
    fitting: free,
  });
}

/** Why a unit waits for a time. */
export function whyNotBefore(unit: SchedulerUnit, now: number): Text {
  if (unit.notBeforeReason) return unit.notBeforeReason;
  const seconds = Math.ceil((unit.notBefore - now) / 1000);
  return reason('waitingForRestart', { seconds, why: 'its last attempt ended' });
}

export function whyLimited({ limit, resource, used, most, needed }: LimitShort): Text {
  const code = limit.scope === 'user' ? 'userLimit' : 'workspaceLimit';
  return reason(code, { name: limit.name, used, limit: most, resource, needed });
}

export function whyOverQuota(line: QueueLine, { place, ofCohort, used, limit, needed }: QuotaShort): Text {
  const resource = resourceNames[place] as string;
  const [has, most, more] = [shown(place, used), shown(place, limit), shown(place, needed)];
  return ofCohort
    ? reason('cohortQuota', { cohort: line.cohort?.name ?? '', free: most, resource, queue: line.name, needed: more })
    : reason('queueQuota', { queue: line.name, used: has, limit: most, resource, needed: more });
}

/** How texts name a unit's job. */
export function nameOf({ name, jobUid }: SchedulerUnit): string {
  return name ?? jobUid;
}

const binary = [
  ['TiB', 1024 ** 4],
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
] as const;

function sayBytes(bytes: number): string {
  const [unit, size] = binary.find(([, least]) => bytes >= least) ?? ['B', 1];
  return `${Number((bytes / size).toPrecision(4))} ${unit}`;
}
