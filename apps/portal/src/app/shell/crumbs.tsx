/** Where a page stands, as the top bar and the window's title say it. Each page names itself. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export interface Crumb {
  label: string;
  /** Address; absent for the page itself. */
  to?: string;
}

const Shown = createContext<readonly Crumb[]>([]);
const Show = createContext<(crumbs: readonly Crumb[]) => void>(() => undefined);

export function CrumbsProvider({ children }: { children: ReactNode }) {
  const [crumbs, setCrumbs] = useState<readonly Crumb[]>([]);
  return (
    <Show.Provider value={setCrumbs}>
      <Shown.Provider value={crumbs}>{children}</Shown.Provider>
    </Show.Provider>
  );
}

/** Names the page that calls it: the way to it, its own name last. */
export function useCrumbs(...crumbs: Crumb[]): void {
  const show = useContext(Show);
  const key = JSON.stringify(crumbs);
  const stable = useMemo(() => JSON.parse(key) as Crumb[], [key]);
  useEffect(() => {
    show(stable);
    document.title = `${stable.at(-1)?.label ?? ''} · Trainyard`;
  }, [show, stable]);
}

export const useShownCrumbs = (): readonly Crumb[] => useContext(Shown);
