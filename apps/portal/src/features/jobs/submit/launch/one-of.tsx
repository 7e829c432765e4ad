import type { ReactNode } from 'react';
import { Segmented } from '../../../../ui/form/segmented.tsx';
import type { Path } from '../body.ts';
import css from '../field.module.css';
import { fieldId, pathText, useForm } from '../form.ts';

interface OneOfProps<V extends string> {
  path: Path;
  label: string;
  help?: ReactNode;
  value: V | string;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
}

/** A few words of which one holds, laid out as the fields beside it; a fault takes the place of its help. */
export function OneOf<V extends string>({ path, label, help, value, options, onChange }: OneOfProps<V>) {
  const at = pathText(path);
  const fault = useForm().faultAt(at);
  return (
    <div className={css.field} id={fieldId(at)} tabIndex={-1}>
      <span className={css.label} aria-hidden>
        {label}
      </span>
      <Segmented label={label} value={value as V} options={options} onChange={onChange} />
      <p className={fault === undefined ? css.help : css.fault}>{fault ?? help}</p>
    </div>
  );
}
