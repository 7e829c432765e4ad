import { Button } from '@mui/material';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mostOf } from '../kinds.ts';
import { shownName } from '../paths.ts';
import css from './preview.module.css';
import type { PreviewProps } from './preview-pane.tsx';
import { TextPreview } from './text-preview.tsx';
import { Whole } from './whole.tsx';

/** Entries of one object or list that are drawn at once. */
const drawnMost = 100;
/** Levels that are open at first. */
const openLevels = 2;

/** JSON as a tree that folds. What is none is shown as the text that it is. */
export function JsonPreview(props: PreviewProps) {
  return (
    <Whole {...props} most={mostOf('json') ?? 0}>
      {(bytes) => <Tree bytes={bytes} {...props} />}
    </Whole>
  );
}

function Tree({ bytes, ...props }: PreviewProps & { bytes: Uint8Array }) {
  const { t } = useTranslation(['files']);
  const read = useMemo(() => readJson(bytes), [bytes]);
  if ('fault' in read) {
    return (
      <>
        <p className={css.note}>{t('files:notJson', { why: read.fault })}</p>
        <TextPreview {...props} />
      </>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className={css.json} tabIndex={0} aria-label={t('files:json')}>
      <Node value={read.value} level={0} />
    </section>
  );
}

function readJson(bytes: Uint8Array): { value: unknown } | { fault: string } {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

function Node({ value, name, level }: { value: unknown; name?: string; level: number }) {
  const label = name === undefined ? null : <span className={css.key}>{`${shownName(name)}: `}</span>;
  if (typeof value !== 'object' || value === null) {
    return (
      <div className={css.leaf}>
        {label}
        <Leaf value={value} />
      </div>
    );
  }
  return <Branch value={value} label={label} level={level} />;
}

function Branch({ value, label, level }: { value: object; label: React.ReactNode; level: number }) {
  const { t } = useTranslation(['files']);
  const [open, setOpen] = useState(level < openLevels);
  const [most, setMost] = useState(drawnMost);
  const list = Array.isArray(value);
  const entries = useMemo(() => Object.entries(value), [value]);
  const count = list ? `[${entries.length}]` : `{${entries.length}}`;
  return (
    <details className={css.branch} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {label}
        <span className={css.count}>{count}</span>
      </summary>
      {open && (
        <div className={css.children}>
          {entries.slice(0, most).map(([key, child]) => (
            <Node key={key} name={key} value={child} level={level + 1} />
          ))}
          {entries.length > most && (
            <Button variant="text" onClick={() => setMost(most + 10 * drawnMost)}>
              {t('files:moreEntries', { count: entries.length - most })}
            </Button>
          )}
        </div>
      )}
    </details>
  );
}

function Leaf({ value }: { value: unknown }) {
  const kind = value === null ? 'null' : typeof value;
  return <span className={css[`${kind}Leaf`]}>{typeof value === 'string' ? shownJson(value) : String(value)}</span>;
}

const shownJson = (text: string): string => shownName(JSON.stringify(text));
