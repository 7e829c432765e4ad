import type { ReactNode } from 'react';
import css from './readouts-panel.module.css';

interface ReadoutProps {
  label: string;
  /** At the right of the label. */
  aside?: ReactNode;
  value: ReactNode;
  /** After the value, smaller: its unit, or what it counts. */
  unit?: ReactNode;
  note?: ReactNode;
  /** Takes more of the strip. */
  wide?: boolean;
}

/** One value of the strip, with its name above and what it rests on below. */
export function Readout({ label, aside, value, unit, note, wide = false }: ReadoutProps) {
  return (
    <div className={`${css.readout} ${wide ? css.wide : ''}`}>
      <dt className={css.label}>
        {label} {aside !== undefined && <span>{aside}</span>}
      </dt>
      <dd className={css.value}>
        {value}
        {unit !== undefined && <small>{unit}</small>}
      </dd>
      {note !== undefined && <dd className={css.note}>{note}</dd>}
    </div>
  );
}
