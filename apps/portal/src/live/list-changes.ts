/** Tells tables of jobs that their order may be another one: what is shown of a job is patched in place, where it stands is not. */
import type { TrainyardEvent } from '@trainyard/contracts/events';

/** What changes where a job stands in some list; an update tells of values alone, mostly. */
export function movesLists({ type, changed }: Pick<TrainyardEvent, 'type' | 'changed'>): boolean {
  return (
    type !== 'job.updated' || 'spec' in changed || 'deleting' in changed || 'held' in changed || 'family' in changed
  );
}

type Listener = (submitted: boolean) => void;

class ListChanges {
  readonly #listeners = new Map<string, Set<Listener>>();

  tell(workspace: string, submitted: boolean): void {
    for (const listener of this.#listeners.get(workspace) ?? []) listener(submitted);
  }

  /** Answers how to leave. */
  on(workspace: string, listener: Listener): () => void {
    const all = this.#listeners.get(workspace) ?? new Set();
    this.#listeners.set(workspace, all.add(listener));
    return () => {
      all.delete(listener);
      if (all.size === 0 && this.#listeners.get(workspace) === all) this.#listeners.delete(workspace);
    };
  }
}

export const listChanges = new ListChanges();
