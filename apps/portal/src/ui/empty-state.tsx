import type { ReactNode } from 'react';
import css from './empty-state.module.css';

interface EmptyStateProps {
  title: ReactNode;
  /** One sentence: what belongs here, or what happened. */
  text?: ReactNode;
  /** The one button, then the quieter ways. */
  action?: ReactNode;
}

/** Says what belongs where nothing is yet, and how to get it there. */
export function EmptyState({ title, text, action }: EmptyStateProps) {
  return (
    <div className={css.empty}>
      <p className={css.title}>{title}</p>
      {text !== undefined && <p className={css.text}>{text}</p>}
      {action !== undefined && <div className={css.actions}>{action}</div>}
    </div>
  );
}
