import css from './field.module.css';
import { fieldId, useForm } from './form.ts';

/** What is wrong with a whole group of fields, where the fault belongs to none of them; the summary leads here. */
export function FaultLine({ path }: { path: string }) {
  const fault = useForm().faultAt(path);
  return (
    <p id={fieldId(path)} tabIndex={-1} className={`${css.fault} ${css.wide}`} hidden={fault === undefined}>
      {fault}
    </p>
  );
}
