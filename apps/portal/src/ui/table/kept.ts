/** What a person chose of tables, kept in this browser; every table on the page sees a change at once. */
import { useSyncExternalStore } from 'react';

export type Density = 'tight' | 'normal' | 'roomy';
export const densities: readonly Density[] = ['tight', 'normal', 'roomy'];

const densityKey = 'trainyard.density';
const columnsKey = (table: string) => `trainyard.columns.${table}`;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function keep(key: string, value: string): void {
  localStorage.setItem(key, value);
  for (const listener of listeners) listener();
}

/** The height of rows that the person chose; normal before. */
export function useDensity(): [Density, (density: Density) => void] {
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(densityKey));
  const density = densities.find((one) => one === text) ?? 'normal';
  return [density, (next) => keep(densityKey, next)];
}

/** Ids of the columns that the person left out of a table, separated by spaces as they are kept; `first` before any choice. */
export function useHiddenColumns(table: string, first = ''): [string, (ids: readonly string[]) => void] {
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(columnsKey(table))) ?? first;
  return [text, (ids) => keep(columnsKey(table), ids.join(' '))];
}
