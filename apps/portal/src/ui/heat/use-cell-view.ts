import { useSearchParams } from 'react-router';

/** How cells are arranged: node after node, or as boxes of the machines that they stand on. */
export const cellViews = ['map', 'topology'] as const;
export type CellView = (typeof cellViews)[number];

/** The arrangement that the address says (`view=topology`), and how to say another one. */
export function useCellView(): [CellView, (view: CellView) => void] {
  const [search, setSearch] = useSearchParams();
  const view = cellViews.find((one) => one === search.get('view')) ?? 'map';
  const set = (next: CellView) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (next === 'map') after.delete('view');
        else after.set('view', next);
        return after;
      },
      { replace: true, preventScrollReset: true },
    );
  return [view, set];
}
