/** How the units that run fare, by workspace: the newest of each, and who wants to hear of changes. In memory alone. */
import type { JobVitals } from '@trainyard/contracts/vitals';

export interface VitalsChange {
  vitals: readonly JobVitals[];
  /** Units that run no more. */
  over: readonly { job: string; unit: number }[];
}

interface Page {
  units: Map<string, JobVitals>;
  listeners: Set<(change: VitalsChange) => void>;
}

/** Name of a unit within a workspace. */
export const unitKey = ({ job, unit }: { job: string; unit: number }): string => `${job}/${unit}`;

export class VitalsBook {
  readonly #pages = new Map<string, Page>();

  /** All units of a workspace that run and of which something is known. */
  list(workspaceUid: string): JobVitals[] {
    return [...(this.#pages.get(workspaceUid)?.units.values() ?? [])];
  }

  /** Of the units of one job, by index. */
  ofJob(workspaceUid: string, job: string): JobVitals[] {
    return this.list(workspaceUid).filter((one) => one.job === job);
  }

  /** Takes what changed in a workspace at once: who listens hears of it once. */
  write(workspaceUid: string, change: VitalsChange): void {
    const page = this.#page(workspaceUid);
    for (const one of change.vitals) page.units.set(unitKey(one), one);
    for (const one of change.over) page.units.delete(unitKey(one));
    for (const tell of [...page.listeners]) tell(change);
    this.#closeEmpty(workspaceUid, page);
  }

  /** Tells of changes from now on, until the answered function is called. */
  follow(workspaceUid: string, listener: (change: VitalsChange) => void): () => void {
    const page = this.#page(workspaceUid);
    const entry = (change: VitalsChange): void => listener(change);
    page.listeners.add(entry);
    return () => {
      page.listeners.delete(entry);
      this.#closeEmpty(workspaceUid, page);
    };
  }

  #page(workspaceUid: string): Page {
    const page = this.#pages.get(workspaceUid) ?? { units: new Map(), listeners: new Set() };
    this.#pages.set(workspaceUid, page);
    return page;
  }

  #closeEmpty(workspaceUid: string, page: Page): void {
    if (page.units.size === 0 && page.listeners.size === 0) this.#pages.delete(workspaceUid);
  }
}
