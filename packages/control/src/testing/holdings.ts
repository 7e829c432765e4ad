import type { TrainyardEvent } from '@trainyard/contracts/events';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { shareOf } from '@trainyard/contracts/share';
import type { AllocationRow, ClusterRow, JobRow, NodeRow } from '@trainyard/db/entities';
import type { State } from '@trainyard/db/state';

/** Sums of CPUs are sums of fractions. */
const tolerance = 1e-6;

/** Who holds what of which node, followed event by event: nothing is given twice, and everybody has what they asked for. */
export class Holdings {
  readonly #state: State;
  readonly #ofNode = new Map<string, Map<string, AllocationRow>>();
  /** Attempt (job/unit/number) → nodes that it holds. */
  readonly #ofAttempt = new Map<string, Set<string>>();

  constructor(state: State) {
    this.#state = state;
  }

  /** Takes an event about an allocation that the state already shows. */
  take({ subject, type }: TrainyardEvent): string[] {
    if (type === 'allocation.deleted') return [];
    const row = this.#state.allocation[subject.uid] as unknown as AllocationRow;
    const { nodeUid, jobUid, unit, attempt } = row;
    const key = `${jobUid}/${unit}/${attempt}`;
    const held = this.#ofNode.get(nodeUid) ?? new Map<string, AllocationRow>();
    const nodes = this.nodesOf(key);
    this.#ofNode.set(nodeUid, held);
    this.#ofAttempt.set(key, nodes);
    if (type === 'allocation.released') {
      held.delete(row.uid);
      nodes.delete(nodeUid);
      if (nodes.size === 0) this.#ofAttempt.delete(key);
      return [];
    }
    held.set(row.uid, row);
    nodes.add(nodeUid);
    return [...this.#fits(nodeUid, [...held.values()]), ...this.#asAsked(row)];
  }

  nodesOf(attempt: string): Set<string> {
    return this.#ofAttempt.get(attempt) ?? new Set();
  }

  /** What a unit without a living attempt still holds. */
  leftOver(unit: string, path: string): string[] {
    const left = [...this.#ofAttempt.keys()].filter((key) => key.startsWith(`${unit}/`));
    return left.map((key) => `${path} has no living attempt and holds nodes for attempt ${key.split('/').at(-1)}`);
  }

  nodeGone({ uid, path }: TrainyardEvent['subject']): string[] {
    const held = [...(this.#ofNode.get(uid)?.values() ?? [])];
    this.#ofNode.delete(uid);
    return held.map((row) => `${row.path} holds node ${path}, which is gone`);
  }

  #fits(nodeUid: string, held: AllocationRow[]): string[] {
    const node = this.#state.node[nodeUid] as unknown as NodeRow | undefined;
    const size = node && this.#sizeOf(node.clusterUid);
    if (!node || !size) return [`${held.at(-1)?.path} holds node ${nodeUid}, which is not there`];
    const holders = held.map(({ path }) => path).join(', ');
    const gpus = held.flatMap(({ gpuIds }) => gpuIds);
    const faults: string[] = [];
    if (new Set(gpus).size !== gpus.length)
      faults.push(`a GPU of node ${node.name} is held twice: ${gpus.join(', ')} by ${holders}`);
    if (gpus.some((gpu) => gpu < 0 || gpu >= size.gpus)) faults.push(`node ${node.name} has no GPU ${gpus.join(', ')}`);
    const cpus = held.reduce((sum, row) => sum + row.cpus, 0);
    if (cpus > size.vcpus + tolerance)
      faults.push(`${cpus} of ${size.vcpus} CPUs of node ${node.name} are held by ${holders}`);
    const memory = held.reduce((sum, row) => sum + row.memoryBytes, 0);
    if (memory > size.memoryBytes)
      faults.push(`${memory} of ${size.memoryBytes} bytes of node ${node.name} are held by ${holders}`);
    return faults;
  }

  #asAsked({ jobUid, clusterUid, path, gpuIds, cpus, memoryBytes }: AllocationRow): string[] {
    const job = this.#state.job[jobUid] as unknown as JobRow | undefined;
    const size = this.#sizeOf(clusterUid);
    if (!job || !size) return [`${path} is held by a job that is not there`];
    const whole = { gpus: size.gpus, cpus: size.vcpus, memoryBytes: size.memoryBytes };
    const asked = shareOf(job.spec, whole) ?? whole;
    if (gpuIds.length >= asked.gpus && cpus >= asked.cpus - tolerance && memoryBytes >= asked.memoryBytes) return [];
    return [
      `${path} holds ${gpuIds.length} GPUs, ${cpus} CPUs, ${memoryBytes} bytes of ${JSON.stringify(asked)} asked`,
    ];
  }

  #sizeOf(clusterUid: string): ReturnType<typeof findNodeSize> {
    const cluster = this.#state.cluster[clusterUid] as unknown as ClusterRow | undefined;
    return cluster && findNodeSize(cluster.spec.vmSize);
  }
}
