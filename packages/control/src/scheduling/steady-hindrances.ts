import type { Decision } from '@trainyard/scheduler/interface';

type Hinder = Extract<Decision, { type: 'hinder' }>;

/** What comes and goes with each job, as a node that is idle for a moment, is no news; what stands this long is. */
const steadyMs = 5_000;

/** Keeps what hinders each cluster, as it is decided in every pass, until it has stood for a while; each kind is then told once. */
export class SteadyHindrances {
  readonly #seen = new Map<string, { decision: Hinder; since: number; told: boolean }>();
  /** When the next one has stood for long enough, ms since 1970. */
  next = Number.POSITIVE_INFINITY;

  see(decision: Hinder, now: number): void {
    const before = this.#seen.get(decision.clusterUid);
    if (before && before.decision.why?.code === decision.why?.code) before.decision = decision;
    else this.#seen.set(decision.clusterUid, { decision, since: now, told: false });
  }

  /** Those that stand for long enough and were not told. Whether it is what was told before is for the row to say. */
  due(now: number): Hinder[] {
    const due: Hinder[] = [];
    this.next = Number.POSITIVE_INFINITY;
    for (const one of this.#seen.values()) {
      if (one.told) continue;
      if (now - one.since < steadyMs) this.next = Math.min(this.next, one.since + steadyMs);
      else {
        one.told = true;
        due.push(one.decision);
      }
    }
    return due;
  }

  /** Another tells of this cluster for now: what stands afterwards is told anew. */
  forget(clusterUid: string): void {
    this.#seen.delete(clusterUid);
  }

  clear(): void {
    this.#seen.clear();
  }
}
