import { addTo, milli, type Use } from './amounts.ts';
import type { SchedulerLimit, SchedulerUnit } from './interface.ts';
import type { Runner } from './seat.ts';

/** What workspaces and users use at once over all clusters. */
interface Load {
  use: Use;
  jobs: number;
}

interface Bound {
  limit: SchedulerLimit;
  /** CPUs in thousandths, GPUs, units. */
  most: [milliCpus: number, gpus: number, jobs: number];
}

/** A limit that leaves too little. */
export interface LimitShort {
  limit: SchedulerLimit;
  resource: 'cpus' | 'gpus' | 'jobs';
  used: number;
  most: number;
  needed: number;
}

const names = ['cpus', 'gpus', 'jobs'] as const;
const unlimited = Number.POSITIVE_INFINITY;

/** Limits and what is used of them. A pass takes what it starts from a {@link LimitBook}, so that the state stays as told. */
export class Limits {
  readonly #bounds = new Map<string, Bound>();
  /** By workspace and by user: told of every unit, so without making keys. */
  readonly #workspaces = new Map<string, Load>();
  readonly #users = new Map<string, Load>();

  copy(): Limits {
    const other = new Limits();
    for (const [key, bound] of this.#bounds) other.#bounds.set(key, bound);
    for (const [key, { use, jobs }] of this.#workspaces) other.#workspaces.set(key, { use: [...use], jobs });
    for (const [key, { use, jobs }] of this.#users) other.#users.set(key, { use: [...use], jobs });
    return other;
  }

  get any(): boolean {
    return this.#bounds.size > 0;
  }

  set(limits: readonly SchedulerLimit[]): void {
    this.#bounds.clear();
    for (const limit of limits) {
      const { scope, key, cpus, gpus, jobs } = limit;
      const most: Bound['most'] = [cpus === undefined ? unlimited : milli(cpus), gpus ?? unlimited, jobs ?? unlimited];
      this.#bounds.set(`${scope} ${key}`, { limit, most });
    }
  }

  run({ unit, use }: Runner, by: 1 | -1): void {
    count(this.#workspaces, unit.workspaceUid, use, by);
    count(this.#users, unit.user, use, by);
  }

  /** Bounds of the limits that a unit is under, with what is used. */
  of(unit: SchedulerUnit): { key: string; bound: Bound; load: Load | undefined }[] {
    if (!this.any) return [];
    const { workspaceUid, user } = unit;
    const found: ReturnType<Limits['of']> = [];
    const look = (key: string, load: Load | undefined) => {
      const bound = this.#bounds.get(key);
      if (bound) found.push({ key, bound, load });
    };
    look(`workspace ${workspaceUid}`, this.#workspaces.get(workspaceUid));
    look(`user ${user}`, this.#users.get(user));
    return found;
  }
}

/** What the passes of one decision take together, cluster after cluster: two clusters cannot both use the last of a limit. */
export class LimitBook {
  readonly #limits: Limits;
  readonly #taken = new Map<string, Load>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get any(): boolean {
    return this.#limits.any;
  }

  /** Every limit that a start would pass; none when it may start. */
  shorts(unit: SchedulerUnit, asked: Readonly<Use>): LimitShort[] {
    return this.#check(unit, asked, false);
  }

  /** Limits that the unit would pass even if nothing else ran. */
  never(unit: SchedulerUnit, asked: Readonly<Use>): LimitShort[] {
    return this.#check(unit, asked, true);
  }

  /** How many of up to `copies` such units may start. */
  most(unit: SchedulerUnit, asked: Readonly<Use>, copies: number): number {
    let most = copies;
    const needed = [asked[1], asked[2], 1];
    for (const { key, bound, load } of this.#limits.of(unit)) {
      for (const [place, more] of needed.entries()) {
        if (more === 0) continue;
        const used = usedAt(load, place) + usedAt(this.#taken.get(key), place);
        most = Math.min(most, Math.floor(((bound.most[place] as number) - used) / more));
      }
    }
    return Math.max(0, most);
  }

  /** Takes for `times` units; gives back when negative. */
  take(unit: SchedulerUnit, asked: Readonly<Use>, times = 1): void {
    if (!this.any) return;
    for (const { key } of this.#limits.of(unit)) {
      const taken = this.#taken.get(key) ?? { use: [0, 0, 0], jobs: 0 };
      addTo(taken.use, asked, times);
      taken.jobs += times;
      this.#taken.set(key, taken);
    }
  }

  #check(unit: SchedulerUnit, asked: Readonly<Use>, alone: boolean): LimitShort[] {
    const needed = [asked[1], asked[2], 1];
    const shorts: LimitShort[] = [];
    for (const { key, bound, load } of this.#limits.of(unit)) {
      const taken = this.#taken.get(key);
      for (const [place, resource] of names.entries()) {
        const most = bound.most[place] as number;
        const used = alone ? 0 : usedAt(load, place) + usedAt(taken, place);
        const more = needed[place] as number;
        if (more === 0 || used + more <= most) continue;
        const scale = resource === 'cpus' ? 1000 : 1;
        shorts.push({ limit: bound.limit, resource, used: used / scale, most: most / scale, needed: more / scale });
      }
    }
    return shorts;
  }
}

function usedAt(load: Load | undefined, place: number): number {
  if (!load) return 0;
  return place === 2 ? load.jobs : (load.use[place + 1] as number);
}

function count(loads: Map<string, Load>, key: string, use: Readonly<Use>, by: 1 | -1): void {
  let load = loads.get(key);
  if (!load) {
    load = { use: [0, 0, 0], jobs: 0 };
    loads.set(key, load);
  }
  addTo(load.use, use, by);
  load.jobs += by;
  if (load.jobs === 0) loads.delete(key);
}
