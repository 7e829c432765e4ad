/** Regions of a page: they share hairlines, nothing floats. */
import { type ReactNode, useId } from 'react';
import css from './pane.module.css';
import { PanelBoundary } from './panel-boundary.tsx';

interface PaneProps {
  title: ReactNode;
  /** Beside the title, quieter: a count, a range. */
  meta?: ReactNode;
  /** Controls at the right end of the head. */
  tools?: ReactNode;
  /** False where the content brings its own edges (tables, logs, charts). */
  padded?: boolean;
  className?: string;
  children: ReactNode;
}

/** A pane with its head. What fails inside says so here and leaves the other panes. */
export function Pane({ title, meta, tools, padded = true, className, children }: PaneProps) {
  const id = useId();
  return (
    <section className={`${css.pane} ${className ?? ''}`} aria-labelledby={id}>
      <header className={css.head}>
        <h2 className={css.title} id={id}>
          {title}
        </h2>
        {meta !== undefined && <span className={css.meta}>{meta}</span>}
        {tools !== undefined && <div className={css.tools}>{tools}</div>}
      </header>
      <div className={`${css.body} ${padded ? css.padded : ''}`}>
        <PanelBoundary>{children}</PanelBoundary>
      </div>
    </section>
  );
}

/** Panes beside and above each other; `className` says the grid. */
export function Sheet({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={`${css.sheet} ${className ?? ''}`}>{children}</div>;
}

/** Panes below each other in a sheet; each column scrolls by itself where there is room for several. */
export function PaneColumn({ className, children }: { className?: string | undefined; children: ReactNode }) {
  return <div className={`${css.column} ${className ?? ''}`}>{children}</div>;
}
