import type { MouseEvent } from 'react';
import css from './tick.module.css';

interface TickProps {
  checked: boolean;
  mixed?: boolean;
  name: string;
  tabIndex?: number;
  onToggle: (event: MouseEvent) => void;
}

/** A checkbox of the browser's own: hundreds of them scroll by in a second, and each costs what it draws. */
export function Tick({ checked, mixed = false, name, tabIndex, onToggle }: TickProps) {
  return (
    <label className={css.target}>
      <input
        ref={(input) => {
          if (input) input.indeterminate = mixed;
        }}
        type="checkbox"
        className={css.box}
        checked={checked}
        aria-label={name}
        tabIndex={tabIndex}
        onClick={onToggle}
        onChange={() => undefined}
      />
    </label>
  );
}
