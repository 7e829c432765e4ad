import type { ReactNode } from 'react';
import css from './empty-state.module.css';

interface EmptyStateProps {
  title: ReactNode;
  /** True where there is nothing else on the page: the title is then the page's. */
  whole?: boolean;
  /** One sentence: what belongs here, or what happened. */
  text?: ReactNode;
  /** The one button, then the quieter ways. */
  action?: ReactNode;
}

/** Says what belongs where nothing is yet, and how to get it there. */
export function EmptyState({ title, whole = false, text, action }: EmptyStateProps) {
  return (
    <div className={css.empty}>
      {whole ? <h1 className={css.title}>{title}</h1> : <p className={css.title}>{title}</p>}
      {text !== undefined && <p className={css.text}>{text}</p>}
      {action !== undefined && <div className={css.actions}>{action}</div>}
    </div>
  );
}
