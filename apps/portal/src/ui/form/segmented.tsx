import { useId } from 'react';
import { FieldGroup, type FieldWords } from './field.tsx';
import css from './form.module.css';

interface SegmentedProps<V extends string> {
  /** Name of the choice; shown only where it is part of {@link ChoiceField}. */
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
  /** Lower, for heads of panes. */
  small?: boolean;
}

/** A few words of which one holds; arrow keys move as in any radio group. */
export function Segmented<V extends string>({ label, ...rest }: SegmentedProps<V>) {
  return (
    <fieldset className={css.bare} aria-label={label}>
      <Options {...rest} />
    </fieldset>
  );
}

/** The same as a question of a form. */
export function ChoiceField<V extends string>({ hint, fault, label, ...rest }: SegmentedProps<V> & FieldWords) {
  return (
    <FieldGroup label={label} fault={fault} {...(hint === undefined ? {} : { hint })}>
      <Options {...rest} />
    </FieldGroup>
  );
}

function Options<V extends string>({ value, options, onChange, small = false }: Omit<SegmentedProps<V>, 'label'>) {
  const name = useId();
  return (
    <div className={`${css.segments} ${small ? css.small : ''}`}>
      {options.map((option) => (
        <label key={option.value} className={css.segment}>
          <input
            type="radio"
            className={css.segmentInput}
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
