import type { ReactNode } from 'react';
import css from './readouts-panel.module.css';

interface ReadoutProps {
  label: string;
  /** At the right of the label. */
  aside?: ReactNode | undefined;
  value: ReactNode;
  /** After the value, smaller: its unit, or what it counts. */
  unit?: ReactNode;
  note?: ReactNode;
  /** Said instead of `aside` when the value is past its budget; it then loses its colour. */
  stale?: string | undefined;
  /** Takes more of the strip. */
  wide?: boolean;
}

/** One value of the strip, with its name above and what it rests on below. */
export function Readout({ label, aside, value, unit, note, stale, wide = false }: ReadoutProps) {
  return (
    <div className={`${css.readout} ${wide ? css.wide : ''}`}>
      <dt className={css.label}>
        {label}{' '}
        {stale === undefined ? aside !== undefined && <span>{aside}</span> : <span className={css.age}>{stale}</span>}
      </dt>
      <dd className={`${css.value} ${stale === undefined ? '' : css.stale}`}>
        {value}
        {unit !== undefined && <small>{unit}</small>}
      </dd>
      {note !== undefined && <dd className={css.note}>{note}</dd>}
    </div>
  );
}
