import { OutlinedInput } from '@mui/material';
import { Field, type FieldWords } from './field.tsx';
import css from './form.module.css';

interface TextInputProps extends FieldWords {
  value: string;
  onChange: (value: string) => void;
  /** For what could be pasted into a shell: commands, paths, names of variables. */
  mono?: boolean;
  /** Lines shown; more than one makes it a text area that grows. */
  rows?: number;
  placeholder?: string;
  autoFocus?: boolean;
  className?: string;
}

/** A line or a block of text. */
export function TextInput({
  value,
  onChange,
  mono = false,
  rows = 1,
  placeholder,
  autoFocus,
  ...field
}: TextInputProps) {
  return (
    <Field {...field}>
      {(control) => (
        <OutlinedInput
          fullWidth
          value={value}
          onChange={(event) => onChange(event.target.value)}
          multiline={rows > 1}
          {...(rows > 1 ? { minRows: rows, maxRows: 12 } : {})}
          error={field.fault !== undefined}
          className={mono ? css.mono : ''}
          inputProps={{
            ...control,
            placeholder,
            autoFocus,
            autoComplete: 'off',
            autoCapitalize: 'off',
            spellCheck: false,
          }}
        />
      )}
    </Field>
  );
}
