/** Lists of names and values: variables, tags, secrets. */
import { Button, IconButton } from '@mui/material';
import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import css from './form.module.css';

export interface Row {
  name: string;
  value: string;
}

interface RowsProps {
  label: string;
  hint?: string;
  rows: readonly Row[];
  onChange: (rows: Row[]) => void;
  /** What is wrong with a row, by its index. */
  faults?: Readonly<Record<number, string | undefined>>;
  /** Words of the button; "Add" when absent. */
  add?: string;
}

/** Names and values that may be read again: environment variables, tags. */
export const KeyValueRows = (props: RowsProps) => <Rows {...props} secret={false} />;

/** Names and values that are written and never shown again; they are kept in no draft. */
export const SecretRows = (props: RowsProps) => <Rows {...props} secret />;

function Rows({ label, hint, rows, onChange, faults, add, secret }: RowsProps & { secret: boolean }) {
  const { t } = useTranslation('ui');
  const id = useId();
  const set = (at: number, part: Partial<Row>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <fieldset className={css.group}>
      <legend className={css.label}>{label}</legend>
      {rows.map((row, at) => {
        const fault = faults?.[at];
        const about = fault === undefined ? {} : { 'aria-invalid': true as const, 'aria-describedby': `${id}-${at}` };
        return (
          // A row has no name of its own before it is typed: its place is its identity.
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are edited in place
          <div key={at}>
            <div className={css.row}>
              <input
                {...about}
                className={`${css.input} ${css.mono}`}
                aria-label={t('form.nameOf', { number: at + 1, label })}
                placeholder={t('form.name')}
                value={row.name}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => set(at, { name: event.target.value })}
              />
              <input
                {...about}
                className={`${css.input} ${css.mono}`}
                type={secret ? 'password' : 'text'}
                aria-label={t('form.valueOf', { number: at + 1, label })}
                placeholder={t('form.value')}
                value={row.value}
                autoComplete={secret ? 'new-password' : 'off'}
                spellCheck={false}
                onChange={(event) => set(at, { value: event.target.value })}
              />
              <IconButton
                aria-label={t('form.remove', { name: row.name || String(at + 1) })}
                onClick={() => onChange(rows.filter((_, index) => index !== at))}
              >
                <X size={16} strokeWidth={1.5} />
              </IconButton>
            </div>
            {fault !== undefined && (
              <p className={css.fault} id={`${id}-${at}`}>
                {fault}
              </p>
            )}
          </div>
        );
      })}
      <div>
        <Button
          variant="text"
          startIcon={<Plus size={14} strokeWidth={1.5} />}
          onClick={() => onChange([...rows, { name: '', value: '' }])}
        >
          {add ?? t('form.add')}
        </Button>
      </div>
      {hint !== undefined && <p className={css.hint}>{hint}</p>}
    </fieldset>
  );
}
