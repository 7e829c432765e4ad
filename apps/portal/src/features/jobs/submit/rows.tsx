import { Button, IconButton } from '@mui/material';
import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { getIn } from './body.ts';
import { fieldId, useForm } from './form.ts';
import css from './rows.module.css';

interface RowsProps {
  /** Field of the body that holds the list. */
  field: string;
  title: string;
  help?: ReactNode;
  add: string;
  /** A new entry. */
  blank: object;
  /** Cells of one entry. */
  children: (at: number) => ReactNode;
  /** Fields further down an entry, whose faults are told too. */
  deeper?: readonly string[];
  /** Entries that are shown elsewhere. */
  skips?: (entry: unknown) => boolean;
  /** Beside the button that adds. */
  more?: ReactNode;
}

/** A list of the body as rows that are added and taken away. */
export function Rows({ field, title, help, add, blank, children, deeper = [], skips, more }: RowsProps) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set, faultAt } = useForm();
  const value = getIn(body, [field]);
  const entries: unknown[] = Array.isArray(value) ? value : [];
  const change = (next: unknown[]) => set([field], next.length === 0 ? undefined : next);
  const paths = entries.flatMap((entry, at) => [
    `${field}[${at}]`,
    ...[...Object.keys({ ...blank, ...(entry as object) }), ...deeper].map((key) => `${field}[${at}].${key}`),
  ]);
  const faults = [field, ...paths].flatMap((path) => faultAt(path) ?? []);
  return (
    <fieldset className={css.rows} id={fieldId(field)} tabIndex={-1}>
      <legend className={css.title}>
        {title} <span className={css.help}>{help}</span>
      </legend>
      {entries.map((entry, at) =>
        skips?.(entry) ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry has no identity but its place
          <div key={at} className={css.row}>
            {children(at)}
            <IconButton
              aria-label={t('submit:removeRow', { title, at: at + 1 })}
              onClick={() => change(entries.filter((_entry, other) => other !== at))}
            >
              <X size={14} strokeWidth={1.5} aria-hidden />
            </IconButton>
          </div>
        ),
      )}
      {/* Always there: a button that a fault pushes down while it is being clicked would not be clicked. */}
      <p className={css.fault}>{[...new Set(faults)].join('; ')}</p>
      <div className={css.foot}>
        <Button
          variant="text"
          startIcon={<Plus size={14} strokeWidth={1.5} aria-hidden />}
          onClick={() => change([...entries, blank])}
        >
          {add}
        </Button>
        {more}
      </div>
    </fieldset>
  );
}
