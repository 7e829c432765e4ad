import type { ReactNode } from 'react';
import css from './plain-table.module.css';

/** What stands over a column: words, or words and where they stand. */
export interface Head {
  id: string;
  words: ReactNode;
  /** Numbers stand at the end; their cells take `plainTable.end`. */
  end?: boolean;
  className?: string | undefined;
}

interface PlainTableProps {
  heads: readonly Head[];
  /** What is heard of a table that no title stands over. */
  label?: string;
  /** On a narrow screen each row is a block without heads; the page lays out what is in it. */
  blocks?: boolean;
  /** The last column holds buttons and has no head. */
  acts?: boolean;
  className?: string | undefined;
  /** Rows. */
  children: ReactNode;
}

/** A table of few rows that is read from top to bottom. Many rows, sorting and choosing: `table/data-table.tsx`. */
export function PlainTable({ heads, label, blocks = false, acts = false, className = '', children }: PlainTableProps) {
  return (
    <table className={`${css.table} ${blocks ? css.blocks : ''} ${className}`} aria-label={label}>
      <thead>
        <tr>
          {heads.map(({ id, words, end, className: own = '' }) => (
            <th key={id} scope="col" className={`${end ? css.end : ''} ${own}`}>
              {words}
            </th>
          ))}
          {acts && <td />}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** Classes of its cells. */
export const plainTable = { end: css.end };
