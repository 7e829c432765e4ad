/** Which colour scheme a person wants: kept per browser, followed from the system when they never chose. */
import { useSyncExternalStore } from 'react';

export type Scheme = 'dark' | 'light';

const key = 'trainyard.theme';
const system = window.matchMedia('(prefers-color-scheme: light)');
const listeners = new Set<() => void>();

function chosen(): Scheme | undefined {
  const asked = new URLSearchParams(location.search).get('theme') ?? localStorage.getItem(key);
  return asked === 'dark' || asked === 'light' ? asked : undefined;
}

function current(): Scheme {
  return chosen() ?? (system.matches ? 'light' : 'dark');
}

/** Puts the scheme on the root element; called before the first paint and at every change. */
export function applyScheme(): void {
  document.documentElement.dataset.theme = current();
  for (const listener of listeners) listener();
}

/** Chooses a scheme for this browser. */
export function chooseScheme(scheme: Scheme): void {
  localStorage.setItem(key, scheme);
  applyScheme();
}

system.addEventListener('change', applyScheme);

/** The scheme in force; renders again when it changes. */
export function useScheme(): Scheme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => document.documentElement.dataset.theme as Scheme,
  );
}
