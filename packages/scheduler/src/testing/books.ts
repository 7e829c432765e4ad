import type { Decision, Placement, SchedulerCluster, SchedulerQueue, SchedulerUnit, Snapshot } from '../interface.ts';

type Held = NonNullable<SchedulerUnit['held']>[number];

/** What a unit asks of queues and limits. */
export function asks(unit: SchedulerUnit, cluster: SchedulerCluster): Record<'nodes' | 'cpus' | 'gpus', number> {
  const { cpus, gpus } = unit.share ?? cluster.nodeSize;
  return { nodes: unit.share ? 0 : unit.nodeCount, cpus: cpus * unit.nodeCount, gpus: gpus * unit.nodeCount };
}

/** The world once decided starts were carried out: the units that run then. */
export function running(world: Snapshot, decisions: readonly Decision[], now: number): SchedulerUnit[] {
  const started = decisions.flatMap((one) => {
    const unit = one.type === 'start' ? world.units.find(({ uid }) => uid === one.unitUid) : undefined;
    return unit && one.type === 'start' ? [{ ...unit, held: one.placements, startedAt: now }] : [];
  });
  return [...world.units.filter((unit) => unit.held), ...started];
}

/** Throws when a node is given more than it has, or a GPU twice. */
export function checkNodes(world: Snapshot, units: readonly SchedulerUnit[]): void {
  for (const node of world.nodes) {
    const parts = units.flatMap((unit) =>
      (unit.held ?? []).filter(({ nodeUid }) => nodeUid === node.uid).map((part) => ({ unit, part })),
    );
    const sum = (of: (part: Held) => number) => parts.reduce((total, { part }) => total + of(part), 0);
    const gpuIds = parts.flatMap(({ part }) => part.gpuIds);
    const said = `${node.uid} has ${parts.map(({ unit }) => unit.uid).join()}`;
    if (new Set(gpuIds).size !== gpuIds.length) throw new Error(`${said}: a GPU twice: ${gpuIds.join()}`);
    if (gpuIds.some((id) => id < 0 || id >= node.gpus)) throw new Error(`${said}: a GPU that is not there`);
    if (sum(({ cpus }) => cpus) > node.cpus + 1e-6) throw new Error(`${said}: too many CPUs`);
    if (sum(({ memoryBytes }) => memoryBytes) > node.memoryBytes) throw new Error(`${said}: too much memory`);
    if (parts.length > 1 && parts.some(({ unit }) => !unit.share)) throw new Error(`${said}: a whole node is shared`);
  }
}

/** Throws when a gang did not get exactly what it asked for, on distinct nodes that may have it. */
export function checkPlacement(
  world: Snapshot,
  unit: SchedulerUnit,
  placements: readonly Placement[],
  now: number,
): void {
  if (unit.held || unit.blocked || unit.notBefore > now) throw new Error(`${unit.uid} was not to start`);
  if (placements.length !== unit.nodeCount)
    throw new Error(`${unit.uid} got ${placements.length} of ${unit.nodeCount}`);
  if (new Set(placements.map(({ nodeUid }) => nodeUid)).size !== unit.nodeCount) throw new Error('a node twice');
  placements.forEach((part, task) => {
    const node = world.nodes.find(({ uid }) => uid === part.nodeUid);
    if (!node || node.clusterUid !== unit.clusterUid) throw new Error(`${part.nodeUid} is not of the cluster`);
    if (!node.usable || node.broken || !node.counted) throw new Error(`${part.nodeUid} takes no work`);
    const holders = world.units.filter((one) => one.held?.some(({ nodeUid }) => nodeUid === node.uid));
    if (node.idleSince === null && holders.length === 0) throw new Error(`${node.uid} is full of something`);
    for (const [name, value] of Object.entries(unit.labels)) {
      if (node.labels[name] !== value) throw new Error(`${node.uid} has not the label ${name}`);
    }
    const size = unit.share ?? node;
    if (
      part.task !== task ||
      part.gpuIds.length !== size.gpus ||
      part.cpus !== size.cpus ||
      part.memoryBytes !== size.memoryBytes
    ) {
      throw new Error(`${unit.uid} got another part than it asked for`);
    }
  });
}

