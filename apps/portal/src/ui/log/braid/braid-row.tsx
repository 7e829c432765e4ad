import type { ModeRow } from '../row-mode.ts';
import css from './braid.module.css';

interface BraidRowProps extends ModeRow {
  /** Of the first line of a row of several: how many there are, and the name of the button that opens it. */
  folded?: { words: string; opened: boolean; name: string } | undefined;
  /** A line of a row that was opened. */
  member?: boolean;
  lane?: 'agree' | 'differ';
  /** Whose line it is, for people who hear it. */
  says?: string | undefined;
  onToggle?(row: number): void;
}

/** Chip and text of a row: on the left what ranks agree on, on the right what the one says that differs. */
export function BraidRowView({
  row,
  text,
  chip,
  label,
  folded,
  member = false,
  lane = 'agree',
  says,
  onToggle,
}: BraidRowProps) {
  return (
    <div className={`${css.row} ${lane === 'differ' ? css.differs : ''} ${member ? css.member : ''}`} data-side={lane}>
      {folded ? (
        <button
          type="button"
          // Rows are 18 px apart, too close for targets in a row: by keyboard it is `o`.
          tabIndex={-1}
          className={css.count}
          aria-expanded={folded.opened}
          aria-label={says === undefined ? folded.name : `${says}. ${folded.name}`}
          title={says}
          data-count={folded.words}
          onClick={() => onToggle?.(row)}
        >
          {folded.words}
        </button>
      ) : (
        !member &&
        chip !== undefined && (
          <span className={css.chip} title={label} data-chip={chip}>
            {chip}
            {says !== undefined && <span className="visually-hidden">{says}</span>}
          </span>
        )
      )}
      {member && chip !== undefined && (
        <span className={`${css.chip} ${folded ? '' : css.indented}`} title={label}>
          {chip}
        </span>
      )}
      <div className={css.text}>{text}</div>
    </div>
  );
}
