import type { ReactNode } from 'react';
import css from './section.module.css';

export const sectionIds = ['what', 'launch', 'container', 'place', 'environment', 'data', 'files', 'limits'] as const;
export type SectionId = (typeof sectionIds)[number];
export const sectionAnchor = (id: SectionId): string => `section-${id}`;

/** One part of the form. */
export function Section({
  id,
  title,
  note,
  children,
}: {
  id: SectionId;
  title: string;
  note?: string;
  children: ReactNode;
}) {
  const heading = `${sectionAnchor(id)}-title`;
  return (
    <section id={sectionAnchor(id)} className={css.section} aria-labelledby={heading} tabIndex={-1}>
      <h2 id={heading} className={css.title}>
        {title} {note !== undefined && <span className={css.note}>{note}</span>}
      </h2>
      <div className={css.grid}>{children}</div>
    </section>
  );
}