/** Throws when a queue in which something starts is above what Kueue's rules allow. Written apart from the scheduler's own sums. */
export function checkQueues(world: Snapshot, units: readonly SchedulerUnit[], started: ReadonlySet<string>): void {
  for (const cluster of world.clusters) {
    const own = units.filter((unit) => unit.clusterUid === cluster.uid);
    const named = cluster.queues.some(({ name }) => name === 'default');
    const open: SchedulerQueue = { name: 'default', cohort: null, nominal: {}, borrowing: null, lending: null };
    const queues = named ? cluster.queues : [...cluster.queues, open];
    const nameOf = (unit: SchedulerUnit) => (queues.some(({ name }) => name === unit.queue) ? unit.queue : 'default');
    for (const resource of ['nodes', 'cpus', 'gpus'] as const) {
      const used = (name: string) =>
        own.filter((unit) => nameOf(unit) === name).reduce((sum, unit) => sum + asks(unit, cluster)[resource], 0);
      const nominal = (queue: SchedulerQueue) => queue.nominal[resource] ?? Number.POSITIVE_INFINITY;
      const lent = (queue: SchedulerQueue) =>
        Math.min(nominal(queue), queue.lending?.[resource] ?? Number.POSITIVE_INFINITY);
      for (const queue of queues) {
        if (
          !own.some((unit) => started.has(unit.uid) && nameOf(unit) === queue.name && asks(unit, cluster)[resource] > 0)
        )
          continue;
        const borrowing = queue.cohort === null ? 0 : (queue.borrowing?.[resource] ?? Number.POSITIVE_INFINITY);
        if (used(queue.name) > nominal(queue) + borrowing + 1e-6)
          throw new Error(`${queue.name} is over its ${resource}`);
        const cohort = queues.filter((one) => one.cohort !== null && one.cohort === queue.cohort);
        const kept = (one: SchedulerQueue) => (lent(one) === nominal(one) ? 0 : nominal(one) - lent(one));
        const above = cohort.reduce((sum, one) => sum + Math.max(0, used(one.name) - kept(one)), 0);
        const capacity = cohort.reduce((sum, one) => sum + lent(one), 0);
        // A queue within what nobody else may use takes nothing of what is lent.
        const takes = used(queue.name) > kept(queue);
        if (cohort.length > 0 && takes && above > capacity + 1e-6)
          throw new Error(`cohort ${queue.cohort} is over its ${resource}`);
      }
    }
  }
}

/** Throws when somebody who starts something uses more than a limit. */
export function checkLimits(world: Snapshot, units: readonly SchedulerUnit[], started: ReadonlySet<string>): void {
  for (const limit of world.limits) {
    const own = units.filter((unit) => (limit.scope === 'user' ? unit.user : unit.workspaceUid) === limit.key);
    if (!own.some((unit) => started.has(unit.uid))) continue;
    for (const resource of ['cpus', 'gpus'] as const) {
      const used = own.reduce((sum, unit) => {
        const cluster = world.clusters.find(({ uid }) => uid === unit.clusterUid) as SchedulerCluster;
        return sum + asks(unit, cluster)[resource];
      }, 0);
      const takes = own.some((unit) => {
        const cluster = world.clusters.find(({ uid }) => uid === unit.clusterUid) as SchedulerCluster;
        return started.has(unit.uid) && asks(unit, cluster)[resource] > 0;
      });
      if (takes && used > (limit[resource] ?? Number.POSITIVE_INFINITY) + 1e-6)
        throw new Error(`${limit.key} is over its ${resource}`);
    }
    if (own.length > (limit.jobs ?? Number.POSITIVE_INFINITY)) throw new Error(`${limit.key} is over its jobs`);
  }
}
