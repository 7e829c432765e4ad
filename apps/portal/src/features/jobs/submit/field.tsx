import { MenuItem, TextField, type TextFieldProps } from '@mui/material';
import type { ReactNode } from 'react';
import type { Path } from './body.ts';
import css from './field.module.css';
import { fieldId, pathText, textAt, useForm, wholeNumber } from './form.ts';

interface FieldFrameProps {
  path: string;
  label: string;
  help?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

/** Label above, help or fault below: nothing moves when a fault comes. */
export function FieldFrame({ path, label, help, wide = false, children }: FieldFrameProps) {
  const fault = useForm().faultAt(path);
  return (
    <div className={`${css.field} ${wide ? css.wide : ''}`}>
      <label className={css.label} htmlFor={fieldId(path)}>
        {label}
      </label>
      {children}
      <p id={`${fieldId(path)}-help`} className={fault === undefined ? css.help : css.fault}>
        {fault ?? help}
      </p>
    </div>
  );
}

interface FieldProps {
  path: Path;
  label: string;
  help?: ReactNode;
  placeholder?: string;
  mono?: boolean;
  wide?: boolean;
  /** Lines at first; more appear as they are written. */
  lines?: number;
  whole?: boolean;
  /** Id of a datalist of what may be chosen. */
  list?: string;
  /** What the text means; without it a whole number where `whole`, else the text itself. */
  read?: (text: string) => unknown;
}

/** A field of text or of a number. */
export function Field({ path, label, help, placeholder, wide, read, ...look }: FieldProps) {
  const { body, set } = useForm();
  const at = pathText(path);
  const meaning = read ?? (look.whole ? wholeNumber : (text: string) => (text === '' ? undefined : text));
  return (
    <FieldFrame path={at} label={label} help={help} wide={wide ?? false}>
      <Input
        {...look}
        path={at}
        value={textAt(body, path)}
        placeholder={placeholder}
        onChange={(text) => set(path, meaning(text))}
      />
    </FieldFrame>
  );
}

interface InputProps {
  path: string;
  value: string;
  onChange: (text: string) => void;
  placeholder?: string | undefined;
  /** For inputs that have no label of their own. */
  name?: string;
  mono?: boolean;
  lines?: number;
  whole?: boolean;
  type?: string;
  /** Id of a datalist of what may be chosen. */
  list?: string;
}

/** An input that knows its fault. */
export function Input({ path, value, onChange, placeholder, name, mono, lines, whole, type, list }: InputProps) {
  const form = useForm();
  const fault = form.faultAt(path);
  const extra: TextFieldProps = lines === undefined ? {} : { multiline: true, minRows: lines, maxRows: 16 };
  return (
    <TextField
      {...extra}
      id={fieldId(path)}
      value={value}
      error={fault !== undefined}
      onChange={(event) => onChange(event.target.value)}
      onBlur={() => form.leave(path)}
      slotProps={{
        htmlInput: {
          className: mono ? css.mono : undefined,
          placeholder,
          type: lines === undefined ? (type ?? 'text') : undefined,
          list,
          inputMode: whole ? 'numeric' : undefined,
          autoComplete: type === 'password' ? 'new-password' : 'off',
          spellCheck: false,
          'aria-label': name,
          'aria-invalid': fault !== undefined,
          'aria-describedby': name === undefined ? `${fieldId(path)}-help` : undefined,
        },
      }}
    />
  );
}

interface ChoiceProps {
  path: Path;
  label: string;
  help?: ReactNode;
  choices: readonly { value: string; label: ReactNode }[];
  value?: string;
  onChange?: (value: string) => void;
}

/** One of a few. What the body holds beside them is shown too, so that nothing of a YAML is hidden. */
export function Choice({ path, label, help, choices, value, onChange }: ChoiceProps) {
  const { body, set, leave, faultAt } = useForm();
  const at = pathText(path);
  const chosen = value ?? textAt(body, path);
  const known = choices.some((choice) => choice.value === chosen);
  return (
    <FieldFrame path={at} label={label} help={help}>
      <TextField
        select
        value={chosen}
        error={faultAt(at) !== undefined}
        onChange={(event) => (onChange ?? ((text: string) => set(path, text)))(event.target.value)}
        onBlur={() => leave(at)}
        slotProps={{
          select: {
            // On touch screens the box is higher than its line.
            sx: { '& .MuiSelect-select': { display: 'flex', alignItems: 'center' } },
            SelectDisplayProps: { id: fieldId(at), 'aria-label': label },
          },
        }}
      >
        {choices.map((choice) => (
          <MenuItem key={choice.value} value={choice.value}>
            {choice.label}
          </MenuItem>
        ))}
        {!known && chosen !== '' && <MenuItem value={chosen}>{chosen}</MenuItem>}
      </TextField>
    </FieldFrame>
  );
}
