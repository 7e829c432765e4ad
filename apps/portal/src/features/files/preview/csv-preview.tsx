import { Button } from '@mui/material';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../../../ui/error-state.tsx';
import { PlainTable, plainTable } from '../../../ui/plain-table.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { looksLikeText } from '../kinds.ts';
import { useParts } from '../use-bytes.ts';
import { isNumeric, pageOf, pageRows, readCsv } from './csv-rows.ts';
import css from './preview.module.css';
import type { PreviewProps } from './preview-pane.tsx';
import { More, shownText, TextPreview } from './text-preview.tsx';

/** A wider table is for another program. */
const columnsMost = 64;

/** A table, a hundred rows at a time. */
export function CsvPreview(props: PreviewProps) {
  const { t } = useTranslation(['files']);
  const format = useFormat();
  const parts = useParts(props.tree, props.path, props.stamp);
  const { bytes, whole } = parts;
  const [asked, setAsked] = useState(0);
  const isText = bytes !== undefined && looksLikeText(bytes);
  const table = useMemo(
    () => (isText ? readCsv(shownText(bytes, whole), { whole, tab: /\.tsv$/i.test(props.path) }) : undefined),
    [isText, bytes, whole, props.path],
  );
  const numeric = useMemo(() => {
    if (table === undefined) return [];
    return Array.from({ length: table.columns }, (_, column) => isNumeric(table.rows.slice(0, pageRows), column));
  }, [table]);
  if (bytes === undefined)
    return parts.error === null ? null : <ErrorState error={parts.error} onRetry={parts.retry} />;
  if (table === undefined) return <TextPreview {...props} />;
  const columns = Math.min(columnsMost, table.columns);
  const places = Array.from({ length: columns }, (_, at) => at);
  const { rows, page, pages } = pageOf(table.rows, asked);
  const first = page * pageRows + 1;
  const range = {
    from: format.count(first),
    to: format.count(first + rows.length - 1),
    of: format.count(table.rows.length),
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className={css.sheet} tabIndex={0} aria-label={t('files:table')}>
        <PlainTable
          className={css.csv}
          heads={places.map((at) => ({
            id: String(at),
            words: <bdi>{table.head[at] ?? ''}</bdi>,
            ...(numeric[at] ? { end: true } : {}),
          }))}
        >
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the file
            <tr key={first + at}>
              {places.map((column) => (
                <td key={column} className={numeric[column] ? plainTable.end : undefined}>
                  {row[column] ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </PlainTable>
      </section>
      <p className={css.more}>
        <span>{t('files:rows', range)}</span>
        {table.columns > columns && <span>{t('files:columnsMost', { n: format.count(columns) })}</span>}
        {pages > 1 && (
          <>
            <Button
              disabled={page === 0}
              startIcon={<ChevronLeft size={14} strokeWidth={1.5} aria-hidden />}
              onClick={() => setAsked(page - 1)}
            >
              {t('files:previous')}
            </Button>
            <Button
              disabled={page === pages - 1}
              endIcon={<ChevronRight size={14} strokeWidth={1.5} aria-hidden />}
              onClick={() => setAsked(page + 1)}
            >
              {t('files:next')}
            </Button>
          </>
        )}
      </p>
      <More parts={parts} />
    </>
  );
}
