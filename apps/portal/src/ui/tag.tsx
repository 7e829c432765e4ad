import type { ReactNode } from 'react';
import css from './tag.module.css';

/** A short word in a frame: a priority, a count of shards, a size. `accent` marks what is changing right now. */
export function Tag({ children, accent = false }: { children: ReactNode; accent?: boolean }) {
  return <span className={`${css.tag} ${accent ? css.accent : ''}`}>{children}</span>;
}
