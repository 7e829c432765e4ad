import css from './charts.module.css';
import type { PanelProps } from './panel.ts';

/** Rows that are shown at first: the last attempts tell what goes on, and the log below needs its height. */
export const timelineRowsFirst = 3;
/** px of a row, of what lies between two, of the axis with what stands around it. */
const [rowHeight, rowGap, aroundRows] = [30, 2, 29];

/** Keeps the place of the job's life while its code is on its way. */
export function TimelineBones({ job, attempts }: PanelProps) {
  const all = attempts.length + (job.executionState === 'queued' || attempts.length === 0 ? 1 : 0);
  const shown = Math.min(all, timelineRowsFirst);
  return <div className={css.timelineBones} style={{ height: shown * (rowHeight + rowGap) - rowGap + aroundRows }} />;
}
