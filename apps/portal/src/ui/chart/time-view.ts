/** Which time all charts of the page show, and which stretch of it a person chose: one for the page, as the crosshair is. */
import { useSyncExternalStore } from 'react';
import type { Span } from './zoom.ts';

export interface TimeViewState {
  /** Server's ms that are looked at closely; null: what each chart shows by itself. */
  zoom: Span | null;
  /** A stretch that was chosen (Shift and drag): charts mark it and say its mean, a log may show its lines; null: none. */
  range: Span | null;
}

const nothing: TimeViewState = { zoom: null, range: null };

export class TimeView {
  #state = nothing;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): TimeViewState => this.#state;

  zoomTo(zoom: Span | null): void {
    this.#set({ ...this.#state, zoom });
  }

  choose(range: Span | null): void {
    this.#set({ ...this.#state, range });
  }

  /** As when the page opens: for whoever leaves what was looked at. */
  clear(): void {
    this.#set(nothing);
  }

  #set(state: TimeViewState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The view of all charts over time. */
export const timeView = new TimeView();

/** Whether something is looked at closely; renders when that changes, not with each turn of a wheel. */
export function useIsZoomed(): boolean {
  return useSyncExternalStore(timeView.subscribe, () => timeView.snapshot().zoom !== null);
}

/** The stretch that was chosen; renders when that changes. */
export function useChosenRange(): Span | null {
  return useSyncExternalStore(timeView.subscribe, () => timeView.snapshot().range);
}
