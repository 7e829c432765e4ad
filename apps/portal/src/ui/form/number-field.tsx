import { Minus, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Field, type FieldWords } from './field.tsx';
import css from './form.module.css';
import { readWhole } from './read-whole.ts';

interface NumberFieldProps extends FieldWords {
  /** As typed: what is no number yet is kept, too. {@link readWhole} reads it. */
  value: string;
  onChange: (value: string) => void;
  min?: number;
  max?: number;
  className?: string;
}

/** A whole number with buttons for one less and one more; arrow keys do the same. */
export function NumberField({ value, onChange, min = 0, max, className, ...field }: NumberFieldProps) {
  const { t } = useTranslation('ui');
  const number = readWhole(value);
  const step = (by: number) => {
    const next = Math.max(min, (number ?? min) + (number === undefined ? 0 : by));
    onChange(String(max === undefined ? next : Math.min(max, next)));
  };
  return (
    <Field className={className} {...field}>
      {(control) => (
        <div className={`${css.number} ${field.fault === undefined ? '' : css.invalid}`}>
          <button
            type="button"
            tabIndex={-1}
            className={css.step}
            aria-label={t('form.less', { label: field.label })}
            disabled={number !== undefined && number <= min}
            onClick={() => step(-1)}
          >
            <Minus size={14} strokeWidth={1.5} />
          </button>
          <input
            {...control}
            className={css.numberInput}
            inputMode="numeric"
            autoComplete="off"
            role="spinbutton"
            aria-valuenow={number ?? min}
            aria-valuetext={value}
            aria-valuemin={min}
            {...(max === undefined ? {} : { 'aria-valuemax': max })}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
              event.preventDefault();
              step(event.key === 'ArrowUp' ? 1 : -1);
            }}
          />
          <button
            type="button"
            tabIndex={-1}
            className={css.step}
            aria-label={t('form.more', { label: field.label })}
            disabled={number !== undefined && max !== undefined && number >= max}
            onClick={() => step(1)}
          >
            <Plus size={14} strokeWidth={1.5} />
          </button>
        </div>
      )}
    </Field>
  );
}
