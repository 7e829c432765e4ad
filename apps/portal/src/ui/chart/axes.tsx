/** What plots drawn as SVG share: lines with their values, and words under them. Streams of samples: `plot.ts`. */
import css from './axes.module.css';

interface LevelProps {
  /** px of the plot: where the line begins and ends, and how far down it is. */
  left: number;
  right: number;
  y: number;
  /** The line that everything stands on. */
  base?: boolean;
  words: string;
}

/** A line across the plot with its value at the left. */
export function Level({ left, right, y, base = false, words }: LevelProps) {
  return (
    <g>
      <path className={base ? css.axis : css.grid} d={`M${left} ${y}H${right}`} />
      <text className={css.label} x={left - 6} y={y + 4} textAnchor="end">
        {words}
      </text>
    </g>
  );
}

/** Classes of a plot's words, its legend, and of a plot that is as wide as its pane. */
export const plotLook = { label: css.label, legend: css.legend, whole: css.whole };
