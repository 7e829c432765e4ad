/** Where a page stands, as the top bar and the window's title say it. Each page names itself. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export interface Crumb {
  label: string;
  /** Address; absent for the page itself. */
  to?: string;
}

const Shown = createContext<readonly Crumb[]>([]);
const Show = createContext<(crumbs: readonly Crumb[]) => void>(() => undefined);
const Within = createContext<string | undefined>(undefined);

/** `workspace`: the one whose pages these are; it stands in the title too, so that windows of two can be told apart. */
export function CrumbsProvider({ workspace, children }: { workspace: string; children: ReactNode }) {
  const [crumbs, setCrumbs] = useState<readonly Crumb[]>([]);
  return (
    <Show.Provider value={setCrumbs}>
      <Within.Provider value={workspace}>
        <Shown.Provider value={crumbs}>{children}</Shown.Provider>
      </Within.Provider>
    </Show.Provider>
  );
}

/** Names the page that calls it: the way to it, its own name last. */
export function useCrumbs(...crumbs: Crumb[]): void {
  const show = useContext(Show);
  const workspace = useContext(Within);
  const key = JSON.stringify(crumbs);
  const stable = useMemo(() => JSON.parse(key) as Crumb[], [key]);
  useEffect(() => {
    show(stable);
    document.title = [stable.at(-1)?.label ?? '', ...(workspace === undefined ? [] : [workspace]), 'Trainyard'].join(
      ' · ',
    );
  }, [show, stable, workspace]);
}

export const useShownCrumbs = (): readonly Crumb[] => useContext(Shown);
