import { fenceKey } from '@trainyard/contracts/attempt';
import { isTerminal, jobMoves } from '@trainyard/contracts/lifecycles';
import type { AllocationRow } from '@trainyard/db/entities';
import { lastSeq, readEvents } from '@trainyard/db/event-log';
import type { Connection } from '@trainyard/db/open';
import type { Rows } from '@trainyard/db/rows';
import { nodeSizeOf } from '../scheduling/node-size.ts';
import { arraysAddUp } from './arrays-add-up.ts';
import type { SimFleet } from './sim-fleet.ts';

/** What must hold after every step, whatever has happened. Each fault is a sentence. */
export class Invariants {
  readonly #final = new Map<string, string>();
  #seq = 0;
  /** Asked after every step, so prepared once. */
  #lastSeq: { get(): unknown } | undefined;

  check(rows: Rows, connection: Connection, fleet: SimFleet): string[] {
    const copies = [
      ...this.#twoCopies(fleet),
      ...fleet.needlessFences.map((uid) => `node ${uid} was fenced while in contact`),
    ];
    // The rest can only change with an event.
    this.#lastSeq ??= connection.prepare<[], number | null>('SELECT max(seq) FROM events').pluck();
    if (this.#lastSeq.get() === this.#seq) return copies;
    return [
      ...copies,
      ...this.#allocations(rows),
      ...this.#gangs(rows),
      ...arraysAddUp(rows),
      ...this.#terminalStates(rows),
      ...this.#eventsWithoutGap(connection),
    ];
  }

  /** Never two live copies of a unit: processes of two attempts at once, anywhere. */
  #twoCopies(fleet: SimFleet): string[] {
    const attempts = new Map<string, Set<number>>();
    for (const node of fleet.nodes.values()) {
      for (const { plan, alive } of node.tasks.values()) {
        if (!alive) continue;
        const unit = `${plan.fence.job}/${plan.fence.unit}`;
        attempts.set(unit, (attempts.get(unit) ?? new Set()).add(plan.fence.attempt));
      }
    }
    return [...attempts]
      .filter(([, live]) => live.size > 1)
      .map(([unit, live]) => `unit ${unit} runs as attempts ${[...live].join(' and ')} at once`);
  }

  /** No GPU of a node is held twice, no more CPUs and memory than it has, and nothing is held on a node that is gone. */
  #allocations(rows: Rows): string[] {
    const held = new Map<string, Set<number>>();
    const allocations = rows.where('allocation', { to: null });
    return [...overfull(rows, allocations), ...this.#heldTwice(rows, allocations, held)];
  }

  #heldTwice(rows: Rows, allocations: AllocationRow[], held: Map<string, Set<number>>): string[] {
    return allocations.flatMap(({ nodeUid, gpuIds, path }) => {
      const taken = held.get(nodeUid) ?? new Set();
      held.set(nodeUid, taken);
      const doubled = gpuIds.filter((gpu) => taken.has(gpu));
      for (const gpu of gpuIds) taken.add(gpu);
      const faults = doubled.map((gpu) => `GPU ${gpu} of node ${nodeUid} is held twice (${path})`);
      return rows.get('node', nodeUid) ? faults : [...faults, `${path} holds node ${nodeUid}, which is gone`];
    });
  }

  /** A living attempt has all of its tasks on nodes of their own, and a unit has at most one living attempt. */
  #gangs(rows: Rows): string[] {
    const living = rows.query('attempt', `WHERE phase <> 'ended'`);
    const units = new Set<string>();
    return living.flatMap(({ jobUid, unit, number, path }) => {
      const faults: string[] = [];
      if (units.has(`${jobUid}/${unit}`)) faults.push(`unit ${jobUid}/${unit} has two living attempts`);
      units.add(`${jobUid}/${unit}`);
      const tasks = rows.where('task', { jobUid, unit, attempt: number });
      const job = rows.get('job', jobUid);
      if (tasks.length !== job?.spec.nodeCount)
        faults.push(`${path} has ${tasks.length} tasks of ${job?.spec.nodeCount}`);
      if (new Set(tasks.map(({ nodeUid }) => nodeUid)).size !== tasks.length)
        faults.push(`${path} has two tasks on a node`);
      for (const { plan } of tasks)
        if (plan.fence.attempt !== number) faults.push(`${fenceKey(plan.fence)} stands in attempt ${number}`);
      return faults;
    });
  }

  #terminalStates(rows: Rows): string[] {
    return rows.where('job', {}).flatMap(({ uid, state, path }) => {
      const before = this.#final.get(uid);
      if (before !== undefined && before !== state) return [`${path} was ${before} and is ${state}`];
      if (isTerminal(jobMoves, state)) this.#final.set(uid, state);
      return [];
    });
  }

  #eventsWithoutGap(connection: Connection): string[] {
    const events = readEvents(connection, {}, this.#seq, 100_000);
    const faults = events.flatMap(({ seq }, at) =>
      seq === this.#seq + at + 1 ? [] : [`event ${this.#seq + at + 1} is missing before ${seq}`],
    );
    this.#seq = lastSeq(connection);
    return faults.slice(0, 1);
  }
}

/** Sums of fractions of CPUs miss their total by less than this. */
const rounding = 1e-6;

function overfull(rows: Rows, allocations: readonly AllocationRow[]): string[] {
  const sums = new Map<string, { gpus: number; cpus: number; memoryBytes: number }>();
  for (const { nodeUid, gpuIds, cpus, memoryBytes } of allocations) {
    const sum = sums.get(nodeUid) ?? { gpus: 0, cpus: 0, memoryBytes: 0 };
    sum.gpus += gpuIds.length;
    sum.cpus += cpus;
    sum.memoryBytes += memoryBytes;
    sums.set(nodeUid, sum);
  }
  return [...sums].flatMap(([nodeUid, sum]) => {
    const cluster = rows.get('cluster', rows.get('node', nodeUid)?.clusterUid ?? '');
    const size = cluster && nodeSizeOf(cluster);
    const fits =
      !size || (sum.gpus <= size.gpus && sum.cpus <= size.cpus + rounding && sum.memoryBytes <= size.memoryBytes);
    return fits ? [] : [`of node ${nodeUid} ${JSON.stringify(sum)} is held, it has ${JSON.stringify(size)}`];
  });
}
