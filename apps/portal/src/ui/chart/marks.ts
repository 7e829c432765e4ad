/** What happened, as charts mark it. Pure. */

export interface ChartMark {
  /** Server's ms. */
  at: number;
  /** In words, for the tip. */
  label: string;
  /** `quiet`: usual; `warn`: worth a look; `fail`: something was lost. */
  tone: 'quiet' | 'warn' | 'fail';
  /** Of what lasts: server's ms of its end; null while it goes on. Absent: an instant. */
  until?: number | null;
  /** Ranks that it is about; absent or empty: all. */
  ranks?: readonly number[];
  /** Where more of it is, as an address of this page. */
  link?: string;
}

export const markColours = { quiet: '--text-3', warn: '--terminating', fail: '--failed' } as const;

/** Marks of a span; of those that fall on one px only the most telling, so that a chart of a long life stays readable. */
export function marksIn(
  marks: readonly ChartMark[],
  [from, to]: readonly [number, number],
  width: number,
): ChartMark[] {
  const weight = { quiet: 0, warn: 1, fail: 2 };
  const columns = new Map<number, ChartMark>();
  for (const mark of marks) {
    if (mark.at < from || mark.at > to) continue;
    const column = Math.floor(((mark.at - from) / (to - from)) * width);
    const before = columns.get(column);
    if (before === undefined || weight[mark.tone] > weight[before.tone]) columns.set(column, mark);
  }
  return [...columns.values()];
}

/** What lasts, as far as it lies within a span. */
export function bandsIn(
  marks: readonly ChartMark[],
  [from, to]: readonly [number, number],
): { from: number; to: number; tone: ChartMark['tone'] }[] {
  return marks.flatMap(({ at, until, tone }) => {
    if (until === undefined || at > to || (until ?? to) < from) return [];
    return [{ from: Math.max(from, at), to: Math.min(to, until ?? to), tone }];
  });
}

/** Marks of a rank, and those that are of all; `rank` null: all of them. */
export function marksOfRank(marks: readonly ChartMark[], rank: number | null): readonly ChartMark[] {
  if (rank === null) return marks;
  return marks.filter(({ ranks = [] }) => ranks.length === 0 || ranks.includes(rank));
}

/** The marks near an instant or over it, for its tip; `reach` in ms. */
export function marksAt(marks: readonly ChartMark[], at: number, reach: number): ChartMark[] {
  const lasts = ({ at: from, until }: ChartMark) => until !== undefined && at >= from && at <= (until ?? at);
  const near = marks.filter((mark) => Math.abs(mark.at - at) <= reach || lasts(mark));
  return near.sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at)).slice(0, 3);
}
