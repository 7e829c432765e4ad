/** One question of a form: its label above, what it expects and what is wrong with the answer below. */
import { type ReactNode, useId } from 'react';
import css from './form.module.css';

/** What the control itself must carry, so that label, hint and fault are read with it. */
export interface ControlProps {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

export interface FieldWords {
  label: string;
  /** What is expected, or what the answer means. */
  hint?: ReactNode;
  /** What is wrong with the answer; it takes the hint's place. */
  fault?: string | undefined;
}

interface FieldProps extends FieldWords {
  /** Of the control; one of its own unless given. */
  id?: string;
  /** At the right end of the label's line: a link, a count. */
  aside?: ReactNode;
  className?: string | undefined;
  children: (control: ControlProps) => ReactNode;
}

/** A label, a control, a fault and a hint, tied together for those who hear the page. */
export function Field({ id: given, label, hint, fault, aside, className, children }: FieldProps) {
  const own = useId();
  const id = given ?? own;
  const control: ControlProps = { id };
  if (fault !== undefined || hint !== undefined) control['aria-describedby'] = `${id}-told`;
  if (fault !== undefined) control['aria-invalid'] = true;
  return (
    <div className={`${css.field} ${className ?? ''}`}>
      <div className={css.labelLine}>
        <label className={css.label} htmlFor={id}>
          {label}
        </label>
        {aside}
      </div>
      {children(control)}
      <Told id={`${id}-told`} hint={hint} fault={fault} />
    </div>
  );
}

interface GroupProps extends FieldWords {
  className?: string | undefined;
  children: ReactNode;
}

/** The same for several controls that answer one question. */
export function FieldGroup({ label, hint, fault, className, children }: GroupProps) {
  const id = useId();
  return (
    <fieldset className={`${css.group} ${className ?? ''}`} aria-describedby={`${id}-told`}>
      <legend className={css.label}>{label}</legend>
      {children}
      <Told id={`${id}-told`} hint={hint} fault={fault} />
    </fieldset>
  );
}

function Told({ id, hint, fault }: { id: string } & Pick<FieldWords, 'hint' | 'fault'>) {
  if (fault !== undefined) {
    return (
      <p className={css.fault} id={id}>
        {fault}
      </p>
    );
  }
  return hint === undefined ? null : (
    <p className={css.hint} id={id}>
      {hint}
    </p>
  );
}
