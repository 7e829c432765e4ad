import { Button } from '@mui/material';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { ansiText } from '../../../ui/log/ansi.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { looksLikeText } from '../kinds.ts';
import { type PartsState, partBytes, useParts } from '../use-bytes.ts';
import { hexRows } from './hex.ts';
import css from './preview.module.css';
import type { PreviewProps } from './preview-pane.tsx';

/** More than this is not for reading in a page. */
const shownMost = 8 * 1024 * 1024;
/** Bytes of a file that is no text, shown as such. */
const hexBytes = 1024;

/** Text from its beginning on; what is no text as its first bytes. */
export function TextPreview({ tree, path, stamp }: PreviewProps) {
  const { t } = useTranslation(['files']);
  const format = useFormat();
  const parts = useParts(tree, path, stamp);
  const { bytes } = parts;
  if (bytes === undefined)
    return parts.error === null ? null : <ErrorState error={parts.error} onRetry={parts.retry} />;
  if (bytes.length === 0) return <EmptyState title={t('files:emptyFile')} />;
  if (!looksLikeText(bytes.subarray(0, partBytes))) {
    return (
      <>
        <p className={css.note}>{t('files:noText', { size: format.bytes(Math.min(hexBytes, bytes.length)) })}</p>
        <pre className={css.hex}>{hexRows(bytes.subarray(0, hexBytes)).join('\n')}</pre>
      </>
    );
  }
  return (
    <>
      <TextBody bytes={bytes} whole={parts.whole} />
      <More parts={parts} />
    </>
  );
}

function TextBody({ bytes, whole }: { bytes: Uint8Array; whole: boolean }) {
  const text = useMemo(() => shownText(bytes, whole), [bytes, whole]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <pre className={css.text} tabIndex={0}>
      {text}
    </pre>
  );
}

/** Escapes lose their power, line by line; a part may end within a character, which is then left out. */
export function shownText(bytes: Uint8Array, whole: boolean): string {
  const text = new TextDecoder().decode(bytes, { stream: !whole });
  return text
    .split('\n')
    .map((line) => ansiText(line.replace(/\r$/, '')))
    .join('\n');
}

/** How much is shown, and the way to more. */
export function More({ parts }: { parts: PartsState }) {
  const { t } = useTranslation(['files']);
  const format = useFormat();
  const { bytes, total, whole, more } = parts;
  if (bytes === undefined || whole) return null;
  const full = bytes.length >= shownMost;
  const shown = format.bytes(bytes.length);
  return (
    <p className={css.more}>
      <span>
        {total === null ? t('files:shownFirst', { shown }) : t('files:shownOf', { shown, total: format.bytes(total) })}
      </span>
      {full ? (
        <span>{t('files:shownMost')}</span>
      ) : (
        <Button disabled={more === undefined} onClick={more}>
          {t('files:loadMore', { size: format.bytes(partBytes) })}
        </Button>
      )}
    </p>
  );
}
