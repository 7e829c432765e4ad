/** The values of a page to know at a glance, in one strip under its head. */
import type { ReactNode } from 'react';
import css from './readouts.module.css';

interface ReadoutsProps {
  /** What the strip is of, for those who hear it. */
  label: string;
  children: ReactNode;
}

export function Readouts({ label, children }: ReadoutsProps) {
  return (
    <dl className={css.strip} aria-label={label}>
      {children}
    </dl>
  );
}

interface ReadoutProps {
  label: ReactNode;
  /** At the right of the label. */
  aside?: ReactNode | undefined;
  value: ReactNode;
  /** After the value, smaller: its unit, or what it counts. */
  unit?: ReactNode;
  /** Said instead of `aside` when the value is past its budget; it then loses its colour. */
  stale?: string | undefined;
  /** Takes more of the strip. */
  wide?: boolean;
  /** One quiet line: what the value rests on. Its place is kept when there is none. */
  children?: ReactNode;
}

/** One value, with its name above and what it rests on below. */
export function Readout({ label, aside, value, unit, stale, wide = false, children }: ReadoutProps) {
  return (
    <div className={`${css.readout} ${wide ? css.wide : ''}`}>
      <dt className={css.label}>
        <span className={css.name}>{label}</span>{' '}
        {stale === undefined ? aside !== undefined && <span>{aside}</span> : <span className={css.age}>{stale}</span>}
      </dt>
      <dd className={`${css.value} ${stale === undefined ? '' : css.stale}`}>
        {value}
        {unit !== undefined && unit !== false && <small>{unit}</small>}
      </dd>
      <dd className={css.note}>{children}</dd>
    </div>
  );
}
