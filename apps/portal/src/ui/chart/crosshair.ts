/** The instant that a person points at: one for the page, so that every chart marks the same. */

export interface CrosshairState {
  /** Server's ms (or the step, on charts over steps); null: nobody points. */
  at: number | null;
  /** True while it stays where it was clicked. */
  pinned: boolean;
  /** The chart under the hand: that one shows the tip. */
  owner: string | null;
}

const nowhere: CrosshairState = { at: null, pinned: false, owner: null };

export class Crosshair {
  #state = nowhere;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): CrosshairState => this.#state;

  /** The pointer is at `at` in chart `owner`; a pinned crosshair stays. */
  move(at: number, owner: string): void {
    if (!this.#state.pinned) this.#set({ at, pinned: false, owner });
  }

  /** The pointer left; a pinned crosshair stays. */
  leave(): void {
    if (!this.#state.pinned) this.#set(nowhere);
  }

  /** Pins it at `at`; where one is pinned already it is let go. */
  toggle(at: number, owner: string): void {
    this.#set({ at, pinned: !this.#state.pinned, owner });
  }

  /** Moves it by keys, pinned or not. */
  step(at: number, owner: string): void {
    this.#set({ at, pinned: this.#state.pinned, owner });
  }

  /** Lets it go wherever it is. */
  clear(): void {
    this.#set(nowhere);
  }

  #set(state: CrosshairState): void {
    const old = this.#state;
    if (old.at === state.at && old.pinned === state.pinned && old.owner === state.owner) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The crosshair of all charts over time. */
export const timeCrosshair = new Crosshair();
/** The crosshair of all charts over steps. */
export const stepCrosshair = new Crosshair();
