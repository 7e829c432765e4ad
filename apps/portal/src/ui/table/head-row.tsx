import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import css from './data-table.module.css';
import { Tick } from './tick.tsx';
import type { Head } from './use-sorted-rows.ts';

interface HeadRowProps<T> {
  heads: readonly Head<T>[];
  tracks: string;
  /** Undefined where rows cannot be chosen. */
  extent?: 'all' | 'some' | 'none';
  onToggleAll?: () => void;
}

const order = { asc: 'ascending', desc: 'descending' } as const;

/** Names of columns; those that can be sorted are buttons. */
export function HeadRow<T>({ heads, tracks, extent, onToggleAll }: HeadRowProps<T>) {
  const { t } = useTranslation('ui');
  return (
    <tr role="row" aria-rowindex={1} className={css.head} style={{ gridTemplateColumns: tracks }}>
      {extent !== undefined && (
        <th role="columnheader" className={css.check}>
          <Tick
            checked={extent === 'all'}
            mixed={extent === 'some'}
            name={t('table.selectAll')}
            onToggle={() => onToggleAll?.()}
          />
        </th>
      )}
      {heads.map(({ column, sorted, toggle }) => (
        <th
          key={column.id}
          role="columnheader"
          className={column.align === 'end' ? css.end : undefined}
          aria-sort={sorted === false ? undefined : order[sorted]}
        >
          {toggle === undefined ? (
            column.head
          ) : (
            <button type="button" className={css.sort} onClick={toggle}>
              {column.head}
              {sorted === 'asc' && <ArrowUp size={12} strokeWidth={1.5} aria-hidden />}
              {sorted === 'desc' && <ArrowDown size={12} strokeWidth={1.5} aria-hidden />}
            </button>
          )}
        </th>
      ))}
    </tr>
  );
}
