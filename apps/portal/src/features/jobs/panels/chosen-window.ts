/** How much of the past all charts of a job show: chosen once for the page. */
import { useSyncExternalStore } from 'react';
import { timeView } from '../../../ui/chart/time-view.ts';
import type { WindowChoice } from './series-window.ts';

let chosen: WindowChoice = '5';
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    // The next page begins anew.
    if (listeners.size > 0) return;
    chosen = '5';
    timeView.clear();
  };
}

/** Chooses; what was looked at closely is left. */
export function chooseWindow(choice: WindowChoice): void {
  chosen = choice;
  timeView.zoomTo(null);
  for (const listener of [...listeners]) listener();
}

export function useWindowChoice(): WindowChoice {
  return useSyncExternalStore(subscribe, () => chosen);
}
