import { useEffect, useState } from 'react';
import css from './bones.module.css';

/** Shorter waits show nothing: bones that flash are worse than a moment of calm. */
const calmMs = 300;
const rows = Array.from({ length: 12 }, (_, at) => at);

/** Rows that are on their way. */
export function RowBones() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), calmMs);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div aria-hidden className={css.bones}>
      {rows.map((row) => (
        <div key={row} className={css.row}>
          <i style={{ width: `${22 + ((row * 7) % 12)}%` }} />
          <i style={{ width: '8%' }} />
          <i style={{ width: `${28 + ((row * 11) % 16)}%` }} />
        </div>
      ))}
    </div>
  );
}
