import type { Change, ClusterContents, SchedulerCluster, SchedulerNode, SchedulerUnit, Snapshot } from './interface.ts';
import { compareUids } from './order.ts';
import { classify, Pool } from './pool.ts';

/**
 * What the scheduler was told, and indexes that are a function of it alone: the order in which it was told leaves no trace.
 * Objects given in are kept, never changed.
 */
export class State {
  readonly #clusters = new Map<string, SchedulerCluster>();
  readonly #nodes = new Map<string, SchedulerNode>();
  readonly #units = new Map<string, SchedulerUnit>();
  /** Units that hold something of a node, also of one not known yet. */
  readonly #holders = new Map<string, number>();
  readonly #pools = new Map<string, Pool>();
  #sorted: Pool[] | undefined;

  constructor(snapshot: Snapshot) {
    for (const cluster of snapshot.clusters) this.apply({ type: 'cluster', cluster });
    for (const node of snapshot.nodes) this.apply({ type: 'node', node });
    for (const unit of snapshot.units) this.apply({ type: 'unit', unit });
  }

  apply(change: Change): void {
    switch (change.type) {
      case 'cluster':
        this.#setCluster(change.cluster.uid, change.cluster);
        break;
      case 'clusterGone':
        this.#setCluster(change.uid, undefined);
        break;
      case 'node':
        this.#setNode(change.node.uid, change.node);
        break;
      case 'nodeGone':
        this.#setNode(change.uid, undefined);
        break;
      case 'unit':
        this.#setUnit(change.unit.uid, change.unit);
        break;
      case 'unitGone':
        this.#setUnit(change.uid, undefined);
        break;
    }
  }

  unit(uid: string): SchedulerUnit | undefined {
    return this.#units.get(uid);
  }

  /** All of one cluster: walks everything that is known, for "what if" alone. */
  contents(clusterUid: string): ClusterContents | null {
    const cluster = this.#clusters.get(clusterUid);
    if (!cluster) return null;
    return {
      cluster,
      nodes: [...this.#nodes.values()].filter((node) => node.clusterUid === clusterUid),
      units: [...this.#units.values()].filter((unit) => unit.clusterUid === clusterUid),
    };
  }

  pool(clusterUid: string): Pool | undefined {
    return this.#pools.get(clusterUid);
  }

  /** Pools by uid of their cluster, so that decisions come in the same order everywhere. */
  pools(): readonly Pool[] {
    this.#sorted ??= [...this.#pools.values()].sort((a, b) => compareUids(a.uid, b.uid));
    return this.#sorted;
  }

  copy(): State {
    const other = new State({ clusters: [], nodes: [], units: [], limits: [] });
    for (const [uid, cluster] of this.#clusters) other.#clusters.set(uid, cluster);
    for (const [uid, node] of this.#nodes) other.#nodes.set(uid, node);
    for (const [uid, unit] of this.#units) other.#units.set(uid, unit);
    for (const [uid, count] of this.#holders) other.#holders.set(uid, count);
    for (const [uid, pool] of this.#pools) other.#pools.set(uid, pool.copy());
    return other;
  }

  #setCluster(uid: string, next: SchedulerCluster | undefined): void {
    if (next) this.#clusters.set(uid, next);
    else if (!this.#clusters.delete(uid)) return;
    this.#change(uid, (pool) => {
      pool.cluster = next ?? null;
    });
  }

  #setNode(uid: string, next: SchedulerNode | undefined): void {
    const before = this.#nodes.get(uid);
    if (before) {
      this.#unfile(before);
      this.#change(before.clusterUid, (pool) => {
        pool.members -= 1;
      });
    }
    if (!next) {
      this.#nodes.delete(uid);
      return;
    }
    this.#nodes.set(uid, next);
    this.#change(next.clusterUid, (pool) => {
      pool.members += 1;
    });
    this.#file(next);
  }

  #setUnit(uid: string, next: SchedulerUnit | undefined): void {
    const before = this.#units.get(uid);
    if (before) {
      this.#change(before.clusterUid, (pool) => pool.removeUnit(before));
      this.#hold(before, -1);
    }
    if (!next) {
      this.#units.delete(uid);
      return;
    }
    this.#units.set(uid, next);
    this.#hold(next, 1);
    this.#change(next.clusterUid, (pool) => pool.addUnit(next));
  }

  /** Counts a unit in or out at each node it holds; the nodes change class with it. */
  #hold(unit: SchedulerUnit, by: 1 | -1): void {
    for (const nodeUid of new Set(unit.held?.map((part) => part.nodeUid))) {
      const node = this.#nodes.get(nodeUid);
      if (node) this.#unfile(node);
      const count = (this.#holders.get(nodeUid) ?? 0) + by;
      if (count > 0) this.#holders.set(nodeUid, count);
      else this.#holders.delete(nodeUid);
      if (node) this.#file(node);
    }
  }

  #file(node: SchedulerNode): void {
    const name = classify(node, this.#holders.get(node.uid) ?? 0);
    if (name) this.#change(node.clusterUid, (pool) => pool.nodes[name].add(node));
  }

  #unfile(node: SchedulerNode): void {
    const name = classify(node, this.#holders.get(node.uid) ?? 0);
    if (name) this.#change(node.clusterUid, (pool) => pool.nodes[name].remove(node));
  }

  /** Changes a pool, which is made when first named and dropped when nothing names it any more. */
  #change(uid: string, change: (pool: Pool) => void): void {
    let pool = this.#pools.get(uid);
    if (!pool) {
      pool = new Pool(uid);
      this.#pools.set(uid, pool);
      this.#sorted = undefined;
    }
    change(pool);
    pool.version += 1;
    if (pool.empty) {
      this.#pools.delete(uid);
      this.#sorted = undefined;
    }
  }
}
