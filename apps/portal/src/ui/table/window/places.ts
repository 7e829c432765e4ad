/** Where the rows of a long table lie: all of one height, with a few other things between them. Pure. */

/** What stands above the row `before`: the row of a group, or what was opened of the row above it. */
export interface Between {
  id: string;
  before: number;
  height: number;
}

export interface Places {
  /** px of all. */
  height: number;
  /** px from the top to a row. */
  rowTop: (index: number) => number;
  /** px from the top to what stands between, by its index. */
  betweenTop: (index: number) => number;
  /** The row at a height, or the one below what stands there between rows. */
  rowAt: (px: number) => number;
}

/** `between` in the order of `before`. */
export function placesOf(count: number, rowHeight: number, between: readonly Between[]): Places {
  const above = (index: number): number =>
    between.reduce((sum, one) => (one.before <= index ? sum + one.height : sum), 0);
  const rowTop = (index: number): number => index * rowHeight + above(index);
  return {
    height: count * rowHeight + between.reduce((sum, one) => sum + one.height, 0),
    rowTop,
    betweenTop: (at) => {
      const { before = 0 } = between[at] ?? {};
      return before * rowHeight + between.slice(0, at).reduce((sum, one) => sum + one.height, 0);
    },
    rowAt: (px) => {
      let [low, high] = [0, Math.max(0, count - 1)];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (rowTop(middle) <= px) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}
