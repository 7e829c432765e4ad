import { type ReactNode, useId } from 'react';
import look from '../ui/pane.module.css';

interface PaneProps {
  title: ReactNode;
  meta?: ReactNode;
  tools?: ReactNode;
  padded?: boolean;
  children: ReactNode;
}

/** A pane of a capsule, as the portal's look. */
export function Pane({ title, meta, tools, padded = false, children }: PaneProps) {
  const id = useId();
  return (
    <section className={look.pane} aria-labelledby={id}>
      <header className={look.head}>
        <h2 className={look.title} id={id}>
          {title}
        </h2>
        {meta !== undefined && <span className={look.meta}>{meta}</span>}
        {tools !== undefined && <div className={look.tools}>{tools}</div>}
      </header>
      <div className={padded ? look.padded : undefined}>{children}</div>
    </section>
  );
}
